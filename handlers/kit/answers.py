"""Reading one answer to one question: text, number, date, choice, place, photo, yes or no.

Each reader takes the message and gives the value, or raises Unreadable with the key of the sentence that says why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.patterns import regex
from handlers.reading.dates import When, find_days
from handlers.reading.dates import number as digits
from handlers.reading.plain import plain
from handlers.reading.villages import find_villages

YES = frozenset({"是", "对", "好", "有", "行", "嗯", "要", "yes", "y", "ok", "1"})
NO = frozenset({"否", "不", "不是", "没有", "无", "不要", "no", "n", "0", "2"})
LONGEST = 2000
_NUMERAL = regex(r"\d{1,9}|[一二两三四五六七八九]?十?[一二三四五六七八九]?")

Read = Callable[[Context], Any]
Options = Sequence[tuple[str, Any]]


class Again(Exception):
    """The answer was understood, but does not finish the question: it is asked once more, with what is known now."""


class Unreadable(Exception):
    """An answer that does not fit the question. `key` is the text that says what would."""

    def __init__(self, key: str, **values: Any) -> None:
        super().__init__(key)
        self.key = key
        self.values = values


def text(ctx: Context) -> str:
    """Any words, at most 2,000 characters."""
    said = clean(ctx.incoming.text)
    if not said:
        raise Unreadable("answer.empty")
    if len(said) > LONGEST:
        raise Unreadable("answer.long", most=LONGEST)
    return said


def number(ctx: Context) -> int:
    """A whole number, full-width or Chinese digits too."""
    found = as_number(ctx.incoming.text)
    if found is None:
        raise Unreadable("answer.number")
    return found


def day(ctx: Context) -> str:
    """A day up to today, as ISO text: 昨天, 11.9, 上周三."""
    found = _when(ctx)
    if found is None or found.past is None:
        raise Unreadable("answer.date")
    return found.past.isoformat()


def coming_day(ctx: Context) -> str:
    """A day from today on, as ISO text: 周五, 后天, 月底."""
    found = _when(ctx)
    if found is None or found.future is None:
        raise Unreadable("answer.date")
    return found.future.isoformat()


def yes_no(ctx: Context) -> bool:
    """是 or 否 in the usual words."""
    said = clean(ctx.incoming.text).casefold()
    if said in YES or said in NO:
        return said in YES
    raise Unreadable("answer.yes_no")


def files(ctx: Context) -> int:
    """What the message brought, as the number of the message."""
    if not ctx.incoming.files or ctx.inbox_id is None:
        raise Unreadable("answer.photo")
    return ctx.inbox_id


def choice(options: Callable[[Context], Options]) -> Read:
    """One of the options, by label or by its number in the list."""

    def read(ctx: Context) -> Any:
        offered = options(ctx)
        found = option(clean(ctx.incoming.text), offered)
        if found is None:
            raise Unreadable("answer.choice", most=len(offered))
        return found[1]

    return read


def place(ctx: Context) -> int:
    """A village of one's own township by name, alias or a near spelling; the unit's id."""
    mentions = find_villages(plain(ctx.incoming.text), ctx.names(), ctx.scope.villages)
    found = {village for mention in mentions for village in mention.villages}
    if len(found) != 1:
        raise Unreadable("answer.place")
    return found.pop()


def option(said: str, offered: Options) -> tuple[str, Any] | None:
    """The option whose label was said, or its number counting from 1."""
    found = pick(said, [label for label, _ in offered])
    return None if found is None else offered[found]


def pick(said: str, labels: Sequence[str]) -> int | None:
    """The index of the label said, or of the number said counting from 1."""
    for index, label in enumerate(labels):
        if said.casefold() == label.casefold():
            return index
    found = as_number(said)
    return found - 1 if found is not None and 1 <= found <= len(labels) else None


def as_number(said: str) -> int | None:
    """3, ３, 三, 十二; None for anything else."""
    bare = plain(said).strip(" 。.")
    if bare in ("0", "零"):
        return 0
    # A reader of numbers inside sentences gives 0 for what is none, and passes over what it does not know.
    return digits(bare) or None if bare and _NUMERAL.fullmatch(bare) else None


def _when(ctx: Context) -> When | None:
    """The first day named in the answer."""
    return next(iter(find_days(plain(ctx.incoming.text), ctx.now.date(), ctx.is_workday)), None)
