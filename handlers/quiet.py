"""免打扰: from when until when one may be told anything, and whether on rest days."""

from __future__ import annotations

import re
from datetime import time
from typing import Any, Final

from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Word
from handlers.reading.plain import plain
from storage import rhythms
from storage.rhythms import Hours

# Evenings and mornings lie within these, so that a slip of the finger silences nobody for good.
EVENINGS: Final = (time(17), time(23, 30))
MORNINGS: Final = (time(5), time(12))
_TIME: Final = r"(\d{1,2})(?:[:点](\d{1,2})?分?(半)?)?"
_TIMES: Final = re.compile(rf"{_TIME}\s*(?:-|到|至|,|\s)+\s*(?:早上|次日|第二天)?{_TIME}")


def said(ctx: Context, args: Args) -> None:
    """免打扰 alone shows the hours; `免打扰 21:00-7:30` sets them."""
    words = plain(str(args["argument"]))
    if not words:
        show(ctx)
        return
    found = _TIMES.search(words)
    evening, morning = (_time(*found.groups()[:3]), _time(*found.groups()[3:])) if found else (None, None)
    if evening is None or morning is None or not _fit(evening, EVENINGS) or not _fit(morning, MORNINGS):
        spans = {"evenings": _span(EVENINGS), "mornings": _span(MORNINGS)}
        ctx.say(ctx.t("quiet.how", **spans))
        return
    _change(ctx, {"evening": evening, "morning": morning})


def _time(hour: str, minute: str | None, half: str | None) -> time | None:
    minutes = 30 if half else int(minute or 0)
    return time(int(hour), minutes) if int(hour) < 24 and minutes < 60 else None


def _fit(value: time, span: tuple[time, time]) -> bool:
    return span[0] <= value <= span[1]


def _span(span: tuple[time, time]) -> str:
    return f"{span[0]:%H:%M}-{span[1]:%H:%M}"


def show(ctx: Context) -> None:
    """The hours as they are, and the button that changes the rest days."""
    own = _own(ctx)
    key = "quiet.rest_on" if own.rest_days else "quiet.rest_off"
    rest = Choice(
        ctx.t("button.rest_off" if own.rest_days else "button.rest_on"), "quiet.rest", {"on": not own.rest_days}
    )
    ctx.say(ctx.t("quiet.shown", evening=f"{own.evening:%H:%M}", morning=f"{own.morning:%H:%M}", rest=ctx.t(key)), rest)


def rest(ctx: Context, args: Args) -> None:
    """休息日也提醒, or no longer."""
    _change(ctx, {"rest_days": bool(args["on"])})


def _own(ctx: Context) -> Hours:
    person = ctx.scope.person_id
    return rhythms.of(ctx.session.connection(), [person], ctx.now.date())[person]


def _change(ctx: Context, values: dict[str, Any]) -> None:
    rhythms.change(ctx.session, ctx.scope, ctx.now, values | {"next_at": ctx.now})
    ctx.audit("quiet.change", f"person:{ctx.member.person_id}")
    show(ctx)


WORDS = (Word("quiet", ("免打扰",), "quiet", said),)
ACTIONS = (Action("quiet.rest", rest),)
FORMS: tuple[Form, ...] = ()
