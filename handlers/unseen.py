"""多久没见: whom to look in on by tag, for the cadre himself; for whoever leads, villages nobody has been to."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import Final

from handlers import card
from handlers.digests import UNSEEN_DAYS
from handlers.kit import access
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word, back_to
from handlers.patterns import regex
from storage import agenda, periods, reports, units
from storage.agenda import Unseen
from storage.areas import Area
from storage.vocabulary import TAGS

PAGE: Final = 8
# The time over which a cadre is told how many of his households he has met.
LATELY: Final = timedelta(days=90)
LONGEST_DAYS: Final = 3650
_PERIOD: Final = regex(r"(?P<tag>[\u4e00-\u9fffA-Za-z]{2,12})\s*(?P<days>\d{1,4})\s*天?")


def known(ctx: Context, args: Args) -> None:
    """The word 多久没见; an admin may say a tag and its days behind it."""
    said = str(args["argument"]).strip()
    if said and (period := _PERIOD.fullmatch(said)):
        _set(ctx, period["tag"], int(period["days"]))
    else:
        listed(ctx, {"tag": said, "page": 0})


def _overview(ctx: Context) -> None:
    lines: list[str] = []
    choices: list[Choice] = []
    if ctx.scope.villages:
        _own(ctx, lines, choices)
    elif access.reads_records(ctx.scope):
        _gaps(ctx, lines, choices)
    if access.keeps_periods(ctx.scope):
        lines.append(ctx.t("unseen.periods", periods=_periods(ctx)))
    ctx.say("\n".join(lines) or ctx.t("unseen.nothing"), *choices)


def _own(ctx: Context, lines: list[str], choices: list[Choice]) -> None:
    """Of one's own villages: how many of each tag wait, and how many households one has met of late."""
    days = periods.of(ctx.session, ctx.scope)
    waiting = Counter(one.tag for one in agenda.unseen(ctx.session, ctx.scope, ctx.now.date()))
    met, all_ = agenda.coverage(ctx.session, ctx.scope, ctx.now.date() - LATELY)
    lines.append(ctx.t("unseen.head" if waiting else "unseen.none"))
    for tag, count in waiting.most_common():
        lines.append(ctx.t("unseen.tag", tag=tag, days=days[tag], count=count))
        choices.append(Choice(ctx.t("household.tagged", tag=tag, count=count), "unseen.list", {"tag": tag, "page": 0}))
    lines.append(ctx.t("unseen.coverage", days=LATELY.days, met=met, all=all_))


def _gaps(ctx: Context, lines: list[str], choices: list[Choice]) -> None:
    """Of the villages below: those nobody has been to for long, the longest first. Never who did not go."""
    below = units.below(ctx.session, ctx.scope)
    last = reports.last_visits(ctx.session, ctx.scope, Area(tuple(unit.id for unit in below), rest=False))
    earliest = ctx.now.date() - timedelta(days=UNSEEN_DAYS)
    quiet = [unit for unit in below if last.get(unit.id, date.min) < earliest]
    lines.append(ctx.t("unseen.villages" if quiet else "unseen.no_villages", days=UNSEEN_DAYS))
    for unit in sorted(quiet, key=lambda unit: last.get(unit.id, date.min)):
        lines.append(ctx.t("unseen.village", village=unit.name, ago=card.ago(ctx.eyes, last.get(unit.id))))
        choices.append(Choice(unit.name, "village.show", {"village": unit.id}))


def listed(ctx: Context, args: Args) -> None:
    """One page of one's own households of a tag that wait, the longest first; without a tag, what waits in all."""
    said, number = str(args["tag"]), int(args["page"])
    if not said:
        _overview(ctx)
        return
    found = [one for one in agenda.unseen(ctx.session, ctx.scope, ctx.now.date()) if one.tag in (said, f"{said}户")]
    shown = found[number * PAGE : (number + 1) * PAGE]
    if not shown:
        ctx.say(ctx.t("unseen.none_of", tag=card.shortened(said)))
        return
    back = back_to("unseen.list", {"tag": said, "page": number})
    choices = [Choice(_line(ctx, one), "household.show", {"household": one.household_id, **back}) for one in shown]
    more = len(found) > (number + 1) * PAGE
    ctx.say(
        ctx.t("unseen.page", tag=shown[0].tag, number=number + 1),
        *choices,
        *card.pages(ctx, "unseen.list", {"tag": said}, number, more),
    )


def _line(ctx: Context, one: Unseen) -> str:
    ago = ctx.t("today.never") if one.last is None else ctx.t("today.ago", days=(ctx.now.date() - one.last).days)
    return ctx.t("unseen.line", head=one.head, place=card.place(ctx, one), ago=ago)


def _set(ctx: Context, tag: str, days: int) -> None:
    """An admin's word on how long is too long for a tag; 0 stops asking for it."""
    if not access.keeps_periods(ctx.scope):
        raise Refused
    if days > LONGEST_DAYS:
        ctx.say(ctx.t("unseen.too_long", most=LONGEST_DAYS))
        return
    tags = (*TAGS, *periods.of(ctx.session, ctx.scope))  # one that is no longer asked about is still known
    known_as = next((one for one in tags if one in (tag, f"{tag}户")), tag)
    periods.set_(ctx.session, ctx.scope, known_as, days)
    ctx.audit("unseen.period", f"unit:{ctx.scope.township_id}")
    ctx.say(ctx.t("unseen.set" if days else "unseen.stopped", tag=known_as, days=days))


def _periods(ctx: Context) -> str:
    of = periods.of(ctx.session, ctx.scope)
    return ctx.t("card.comma").join(ctx.t("unseen.period", tag=tag, days=days) for tag, days in of.items())


WORDS = (Word("unseen", ("多久没见",), "unseen", known),)
ACTIONS = (Action("unseen.list", listed),)
FORMS: tuple[Form, ...] = ()
