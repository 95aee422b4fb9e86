"""导出: a ledger as an Excel file, ordered in chat (导出 走访 11月), made off the write lock, sent when it is done."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from handlers import when
from handlers.card import shortened
from handlers.kit import access
from handlers.kit.context import Context, Eyes
from handlers.kit.making import XLSX, Made, Progress
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.kit.texts import Texts
from handlers.papers import books, ledger
from handlers.papers.ledger import Column, Heading
from handlers.rules import periods
from handlers.rules.periods import Period
from storage import ledgers, townships, units
from storage.areas import Area
from storage.scope import Scope

KINDS: Final = ("visits", "issues", "disputes", "duties", "handed")
# More rows than these are no ledger that anybody prints, and too much for one message.
MOST_ROWS: Final = 100_000
COLUMNS: Final[dict[str, tuple[Column[Any], ...]]] = {
    "visits": books.VISITS,
    "issues": books.ISSUES,
    "disputes": books.DISPUTES,
    "duties": books.DUTIES,
    "handed": books.HANDED,
}


class Wanted(Struct, frozen=True):
    """Which ledger: of which kind, period and villages, and what it is of in words (a township, one village).

    A county's is made of `parts`, which are those of its townships, one after the other.
    """

    kind: str
    period: Period
    area: Area
    unit: str
    parts: tuple[tuple[Scope, Wanted], ...] = ()


def said(ctx: Context, args: Args) -> None:
    """导出, with a ledger, a period and a village behind it in any order; without a ledger, which one."""
    kind, period, village, unknown = _read(ctx, str(args["argument"]))
    if unknown:
        ctx.say(ctx.t("ledger.which", said=shortened(unknown)))
    elif kind is None:
        ask(ctx, {"period": period.key} | ({} if village is None else {"village": village}))
    else:
        _order(ctx, kind, period, village)


def _read(ctx: Context, words: str) -> tuple[str | None, Period, int | None, str]:
    """The ledger, the period (this month unless one is said), the village, and the first word that is neither."""
    kind, period, village, unknown = None, periods.of("month", ctx.now.date()), None, ""
    named = {word: code for code in KINDS for word in ctx.texts.of("ledger_words", code).split()}
    near = {unit.id for unit in near_villages(ctx.eyes)}
    for word in words.split():
        bare = word.removesuffix(ctx.t("ledger.suffix"))
        meant = {place.village for place in ctx.names().places.get(word, ())} & near
        if bare in named:
            kind = named[bare]
        elif found := periods.named(word, ctx.now.date()):
            period = found
        elif len(meant) == 1:
            village = meant.pop()
        else:
            unknown = unknown or word
    return kind, period, village, unknown


def ask(ctx: Context, args: Args) -> None:
    """Which of the ledgers, of this period."""
    period = _period(args)
    about = {name: args[name] for name in ("period", "village") if args.get(name) is not None}
    choices = [Choice(ctx.texts.of("ledger_kind", kind), "ledger.make", about | {"ledger": kind}) for kind in KINDS]
    ctx.say(ctx.t("ledger.ask", when=when.said(ctx.texts, period, ctx.now.date())), *choices)


def pressed(ctx: Context, args: Args) -> None:
    """One of them."""
    village = args.get("village")
    _order(ctx, str(args["ledger"]), _period(args), None if village is None else int(village))


def _order(ctx: Context, kind: str, period: Period, village: int | None) -> None:
    """Says how much there is, and orders the file; nothing and too much are said at once."""
    if kind not in KINDS:
        raise Refused("press.gone")
    wanted = _wanted(ctx.eyes, kind, period, village)
    rows = counted(ctx.eyes, wanted)
    name = _name(ctx.eyes, wanted)
    if not rows:
        ctx.say(ctx.t("ledger.empty", name=name))
        return
    if rows > MOST_ROWS:
        ctx.say(ctx.t("ledger.too_many", name=name, rows=rows, most=MOST_ROWS))
        return
    about = {"ledger": kind, "period": period.key} | ({} if village is None else {"village": village})
    ctx.order("ledger.make", **about)
    ctx.audit("ledger.make", f"village:{village}" if village else f"unit:{ctx.scope.township_id}")
    ctx.say(ctx.t("ledger.soon", name=name, rows=rows))


def make(eyes: Eyes, args: Mapping[str, Any], progress: Progress) -> Made:
    """The workbook that was ordered."""
    period = _period(args)
    wanted = _wanted(eyes, str(args["ledger"]), period, args.get("village"))
    name, rows = _name(eyes, wanted), counted(eyes, wanted)
    with tempfile.TemporaryDirectory(prefix="baocun-ledger-") as folder:
        path = Path(folder) / "ledger.xlsx"
        written = write(eyes, wanted, path, lambda count: progress(count, rows))
        return Made(eyes.t("ledger.done", name=name, rows=written), f"{name}.xlsx", XLSX, path.read_bytes())


def write(eyes: Eyes, wanted: Wanted, path: Path, told: Callable[[int], None] = lambda count: None) -> int:
    """Writes a ledger; how many rows it has. Raises OSError."""
    t, today = eyes.texts, eyes.now.date()
    days = wanted.period.until(today)
    heading = Heading(
        t("ledger.headed", unit=wanted.unit, name=t.of("ledger_title", wanted.kind)),
        t("ledger.unit", unit=wanted.unit),
        t("ledger.period", first=_day(t, days[0]), last=_day(t, days[1])),
        t("ledger.signed", day=_day(t, today)),
    )
    return ledger.write(path, heading, COLUMNS[wanted.kind], _rows(eyes, wanted), t, told)


def _rows(eyes: Eyes, wanted: Wanted) -> Iterator[Any]:
    for scope, part in wanted.parts:
        for row in _rows(replace(eyes, scope=scope), part):
            yield replace(row, village="\n".join(filter(None, [part.unit, row.village])))
    if not wanted.parts:
        yield from _rows_below(eyes, wanted)


def _rows_below(eyes: Eyes, wanted: Wanted) -> Iterator[Any]:
    session, scope, days = eyes.session, eyes.scope, wanted.period.until(eyes.now.date())
    if wanted.kind == "visits":
        return ledgers.visits(session, scope, wanted.area, days)
    if wanted.kind == "duties":
        return ledgers.evidence(session, scope, wanted.area, days)
    if wanted.kind == "handed":
        found = ledgers.handed(session, scope, wanted.area, days, _moments(eyes, days))
        return (replace(row, at=row.at.astimezone(eyes.now.tzinfo)) for row in found)
    return ledgers.issues(session, scope, wanted.area, days, ("dispute",) if wanted.kind == "disputes" else ())


def counted(eyes: Eyes, wanted: Wanted) -> int:
    """How many rows it will have."""
    if wanted.parts:
        return sum(counted(replace(eyes, scope=scope), part) for scope, part in wanted.parts)
    days = wanted.period.until(eyes.now.date())
    return ledgers.counted(eyes.session, eyes.scope, wanted.kind, wanted.area, days, _moments(eyes, days))


def _moments(eyes: Eyes, days: tuple[date, date]) -> tuple[datetime, datetime]:
    """When these days begin and end where the people are."""
    first, last = (datetime.combine(day, time(), eyes.now.tzinfo) for day in (days[0], days[1] + timedelta(days=1)))
    return first, last


def _wanted(eyes: Eyes, kind: str, period: Period, village: int | None) -> Wanted:
    """Raises Refused for a village that one may not read."""
    near = {unit.id: unit.name for unit in near_villages(eyes)}
    if village is not None:
        if village not in near:
            raise Refused("press.gone")
        return Wanted(kind, period, Area((village,), rest=False), near[village])
    led = townships.led(eyes.session, eyes.scope)
    parts = tuple((one.scope, _wanted(replace(eyes, scope=one.scope), kind, period, None)) for one in led)
    whole = access.reads_below(eyes.scope)
    unit = units.led(eyes.session, eyes.scope) if whole else "、".join(near.values())
    return Wanted(kind, period, Area(tuple(near), whole and units.reads_all(eyes.session, eyes.scope)), unit, parts)


def near_villages(eyes: Eyes) -> Sequence[Any]:
    """The villages whose records one may read: those one serves, or leads, or is an officer of."""
    below = units.below(eyes.session, eyes.scope)
    return below if access.reads_below(eyes.scope) else [unit for unit in below if unit.id in eyes.scope.villages]


def _name(eyes: Eyes, wanted: Wanted) -> str:
    """What the file is called: 青枫镇走访台账 11月."""
    title = eyes.t("ledger.headed", unit=wanted.unit, name=eyes.texts.of("ledger_title", wanted.kind))
    return eyes.t("ledger.name", title=title, when=when.named(eyes.texts, wanted.period))


def _day(t: Texts, day: date) -> str:
    return t("ledger.day_of", year=day.year, month=day.month, day=day.day)


def _period(args: Mapping[str, Any]) -> Period:
    period = periods.of_key(str(args["period"]))
    if period is None:
        raise Refused("press.gone")
    return period


WORDS = (Word("export", ("导出",), "export", said),)
ACTIONS = (
    Action("ledger.ask", ask),
    Action("ledger.make", pressed),
)
FORMS = ()
MAKERS = {"ledger.make": make}
