"""应急 in chat: an admin declares it for his area, with a reason and a last day, ends it early or lets it go on."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from handlers.emergencies import spreading
from handlers.kit import access, answers, emergency, forms, telling
from handlers.kit.answers import Options, Unreadable, option
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.reading.dates import find_days
from handlers.reading.plain import plain
from handlers.rules.workdays import DAY
from storage import emergencies, people, surveys
from storage.audiences import Audience
from storage.emergencies import Standing

# Longer than this is no emergency; one that goes on is prolonged, which is an act of its own.
MOST_DAYS: Final = 15
# The last days that are offered, counted from today.
OFFERED: Final = (0, 1, 2, 6)
LONGEST_KIND: Final = 8
LONGEST_REASON: Final = 200
# The last part of `应急 防汛 台风红色预警，到周五`.
_UNTIL: Final = re.compile(r"[，,。；;\s]*(?:到|至|截止)([^，,。；;]+?)(?:为止|结束)?[。.]?$")


def said(ctx: Context, args: Args) -> None:
    """应急 shows what runs; an admin where none runs declares one: `应急 防汛 台风红色预警，到周五`."""
    running = emergency.running(ctx.eyes)
    declares = access.allowed("emergency.form", ctx.scope.roles, None)
    mine = [one for one in running if declares and one.path.startswith(ctx.scope.paths)]
    if declares and not mine:
        for one in running:
            ctx.say(emergency.line(ctx.texts, one, ctx.now.tzinfo))
        forms.start(ctx, FORM, **_known(ctx, clean(str(args["argument"]))))
        return
    lines = [emergency.line(ctx.texts, one, ctx.now.tzinfo) for one in running]
    choices = [
        Choice(ctx.t(button, kind=one.kind), action, {"emergency": one.id})
        for one in mine
        for button, action in (
            ("button.emergency_end", "emergency.end"),
            ("button.emergency_longer", "emergency.longer"),
        )
    ]
    ctx.say("\n".join(lines) or ctx.t("emergency.none"), *choices)


def _known(ctx: Context, words: str) -> dict[str, Any]:
    """What the words say already: the kind first, the last day at their end, the reason between."""
    kind, _, rest = words.partition(" ")
    known: dict[str, Any] = {"kind": kind} if kind and len(kind) <= LONGEST_KIND else {}
    if known and (found := _UNTIL.search(rest)) and (day := _day(ctx, found[1])) and _fits(ctx, day):
        rest = rest[: found.start()].strip()
        known["until"] = day.isoformat()
    return known | ({"why": rest[:LONGEST_REASON]} if known and rest else {})


def _day(ctx: Context, words: str) -> date | None:
    when = next(iter(find_days(plain(words), ctx.now.date(), ctx.is_workday)), None)
    return when.future if when else None


def _fits(ctx: Context, day: date) -> bool:
    return ctx.now.date() <= day < ctx.now.date() + timedelta(days=MOST_DAYS)


def _short(ctx: Context, most: int) -> str:
    words = answers.text(ctx)
    if len(words) > most:
        raise Unreadable("answer.long", most=most)
    return words


def _kinds(ctx: Context, known: Answers) -> Options:
    return [(name, name) for name in ctx.texts.family("emergency_kind").values()]


def _kind(ctx: Context) -> str:
    """One of the usual kinds, or a short word of his own. Raises Unreadable."""
    words = _short(ctx, LONGEST_KIND)
    usual = option(words, _kinds(ctx, {}))
    return usual[0] if usual else words


def _days(ctx: Context, known: Answers) -> Options:
    offered = [ctx.now.date() + timedelta(days=ahead) for ahead in OFFERED]
    return [(ctx.texts.day(day), day.isoformat()) for day in offered]


def _until(ctx: Context) -> str:
    """A last day from today on, not too far. Raises Unreadable."""
    words = clean(ctx.incoming.text)
    if offered := option(words, _days(ctx, {})):
        return str(offered[1])
    day = _day(ctx, words)
    if day is None:
        raise Unreadable("answer.date")
    if not _fits(ctx, day):
        raise Unreadable("emergency.days", most=MOST_DAYS)
    return day.isoformat()


def _sure(ctx: Context, known: Answers | None = None) -> Options:
    return [(ctx.t("button.emergency_begin"), True), (ctx.t("button.emergency_not"), False)]


def _preview(ctx: Context, known: Answers) -> str:
    """What it means, how many are told, and whom nothing reaches."""
    day = date.fromisoformat(known["until"])
    found = surveys.survey(ctx.session, ctx.scope, Audience(), ctx.now.date())
    asks = ctx.t("emergency.sure", kind=known["kind"], why=known["why"], day=ctx.texts.day(day), count=found.count)
    return "\n".join([asks, *telling.unreached(ctx.texts, found)])


def _end_of(day: str, now: datetime) -> datetime:
    return datetime.combine(date.fromisoformat(day) + DAY, time(), now.tzinfo)


def _declared(ctx: Context, known: Answers) -> None:
    """Begins it, and tells the first of its people now; the clock goes on with the rest."""
    if not known["sure"]:
        ctx.say(ctx.t("emergency.not_begun"))
        return
    ends_at = _end_of(known["until"], ctx.now)
    id_ = emergencies.declare(ctx.session, ctx.scope, known["kind"], known["why"], ends_at, ctx.now)
    if id_ is None:
        raise Refused("emergency.already")
    ctx.audit("emergency.begin", f"emergency:{id_}")
    spreading.hand_on(ctx.session.connection(), ctx.now)
    ctx.say("\n".join([*emergency.lines(ctx.eyes), ctx.t("emergency.begun")]))


def _below(ctx: Context, args: Answers) -> Standing:
    one = emergencies.below(ctx.session, ctx.scope, int(args["emergency"]), ctx.now)
    if one is None:
        raise Refused("emergency.gone")
    return one


def end(ctx: Context, args: Args) -> None:
    """结束应急, before its time: asks once whether he is sure."""
    one = _below(ctx, args)
    if not args.get("sure"):
        yes = Choice(ctx.t("button.emergency_end_sure"), "emergency.end", {"emergency": one.id, "sure": True})
        ctx.say(ctx.t("emergency.end_ask", kind=one.kind, unit=one.unit), yes)
        return
    if not emergencies.end(ctx.session, ctx.scope, one, ctx.now):
        raise Refused("emergency.gone")
    ctx.audit("emergency.end", f"emergency:{one.id}")
    ctx.say(ctx.t("emergency.ended", kind=one.kind, unit=one.unit))
    for person in people.admins(ctx.session, ctx.scope):
        if person != ctx.member.person_id:
            ctx.tell(person, ctx.t("emergency.ended_by", kind=one.kind, unit=one.unit, name=ctx.member.name))


def longer(ctx: Context, args: Args) -> None:
    """改到哪天: asks for another last day."""
    forms.start(ctx, LONGER, emergency=_below(ctx, args).id)


def _prolonged(ctx: Context, known: Answers) -> None:
    one = _below(ctx, known)
    if not emergencies.prolong(ctx.session, ctx.scope, one, _end_of(known["until"], ctx.now)):
        raise Refused("emergency.gone")
    ctx.audit("emergency.longer", f"emergency:{one.id}", known["until"])
    ctx.say("\n".join([*emergency.lines(ctx.eyes), ctx.t("emergency.prolonged")]))


FORM = Form(
    "emergency.form",
    (
        Step("kind", lambda ctx, known: ctx.t("emergency.ask_kind"), _kind, _kinds),
        Step("why", lambda ctx, known: ctx.t("emergency.ask_why"), lambda ctx: _short(ctx, LONGEST_REASON)),
        Step("until", lambda ctx, known: ctx.t("emergency.ask_until", most=MOST_DAYS), _until, _days),
        Step("sure", _preview, answers.choice(_sure), _sure),
    ),
    _declared,
)
LONGER = Form(
    "emergency.until",
    (Step("until", lambda ctx, known: ctx.t("emergency.ask_until", most=MOST_DAYS), _until, _days),),
    _prolonged,
)
WORDS = (Word("emergency", ("应急",), "emergency", said),)
ACTIONS = (Action("emergency.end", end), Action("emergency.longer", longer))
