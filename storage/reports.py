"""What happened in a period, counted from the records themselves: for 简报 and its pictures."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.orm import Session

from storage.areas import BEFORE, NOW, TOWNSHIP, VILLAGES, Area, DayColumn, Span, bound, during, within
from storage.dockets import standing
from storage.engine import unindexed
from storage.scope import Scope
from storage.tables import DutyEvidence, Entry, EntryPerson, Issue, Unit, Visit


def _both(column: DayColumn) -> tuple[ColumnElement[int], ColumnElement[int]]:
    """How many rows fall into the period, and into the one before."""
    return (
        func.coalesce(func.sum(case((during(column, NOW), 1), else_=0)), 0),
        func.coalesce(func.sum(case((during(column, BEFORE), 1), else_=0)), 0),
    )


def _per_village(
    session: Session, query: Select[int | None, int, int], scope: Scope, area: Area, span: Span
) -> dict[int | None, tuple[int, int]]:
    asked = bound(scope, area, span.now, before_first=span.before[0], before_last=span.before[1])
    return {village: (int(now), int(before)) for village, now, before in session.execute(query, asked)}


def visits(session: Session, scope: Scope, area: Area, span: Span) -> dict[int | None, tuple[int, int]]:
    """Visits by village: (in the period, in the one before)."""
    return _per_village(session, _visits(area.rest), scope, area, span)


@cache
def _visits(rest: bool) -> Select[int | None, int, int]:
    return (
        select(Visit.village_id, *_both(Visit.day))
        .join(Entry, Entry.id == Visit.entry_id)
        .where(*_standing_visits(rest), Visit.day >= BEFORE[0], Visit.day <= NOW[1])
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
        .where(standing(TOWNSHIP, VILLAGES, rest), day >= BEFORE[0], day <= NOW[1])
        .group_by(Issue.village_id)
    )


def households_seen(session: Session, scope: Scope, area: Area, days: tuple[date, date]) -> int:
    """How many different households were seen in these days."""
    return session.scalar(_households(area.rest), bound(scope, area, days)) or 0


@cache
def _households(rest: bool) -> Select[int]:
    return (
        select(func.count(EntryPerson.household_id.distinct()))
        .join(Visit, Visit.entry_id == EntryPerson.entry_id)
        .join(Entry, Entry.id == Visit.entry_id)
        .where(*_standing_visits(rest), EntryPerson.seen.is_(True), during(Visit.day, NOW))
    )


def _standing_visits(rest: bool) -> tuple[ColumnElement[bool], ...]:
    """Visits of the township and area that were not taken back."""
    return Visit.township_id == TOWNSHIP, Entry.undone_at.is_(None), within(Visit.village_id, VILLAGES, rest)


def by_day(session: Session, scope: Scope, area: Area, days: tuple[date, date]) -> dict[str, Counter[date]]:
    """How many visits, matters told and matters settled there were on each day, by "visits", "opened", "done"."""
    visited = (
        select(Visit.day, func.count())
        .join(Entry, Entry.id == Visit.entry_id)
        .where(Visit.township_id == scope.township_id, Entry.undone_at.is_(None), area.holds(Visit.village_id))
        .where(during(Visit.day, days))
        .group_by(Visit.day)
    )
    found = {"visits": Counter[date]()}
    for day, many in session.execute(visited):
        found["visits"][day] = many
    for name, column in (("opened", Issue.opened_on), ("done", Issue.done_on)):
        query = (
            select(column, func.count())
            .where(standing(scope.township_id, area.villages, area.rest), during(column, days))
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
        .where(Entry.township_id == scope.township_id, during(Entry.day, days), Entry.undone_at.is_(None))
        .where(area.holds(Entry.village_id, checks=True), unindexed(DutyEvidence.township_id) == scope.township_id)
        .group_by(Entry.village_id, DutyEvidence.code)
    )
    return {(village, code): many for village, code, many in session.execute(query)}


def live_on(session: Session, scope: Scope, area: Area, day: date) -> int:
    """How many matters were open at the end of a day."""
    # Asked apart, and by its end: so an index leads past the matters settled long ago.
    asked = bound(scope, area, day=day)
    return sum(session.scalar(_open_on(area.rest, ended), asked) or 0 for ended in (False, True))


@cache
def _open_on(rest: bool, ended: bool) -> Select[int]:
    day: Any = bindparam("day")
    told = func.sum(case((Issue.opened_on <= day, 1), else_=0))
    end = Issue.done_on > day if ended else Issue.done_on.is_(None)
    return select(told).where(standing(TOWNSHIP, VILLAGES, rest), end)


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
