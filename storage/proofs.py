"""What was recorded for each duty in a period, by one person or in one village, and what people wrote about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from storage.engine import unindexed, upsert
from storage.scope import Scope
from storage.tables import Assignment, DutyEvidence, DutyNote, Entry, Person

Days = tuple[date, date]


class Count(Struct, frozen=True):
    """How many records are evidence for a duty, and the day of the latest."""

    records: int
    last: date


class Note(Struct, frozen=True):
    """What somebody wrote about a duty in a period."""

    by: str
    text: str


def counts(session: Session, scope: Scope, days: Days, village: int | None = None) -> dict[str, Count]:
    """By duty: one's own records in these days, or everybody's in a village."""
    query = (
        select(DutyEvidence.code, func.count(), func.max(Entry.day))
        .join(Entry, Entry.id == DutyEvidence.entry_id)
        .where(*_of(scope, days, village))
        .group_by(DutyEvidence.code)
    )
    return {code: Count(records, last) for code, records, last in session.execute(query)}


def records(
    session: Session, scope: Scope, days: Days, code: str, number: int, size: int, village: int | None = None
) -> tuple[list[int], bool]:
    """Page `number` (from 0) of the records behind one duty, the newest first, and whether there are more."""
    query = (
        select(Entry.id)
        .join(DutyEvidence, DutyEvidence.entry_id == Entry.id)
        .where(*_of(scope, days, village), DutyEvidence.code == code)
        .order_by(Entry.day.desc(), Entry.id.desc())
    )
    ids = list(session.scalars(query.offset(number * size).limit(size + 1)))
    return ids[:size], len(ids) > size


def _of(scope: Scope, days: Days, village: int | None) -> Sequence[ColumnElement[bool]]:
    """The township's days lead to the rows: whose they are is checked, or a person's whole past would be walked."""
    whose = unindexed(Entry.person_id) == scope.person_id if village is None else Entry.village_id == village
    return (
        Entry.township_id == scope.township_id,
        Entry.day.between(*days),
        Entry.undone_at.is_(None),
        whose,
        unindexed(DutyEvidence.township_id) == scope.township_id,
    )


def write(session: Session, scope: Scope, code: str, period: str, text: str, now: datetime) -> None:
    """Adds or replaces one's own note on a duty in a period (its key); an empty text takes it away."""
    mine = (DutyNote.person_id == scope.person_id, DutyNote.code == code, DutyNote.period == period)
    if not text:
        session.execute(delete(DutyNote).where(*mine, DutyNote.township_id == scope.township_id))
        return
    row = {"township_id": scope.township_id, "person_id": scope.person_id, "code": code, "period": period}
    session.execute(
        upsert(session)(DutyNote)
        .values(**row, text=text, at=now)
        .on_conflict_do_update(index_elements=("person_id", "code", "period"), set_={"text": text, "at": now})
    )


def own_notes(session: Session, scope: Scope, period: str) -> dict[str, str]:
    """One's own notes of a period, by duty."""
    query = select(DutyNote.code, DutyNote.text).where(
        DutyNote.person_id == scope.person_id, DutyNote.township_id == scope.township_id, DutyNote.period == period
    )
    return {row.code: row.text for row in session.execute(query)}


def village_notes(session: Session, scope: Scope, period: str, code: str, village: int) -> list[Note]:
    """What those who serve a village wrote about a duty in a period."""
    query = (
        select(Person.name, DutyNote.text)
        .join(DutyNote, DutyNote.person_id == Person.id)
        .join(Assignment, Assignment.person_id == Person.id)
        .where(Assignment.village_id == village, Assignment.ended_on.is_(None))
        .where(DutyNote.township_id == scope.township_id, DutyNote.code == code, DutyNote.period == period)
        .order_by(Assignment.position, Person.id)
    )
    return [Note(*row) for row in session.execute(query)]
