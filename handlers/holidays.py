"""放假: the calendar of rest days and make-up days, which an admin enters when the State Council has announced them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from handlers import card
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.routes import Args, Refused, Word
from handlers.reading.dates import find_days
from handlers.reading.plain import plain
from handlers.rules.workdays import DAY
from storage import calendar, rhythms
from storage.calendar import Special

# The longest holiday is eleven days; more is a slip.
LONGEST: Final = timedelta(days=20)
_NAMED: Final = re.compile(r"[\u4e00-\u9fff]{2,8}$")
_WORKED: Final = re.compile(r"^(?:补班|上班|调休上班)")
_USUAL: Final = re.compile(r"^(?:照常|取消|恢复)")


def said(ctx: Context, args: Args) -> None:
    """放假 alone shows what is known; days behind it rest, with 补班 before them are worked, with 照常 are as usual."""
    words = plain(str(args["argument"]).strip())
    if not words:
        _show(ctx)
        return
    if calendar.kept_above(ctx.session, ctx.scope):
        raise Refused("holiday.county")
    days = [when.future or when.past for when in find_days(words, ctx.now.date(), ctx.is_workday)]
    first, last = (days[0], days[-1]) if days else (None, None)
    if first is None or last is None or not first <= last <= first + LONGEST:
        ctx.say(ctx.t("holiday.how"))
        return
    span = [first + n * DAY for n in range((last - first).days + 1)]
    if _USUAL.match(words):
        calendar.forget(ctx.session, span)
        key = "holiday.usual"
    else:
        worked = bool(_WORKED.match(words))
        calendar.say(ctx.session, span, _name(ctx, words), workday=worked)
        key = "holiday.worked" if worked else "holiday.rest"
    rhythms.plan_anew(ctx.session, ctx.now)
    ctx.audit("holidays", f"day:{first.isoformat()}")
    ctx.say(ctx.t(key, days=_span(ctx, first, last)))


def _name(ctx: Context, words: str) -> str:
    found = _NAMED.search(words)
    return found[0] if found and not _WORKED.match(found[0]) else ctx.t("holiday.own")


def _show(ctx: Context) -> None:
    """The rest of this year and the next, run by run."""
    lines = [ctx.t("holiday.known", year=calendar.known_until(ctx.session) or 0)]
    run: list[Special] = []
    for one in calendar.special(ctx.session, ctx.now.date()):
        if run and (one.day - run[-1].day != DAY or one.workday != run[-1].workday or one.workday):
            lines.append(_run(ctx, run))
            run = []
        run.append(one)
    if run:
        lines.append(_run(ctx, run))
    how = "holiday.county" if calendar.kept_above(ctx.session, ctx.scope) else "holiday.how"
    ctx.say("\n".join([*lines, ctx.t(how)]))


def _run(ctx: Context, run: list[Special]) -> str:
    key = "holiday.line_worked" if run[0].workday else "holiday.line"
    return ctx.t(key, name=run[0].name, days=_span(ctx, run[0].day, run[-1].day))


def _span(ctx: Context, first: date, last: date) -> str:
    if first == last:
        return card.day(ctx, first)
    return ctx.t("leave.span", first=card.day(ctx, first), last=card.day(ctx, last))


WORDS = (Word("holidays", ("放假",), "holidays", said),)
ACTIONS = ()
FORMS: tuple[Form, ...] = ()
