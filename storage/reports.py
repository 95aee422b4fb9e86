"""What happened in a period, counted from the records themselves: for 简报."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage.scope import Scope
from storage.tables import Entry, EntryPerson, Issue, Unit, Visit

# The columns of a Matter, in its order.
MATTER = (
    Issue.id,
    Issue.village_id,
    Issue.category,
    Issue.text,
    Issue.urgent,
    Issue.state,
    Issue.opened_on,
    Issue.due_on,
)
DayColumn = InstrumentedAttribute[date] | InstrumentedAttribute[date | None]


@dataclass(frozen=True, slots=True)
class Span:
    """A period and the one before it, both with their last day: (first, last)."""

    now: tuple[date, date]
    before: tuple[date, date]


@dataclass(frozen=True, slots=True)
class Area:
    """The villages a question is about; `rest` adds what belongs to no village."""

    villages: tuple[int, ...]
    rest: bool

    def holds(self, column: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
        """The condition that a row lies in the area."""
        inside = column.in_(self.villages)
        return or_(inside, column.is_(None)) if self.rest else inside


@dataclass(frozen=True, slots=True)
class Matter:
    """A live matter as a digest shows it."""

    id: int
    village_id: int | None
    category: str
    text: str
    urgent: bool
    state: str
    opened_on: date
    due_on: date | None


def _in(column: DayColumn, days: tuple[date, date]) -> ColumnElement[bool]:
    return and_(column >= days[0], column <= days[1])


def _both(column: DayColumn, span: Span) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many rows fall into the period, and into the one before."""
    return (
        func.coalesce(func.sum(case((_in(column, span.now), 1), else_=0)), 0),
        func.coalesce(func.sum(case((_in(column, span.before), 1), else_=0)), 0),
    )


def _per_village(session: Session, query: Select[int | None, int, int]) -> dict[int | None, tuple[int, int]]:
    return {village: (int(now), int(before)) for village, now, before in session.execute(query)}


def visits(session: Session, scope: Scope, area: Area, span: Span) -> dict[int | None, tuple[int, int]]:
    """Visits by village: (in the period, in the one before)."""
    query = (
        select(Visit.village_id, *_both(Visit.day, span))
        .join(Entry, Entry.id == Visit.entry_id)
        .where(Visit.township_id == scope.township_id, Entry.undone_at.is_(None), area.holds(Visit.village_id))
        .where(Visit.day >= span.before[0], Visit.day <= span.now[1])
        .group_by(Visit.village_id)
    )
    return _per_village(session, query)


def opened(session: Session, scope: Scope, area: Area, span: Span) -> dict[int | None, tuple[int, int]]:
    """Matters told, by village."""
    query = (
        select(Issue.village_id, *_both(Issue.opened_on, span))
        .where(_counts(scope, area), Issue.opened_on >= span.before[0], Issue.opened_on <= span.now[1])
        .group_by(Issue.village_id)
    )
    return _per_village(session, query)


def settled(session: Session, scope: Scope, area: Area, span: Span) -> dict[int | None, tuple[int, int]]:
    """Matters settled, by village."""
    query = (
        select(Issue.village_id, *_both(Issue.done_on, span))
        .where(_counts(scope, area), Issue.done_on >= span.before[0], Issue.done_on <= span.now[1])
        .group_by(Issue.village_id)
    )
    return _per_village(session, query)


def households_seen(session: Session, scope: Scope, area: Area, days: tuple[date, date]) -> int:
    """How many different households were seen in these days."""
    query = (
        select(func.count(EntryPerson.household_id.distinct()))
        .join(Visit, Visit.entry_id == EntryPerson.entry_id)
        .join(Entry, Entry.id == Visit.entry_id)
        .where(Visit.township_id == scope.township_id, Entry.undone_at.is_(None), area.holds(Visit.village_id))
        .where(EntryPerson.seen.is_(True), _in(Visit.day, days))
    )
    return session.scalar(query) or 0


def live_on(session: Session, scope: Scope, area: Area, day: date) -> int:
    """How many matters were open at the end of a day."""
    told = func.sum(case((Issue.opened_on <= day, 1), else_=0))
    # Asked apart, and by its end: so an index leads past the matters settled long ago.
    ends = (Issue.done_on.is_(None), Issue.done_on > day)
    return sum(session.scalar(select(told).where(_counts(scope, area), end)) or 0 for end in ends)


def live(session: Session, scope: Scope, area: Area) -> Sequence[Matter]:
    """The matters somebody still has to do something about, the most pressing first."""
    query = (
        select(*MATTER)
        .where(_counts(scope, area), Issue.done_on.is_(None))
        .order_by(Issue.urgent.desc(), Issue.due_on, Issue.id)
    )
    return [Matter(*row) for row in session.execute(query)]


def last_visits(session: Session, scope: Scope, area: Area) -> dict[int | None, date]:
    """The day of the last visit to each village."""
    last = (
        select(Visit.day)
        .join(Entry, Entry.id == Visit.entry_id)
        .where(Visit.township_id == scope.township_id, Entry.undone_at.is_(None))
        .order_by(Visit.day.desc())
        .limit(1)
    )
    there = last.where(Visit.village_id == Unit.id).scalar_subquery()
    days: list[tuple[int | None, date | None]] = [
        (village, day) for village, day in session.execute(select(Unit.id, there).where(Unit.id.in_(area.villages)))
    ]
    if area.rest:
        days.append((None, session.scalar(last.where(Visit.village_id.is_(None)))))
    return {village: day for village, day in days if day is not None}


def _counts(scope: Scope, area: Area) -> ColumnElement[bool]:
    """Matters that stand: of the township and area, neither withdrawn nor merged into another."""
    return and_(
        Issue.township_id == scope.township_id,
        Issue.withdrawn_at.is_(None),
        Issue.merged_into.is_(None),
        area.holds(Issue.village_id),
    )
