"""Until when: a day and an hour in the sender's words, 明天上午10点, 周五下班前, 11月20日."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Final

from handlers.kit import emergency
from handlers.kit.answers import Options, Unreadable, option
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers
from handlers.reading.dates import find_days, number
from handlers.reading.plain import plain
from handlers.tasks import cards

# Offices close then; a day without an hour ends then.
EVENING: Final = time(17, 30)
# In an emergency so many hours are offered first.
SOON: Final = 2
_HOURS: Final = re.compile(
    r"(\d{1,2}|半|[一两二三四五六七八九十]{1,2})\s*个?(?:小时|钟头)(?:以内|之内|内|以后|之后|后)"
)
_TIME: Final = re.compile(
    r"(上午|早上|下午|晚上|中午|傍晚)?\s*(\d{1,2}|[一二两三四五六七八九]?十?[一二三四五六七八九]|十)\s*(?:点|时|[:：])\s*(半|\d{1,2})?"
)
_LATER: Final = frozenset({"下午", "晚上", "傍晚"})


def options(ctx: Context, known: Answers) -> Options:
    """What the task's own words name, this evening, tomorrow's, Friday's: a press reads like the words."""
    labels = [ctx.t("task.due_today"), ctx.t("task.due_tomorrow"), ctx.t("task.due_friday")]
    named = said_in(ctx, str(known.get("text") or ""))
    offered: list[tuple[str, str]] = []
    if named is not None and named > ctx.now:
        offered.append((cards.moment(ctx.texts, named, ctx.now), named.isoformat()))
    if emergency.running(ctx.eyes):
        offered.append((ctx.t("task.due_hours", hours=SOON), (ctx.now + timedelta(hours=SOON)).isoformat()))
    for label, days in zip(labels, (0, 1, (4 - ctx.now.weekday()) % 7), strict=True):
        moment = _at(ctx.now + timedelta(days=days), EVENING)
        if moment > ctx.now and moment.isoformat() not in [value for _, value in offered]:
            offered.append((label, moment.isoformat()))
    return offered


def read(ctx: Context) -> str:
    """The moment, as ISO text in local time. Raises Unreadable for none, and for one that is past."""
    said = clean(ctx.incoming.text)
    if offered := option(said, options(ctx, ctx.draft.answers if ctx.draft else {})):
        return str(offered[1])
    found = said_in(ctx, said)
    if found is None:
        raise Unreadable("task.due_unclear")
    if found <= ctx.now:
        raise Unreadable("task.due_past")
    return found.isoformat()


def said_in(ctx: Context, said: str) -> datetime | None:
    """The moment that words name; an hour alone is the next one of that name. None without either."""
    if span := _HOURS.search(said):
        return ctx.now + (timedelta(minutes=30) if span[1] == "半" else timedelta(hours=_number(span[1])))
    when = next(iter(find_days(plain(said), ctx.now.date(), ctx.is_workday)), None)
    match = _TIME.search(said)
    hour = _hour(match) if match else None
    if when is None or when.future is None:
        if hour is None:
            return None
        today = _at(ctx.now, hour)
        return today if today > ctx.now else today + timedelta(days=1)
    return datetime.combine(when.future, hour or EVENING, ctx.now.tzinfo)


def _hour(match: re.Match[str]) -> time | None:
    part, hour, minute = match.groups()
    value = _number(hour)
    if part in _LATER and value < 12:
        value += 12
    minutes = 30 if minute == "半" else int(minute or 0)
    return time(value, minutes) if 0 <= value < 24 and minutes < 60 else None


def _number(said: str) -> int:
    return int(said) if said.isdecimal() else number(said)


def _at(day: datetime, moment: time) -> datetime:
    return datetime.combine(day.date(), moment, day.tzinfo)
