"""Rules whose days depend on the records: after a visit, before a deadline, ahead of an end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers.kit.context import Context, Eyes
from handlers.kit.routes import Refused
from handlers.rules import recurrence
from handlers.rules.recurrence import Unknown

# How the days of what watches records are counted; everything else falls on days of the calendar.
WATCHES: Final = {
    "matters": "before",
    "promises": "before",
    "households": "after",
    "villages": "after",
    "term": "ahead",
    "terms": "ahead",
}


def check(what: str, every: str) -> None:
    """Raises Refused for days that do not fit what is brought up."""
    kind = _kind(every)
    watches = WATCHES.get(what)
    if (kind in recurrence.WATCHING) != (watches is not None) or (watches is not None and kind != watches):
        raise Refused("reminder.unfit")


def meant(ctx: Context | Eyes, told: str, every: str, whom: Mapping[str, Any] | None) -> str:
    """What a new rule brings up: what its words name, else what such days are usually about; `text` for other days.

    Raises Refused for words of an admin's own on days that watch records: nothing would say when they fall.
    """
    kind, whom = _kind(every), whom or {}
    if kind not in recurrence.WATCHING:
        return "text"
    named = {ctx.texts.of("reminder_what", what): what for what in WATCHES}
    what = named.get(told) if told else _usual(kind, every, whom)
    if what is None:
        raise Refused("reminder.unfit")
    check(what, every)
    return what


def _usual(kind: str, every: str, whom: Mapping[str, Any]) -> str:
    if kind == "after":
        return "households" if whom.get("tag") or every == kind else "villages"
    if kind == "before":
        return "matters"
    return "terms" if whom.get("role") in ("admin", "leader") else "term"


def _kind(every: str) -> str:
    try:
        return recurrence.parse(every).kind
    except Unknown:
        raise Refused("reminder.how") from None
