"""A card's fields: how a value is read out of words, which can be pressed, and which field a bare value belongs to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from msgspec.structs import replace

from handlers import amend
from handlers.kit import answers
from handlers.kit.answers import Options, Unreadable
from handlers.kit.context import Context
from handlers.kit.forms import Answers
from handlers.reading.dates import When, find_days
from handlers.reading.plain import plain
from handlers.wishes import NONE, URGENT, Wish
from storage.records import Saved
from storage.vocabulary import CATEGORIES


def file(ctx: Context, saved: Saved, wish: Wish) -> tuple[str, Any, str | None] | None:
    """(field, value, old) of a wish, for this record; None if its value does not fit any field."""
    if wish.old is not None and any(amend.matches(someone, wish.old) for someone in saved.record.people):
        return "swap", wish.new, wish.old
    if wish.field is None:
        return _guess(ctx, wish.new)
    try:
        return wish.field, _read(ctx, wish.field, wish.new), None
    except Unreadable:
        return None


def _guess(ctx: Context, new: str) -> tuple[str, Any, str | None] | None:
    """The field a bare new value belongs to; only a value that is that and nothing else."""
    if new in URGENT:
        return "urgent", URGENT[new], None
    places = ctx.names().places.get(new, ())
    if len(places) == 1:
        return "village", places[0].village, None
    labels = dict(_category_options(ctx))
    if new in labels:
        return "category", labels[new], None
    days = find_days(plain(new), ctx.now.date(), ctx.is_workday)
    if len(days) == 1 and _is_all(plain(new), days[0]) and _is_past(days[0].past, ctx):
        return "day", str(days[0].past), None
    return None


def _is_all(text: str, day: When) -> bool:
    """Whether a text is this day and nothing else; a part of the day may follow."""
    return day.start == 0 and not text[day.end :].strip("天日晚上早中下午")


def _is_past(day: date | None, ctx: Context) -> bool:
    return day is not None and day <= ctx.now.date()


def _read(ctx: Context, name: str, text: str) -> Any:
    """A field's value out of words. Raises Unreadable."""
    speaking, ctx.incoming = ctx.incoming, replace(ctx.incoming, text=text)
    try:
        return _READ[name](ctx)
    finally:
        ctx.incoming = speaking


def value(ctx: Context) -> Any:
    """The answer to the form's question about a field. Raises Unreadable."""
    assert ctx.draft is not None  # a step is only read inside its form
    return _READ[ctx.draft.answers["field"]](ctx)


def day(ctx: Context) -> str:
    """A day up to today, as ISO text. Raises Unreadable."""
    found = answers.day(ctx)
    if found > ctx.now.date().isoformat():
        raise Unreadable("answer.date")
    return found


def _promise(ctx: Context) -> str | None:
    return None if ctx.incoming.text.strip() in NONE else answers.coming_day(ctx)


def _or_none(ctx: Context) -> str:
    said = answers.text(ctx)
    return "" if said in NONE else said


def _category_options(ctx: Context) -> Options:
    return [(ctx.texts.of("category", code), code) for code in CATEGORIES]


def _urgent_options(ctx: Context) -> Options:
    return [(ctx.t("button.urgent"), True), (ctx.t("button.not_urgent"), False)]


def _urgent(ctx: Context) -> bool:
    said = ctx.incoming.text.strip()
    return URGENT[said] if said in URGENT else bool(answers.choice(_urgent_options)(ctx))


_READ: dict[str, Callable[[Context], Any]] = {
    "day": day,
    "village": answers.place,
    "people": _or_none,
    "issue": _or_none,
    "category": answers.choice(_category_options),
    "urgent": _urgent,
    "promise": _promise,
    "text": answers.text,
}


def options(ctx: Context, known: Answers) -> Options:
    """The answers that can be pressed."""
    name = known["field"]
    if name == "category":
        return _category_options(ctx)
    if name == "urgent":
        return _urgent_options(ctx)
    if name == "village" and len(ctx.scope.villages) > 1:
        return [(ctx.names().village_name(id_) or "", id_) for id_ in ctx.scope.villages]
    return ()
