"""What happened in a period, by village, beside the period it is compared with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from handlers.kit.context import Eyes
from handlers.rules.periods import Days, Period
from storage import dockets, reports, townships, units
from storage.areas import Area, Span
from storage.dockets import Matter, Trouble
from storage.townships import Township

# A village nobody has been to for this long is named.
UNSEEN_DAYS: Final = 14

# By village: how many in the period, and in the one before.
Counts = dict[int | None, tuple[int, int]]


class Facts(Struct, frozen=True):
    """Everything a digest says, as numbers and matters; `names` are the villages read, None what belongs to none.

    `above`: it is a county's, and all its places are townships. `moved` are the matters told or settled in the period,
    `live` are the matters that are still to be done: all of them while the period runs, of a past one those told in it.
    """

    period: Period
    span: Span
    running: bool
    names: dict[int | None, str]
    visits: Counts
    opened: Counts
    settled: Counts
    households: tuple[int, int]
    open_matters: tuple[int, int]
    live: Sequence[Matter]
    moved: Sequence[Matter]
    troubles: dict[int, Trouble]
    unseen: Sequence[str]
    above: bool = False

    @property
    def half_told(self) -> bool:
        """Whether it is a day that is not over: its hours are not to be set against a whole day's."""
        return self.running and self.period.kind == "day"


def gather(eyes: Eyes, period: Period, within: int | None = None) -> Facts:
    """The facts of one's own subtree, or of one village of it; of a county, by township.

    The cost is the period's, whatever is stored beside.
    """
    led = townships.led(eyes.session, eyes.scope) if within is None else ()
    if not led:
        return _gather(eyes, period, within)
    return _merged([(one, _gather(replace(eyes, scope=one.scope), period)) for one in led])


def _gather(eyes: Eyes, period: Period, within: int | None = None) -> Facts:
    session, scope, today = eyes.session, eyes.scope, eyes.now.date()
    area, names = area_of(eyes, within)
    running, span = period.holds(today), Span(period.until(today), period.compared(today))
    live = dockets.live(session, scope, area)
    open_then = reports.live_on(session, scope, area, span.before[1])
    open_now = len(live) if running else reports.live_on(session, scope, area, span.now[1])
    visits = reports.visits(session, scope, area, span)
    shown = live if running else [matter for matter in live if period.holds(matter.opened_on)]
    last = reports.last_visits(session, scope, area) if running else {}
    return Facts(
        period,
        span,
        running,
        names,
        visits,
        reports.opened(session, scope, area, span),
        reports.settled(session, scope, area, span),
        _seen(eyes, area, span.now, span.before),
        (open_now, open_then),
        shown,
        dockets.moved(session, scope, area, span.now),
        dockets.troubles(session, scope, shown),
        _unseen(names, last, today) if running else _unvisited(names, visits, period),
    )


def _merged(parts: Sequence[tuple[Township, Facts]]) -> Facts:
    """The facts of several townships as one, each township in the place of its villages."""
    first = parts[0][1]
    live = [replace(matter, village_id=one.id) for one, facts in parts for matter in facts.live]
    moved = [replace(matter, village_id=one.id) for one, facts in parts for matter in facts.moved]
    return Facts(
        first.period,
        first.span,
        first.running,
        {one.id: one.name for one, _ in parts},
        {one.id: added(facts.visits.values()) for one, facts in parts},
        {one.id: added(facts.opened.values()) for one, facts in parts},
        {one.id: added(facts.settled.values()) for one, facts in parts},
        added(facts.households for _, facts in parts),
        added(facts.open_matters for _, facts in parts),
        sorted(live, key=lambda matter: (not matter.urgent, matter.due_on or date.max, matter.id)),
        sorted(moved, key=lambda matter: (matter.opened_on, matter.id), reverse=True),
        {id_: trouble for _, facts in parts for id_, trouble in facts.troubles.items()},
        [f"{one.name}{village}" for one, facts in parts for village in facts.unseen],
        above=True,
    )


def added(pairs: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """The sums of the numbers of a period, and of those of the one before."""
    now, before = zip(*pairs, strict=True) if (pairs := list(pairs)) else ((), ())
    return sum(now), sum(before)


def area_of(eyes: Eyes, within: int | None = None) -> tuple[Area, dict[int | None, str]]:
    """Where these eyes look, or one village of it, and the names of the villages there, None for what has none."""
    below = [unit for unit in units.below(eyes.session, eyes.scope) if within in (None, unit.id)]
    names: dict[int | None, str] = {unit.id: unit.name for unit in below}
    rest = within is None and units.reads_all(eyes.session, eyes.scope)
    if rest:
        names[None] = eyes.t("digest.no_village")
    return Area(tuple(unit.id for unit in below), rest), names


def _seen(eyes: Eyes, area: Area, now: Days, before: Days) -> tuple[int, int]:
    first, second = (reports.households_seen(eyes.session, eyes.scope, area, days) for days in (now, before))
    return first, second


def _unseen(names: dict[int | None, str], last: dict[int | None, date], today: date) -> list[str]:
    """Villages nobody has been to for two weeks, by name."""
    earliest = today - timedelta(days=UNSEEN_DAYS)
    return [name for id_, name in names.items() if id_ is not None and last.get(id_, date.min) < earliest]


def _unvisited(names: dict[int | None, str], visits: Counts, period: Period) -> list[str]:
    """Villages nobody went to in a period that is over; in a few days that says nothing."""
    if period.kind in ("day", "week"):
        return []
    return [name for id_, name in names.items() if id_ is not None and not visits.get(id_, (0, 0))[0]]
