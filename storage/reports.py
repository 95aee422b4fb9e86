"""What happened in a period, counted from the records themselves: for 简报."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage import issues
from storage.engine import unindexed
from storage.scope import Scope
from storage.tables import DutyEvidence, Entry, EntryPerson, Issue, IssueEvent, Unit, Visit

# The columns of a Matter, in its order.
MATTER: tuple[InstrumentedAttribute[Any], ...] = (
    Issue.id,
    Issue.village_id,
    Issue.category,
    Issue.text,
    Issue.urgent,
    Issue.state,
    Issue.opened_on,
    Issue.due_on,
    Issue.done_on,
    Issue.needs,
)
DayColumn = InstrumentedAttribute[date] | InstrumentedAttribute[date | None]
# What a digest asks about, bound each time: building a statement takes longer than asking it, so each is built once.
_TOWNSHIP: Any = bindparam("township")
_VILLAGES: Any = bindparam("villages", expanding=True)
_NOW: Any = (bindparam("first"), bindparam("last"))
_BEFORE: Any = (bindparam("before_first"), bindparam("before_last"))


class Span(Struct, frozen=True):
    """A period and the one before it, both with their last day: (first, last)."""

    now: tuple[date, date]
    before: tuple[date, date]


class Area(Struct, frozen=True):
    """The villages a question is about; `rest` adds what belongs to no village."""

    villages: tuple[int, ...]
    rest: bool

    def holds(self, column: InstrumentedAttribute[int | None], *, checks: bool = False) -> ColumnElement[bool]:
        """The condition that a row lies in the area; `checks` where another condition finds the rows."""
        return _within(unindexed(column) if checks else column, self.villages, self.rest)


class Matter(Struct, frozen=True):
    """A matter as a digest shows it; `needs` says whom it needs to go on, while it is stuck."""

    id: int
    village_id: int | None
    category: str
    text: str
    urgent: bool
    state: str
    opened_on: date
    due_on: date | None
    done_on: date | None = None
    needs: str | None = None


class Trouble(Struct, frozen=True):
    """What a live matter's history tells a leader: what it waits for, how often it was told again or reopened."""

    waits: str | None = None
    again: int = 0


def _within(column: Any, villages: Any, rest: bool) -> ColumnElement[bool]:
    inside: ColumnElement[bool] = column.in_(villages)
    return or_(inside, column.is_(None)) if rest else inside


def _in(column: DayColumn, days: tuple[date, date]) -> ColumnElement[bool]:
    return and_(column >= days[0], column <= days[1])


def _both(column: DayColumn) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many rows fall into the period, and into the one before."""
    return (
        func.coalesce(func.sum(case((_in(column, _NOW), 1), else_=0)), 0),
        func.coalesce(func.sum(case((_in(column, _BEFORE), 1), else_=0)), 0),
    )


def _asked(scope: Scope, area: Area, now: tuple[date, date] | None = None, **more: date) -> dict[str, Any]:
    days = {} if now is None else {"first": now[0], "last": now[1]}
    return {"township": scope.township_id, "villages": area.villages, **days, **more}


def _per_village(
    session: Session, query: Select[int | None, int, int], scope: Scope, area: Area, span: Span
) -> dict[int | None, tuple[int, int]]:
    asked = _asked(scope, area, span.now, before_first=span.before[0], before_last=span.before[1])
    return {village: (int(now), int(before)) for village, now, before in session.execute(query, asked)}


def visits(session: Session, scope: Scope, area: Area, span: Span) -> dict[int | None, tuple[int, int]]:
    """Visits by village: (in the period, in the one before)."""
    return _per_village(session, _visits(area.rest), scope, area, span)


@cache
def _visits(rest: bool) -> Select[int | None, int, int]:
    return (
        select(Visit.village_id, *_both(Visit.day))
        .join(Entry, Entry.id == Visit.entry_id)
        .where(*_standing_visits(rest), Visit.day >= _BEFORE[0], Visit.day <= _NOW[1])
        .group_by(Visit.village_id)
    )


def opened(session: Session, scope: Scope, area: Area, span: Span) -> dict[int | None, tuple[int, int]]:
    """Matters told, by village."""
    return _per_village(session, _matters(area.rest, Issue.opened_on), scope, area, span)


def settled(session: Session, scope: Scope, area: Area, span: Span) -> dict[int | None, tuple[int, int]]:
    """Matters settled, by village."""
    return _per_village(session, _matters(area.rest, Issue.done_on), scope, area, span)


@cache
def _matters(rest: bool, day: DayColumn) -> Select[int | None, int, int]:
    return (
        select(Issue.village_id, *_both(day))
        .where(_counts(_TOWNSHIP, _VILLAGES, rest), day >= _BEFORE[0], day <= _NOW[1])
        .group_by(Issue.village_id)
    )


def households_seen(session: Session, scope: Scope, area: Area, days: tuple[date, date]) -> int:
    """How many different households were seen in these days."""
    return session.scalar(_households(area.rest), _asked(scope, area, days)) or 0


@cache
def _households(rest: bool) -> Select[int]:
    return (
        select(func.count(EntryPerson.household_id.distinct()))
        .join(Visit, Visit.entry_id == EntryPerson.entry_id)
        .join(Entry, Entry.id == Visit.entry_id)
        .where(*_standing_visits(rest), EntryPerson.seen.is_(True), _in(Visit.day, _NOW))
    )


def _standing_visits(rest: bool) -> tuple[ColumnElement[bool], ...]:
    """Visits of the township and area that were not taken back."""
    return Visit.township_id == _TOWNSHIP, Entry.undone_at.is_(None), _within(Visit.village_id, _VILLAGES, rest)


def by_day(session: Session, scope: Scope, area: Area, days: tuple[date, date]) -> dict[str, Counter[date]]:
    """How many visits, matters told and matters settled there were on each day, by "visits", "opened", "done"."""
    visited = (
        select(Visit.day, func.count())
        .join(Entry, Entry.id == Visit.entry_id)
        .where(Visit.township_id == scope.township_id, Entry.undone_at.is_(None), area.holds(Visit.village_id))
        .where(_in(Visit.day, days))
        .group_by(Visit.day)
    )
    found = {"visits": Counter[date]()}
    for day, many in session.execute(visited):
        found["visits"][day] = many
    for name, column in (("opened", Issue.opened_on), ("done", Issue.done_on)):
        query = (
            select(column, func.count())
            .where(_counts(scope.township_id, area.villages, area.rest), _in(column, days))
            .group_by(column)
        )
        found[name] = Counter()
        for moved_on, many in session.execute(query):
            if moved_on is not None:
                found[name][moved_on] = many
    return found


def evidence(session: Session, scope: Scope, area: Area, days: tuple[date, date]) -> dict[tuple[int | None, str], int]:
    """How many records of these days are evidence for a duty, by village and duty."""
    query = (
        select(Entry.village_id, DutyEvidence.code, func.count())
        .join(DutyEvidence, DutyEvidence.entry_id == Entry.id)
        .where(Entry.township_id == scope.township_id, _in(Entry.day, days), Entry.undone_at.is_(None))
        .where(area.holds(Entry.village_id, checks=True), unindexed(DutyEvidence.township_id) == scope.township_id)
        .group_by(Entry.village_id, DutyEvidence.code)
    )
    return {(village, code): many for village, code, many in session.execute(query)}


def live_on(session: Session, scope: Scope, area: Area, day: date) -> int:
    """How many matters were open at the end of a day."""
    # Asked apart, and by its end: so an index leads past the matters settled long ago.
    asked = _asked(scope, area, day=day)
    return sum(session.scalar(_open_on(area.rest, ended), asked) or 0 for ended in (False, True))


@cache
def _open_on(rest: bool, ended: bool) -> Select[int]:
    day: Any = bindparam("day")
    told = func.sum(case((Issue.opened_on <= day, 1), else_=0))
    end = Issue.done_on > day if ended else Issue.done_on.is_(None)
    return select(told).where(_counts(_TOWNSHIP, _VILLAGES, rest), end)


def live(session: Session, scope: Scope, area: Area, *, all_of_them: bool = True) -> Sequence[Matter]:
    """The matters somebody still has to do something about, the most pressing first; of the sensitive only one's own,
    or all."""
    query = _live(area.rest)
    if not all_of_them:
        query = query.join(Entry, Entry.id == Issue.entry_id).where(issues.readable(scope))
    return [Matter(*row) for row in session.execute(query, _asked(scope, area))]


@cache
def _live(rest: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(*MATTER)
        .where(_counts(_TOWNSHIP, _VILLAGES, rest), Issue.done_on.is_(None))
        .order_by(Issue.urgent.desc(), Issue.due_on, Issue.id)
    )


def moved(session: Session, scope: Scope, area: Area, days: tuple[date, date]) -> Sequence[Matter]:
    """The matters told or settled in these days, the newest first."""
    found: dict[int, Matter] = {}
    for day in (Issue.opened_on, Issue.done_on):  # asked apart, so that each has its index
        query = _moved(area.rest, day)
        found |= {row.id: Matter(*row) for row in session.execute(query, _asked(scope, area, days))}
    return sorted(found.values(), key=lambda matter: (matter.opened_on, matter.id), reverse=True)


@cache
def _moved(rest: bool, day: DayColumn) -> Select[*tuple[Any, ...]]:
    return select(*MATTER).where(_counts(_TOWNSHIP, _VILLAGES, rest), _in(day, _NOW))


def troubles(session: Session, scope: Scope, matters: Sequence[Matter]) -> dict[int, Trouble]:
    """What the histories of live matters tell a leader."""
    query = (
        select(IssueEvent.issue_id, IssueEvent.what, IssueEvent.new, IssueEvent.note)
        .where(IssueEvent.issue_id.in_([matter.id for matter in matters]))
        .where(unindexed(IssueEvent.township_id) == scope.township_id)
        .where(IssueEvent.what.in_(("moved", "told")))
        .order_by(IssueEvent.id)
    )
    found: dict[int, Trouble] = {}
    for issue, what, new, note in session.execute(query):
        found[issue] = _after(found.get(issue, Trouble()), what, new, note)
    return found


def _after(trouble: Trouble, what: str, new: str | None, note: str | None) -> Trouble:
    """The trouble after one more step of the history."""
    if what == "told":
        return replace(trouble, again=trouble.again + 1)
    return replace(trouble, waits=note or "" if new == "paused" else None, again=trouble.again + (new == "reopened"))


def records_of(session: Session, scope: Scope, issue_id: int) -> list[int]:
    """The records in which a matter was told or moved, the oldest first."""
    told = select(Issue.entry_id).where(Issue.id == issue_id, Issue.township_id == scope.township_id)
    later = select(IssueEvent.entry_id).where(
        IssueEvent.issue_id == issue_id, unindexed(IssueEvent.township_id) == scope.township_id
    )
    query = select(Entry.id).where(Entry.id.in_(union(told, later)), Entry.undone_at.is_(None))
    return list(session.scalars(query.where(unindexed(Entry.township_id) == scope.township_id).order_by(Entry.id)))


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


def _counts(township: Any, villages: Any, rest: bool) -> ColumnElement[bool]:
    """Matters that stand: of the township and area, neither withdrawn nor merged into another."""
    return and_(
        Issue.township_id == township,
        Issue.withdrawn_at.is_(None),
        Issue.merged_into.is_(None),
        _within(Issue.village_id, villages, rest),
    )
