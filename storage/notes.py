"""Notes on households and villages: free words with their author and day."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import Person, RegisterNote, Unit


class Note(Struct, frozen=True):
    """A note as it is shown."""

    id: int
    village_id: int
    household_id: int | None
    text: str
    by: str
    at: datetime


def of(session: Session, scope: Scope, village_id: int, household_id: int | None, most: int) -> list[Note]:
    """The notes on a household, or for None on the village itself, the newest first."""
    query = (
        select(*_NOTE)
        .join(Person, Person.id == RegisterNote.person_id)
        .where(RegisterNote.village_id == village_id, RegisterNote.township_id == scope.township_id)
        .where(RegisterNote.household_id == household_id, RegisterNote.withdrawn_at.is_(None))
        .order_by(RegisterNote.at.desc(), RegisterNote.id.desc())
        .limit(most)
    )
    return [Note(*row) for row in session.execute(query)]


def one(session: Session, scope: Scope, note_id: int) -> tuple[Note, str] | None:
    """A note that stands, and the path of its village; None if there is none in one's township."""
    query = (
        select(*_NOTE, Unit.path)
        .join(Person, Person.id == RegisterNote.person_id)
        .join(Unit, Unit.id == RegisterNote.village_id)
        .where(RegisterNote.id == note_id, RegisterNote.township_id == scope.township_id)
        .where(RegisterNote.withdrawn_at.is_(None))
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (Note(*row[:-1]), row.path)


_NOTE = (
    RegisterNote.id,
    RegisterNote.village_id,
    RegisterNote.household_id,
    RegisterNote.text,
    Person.name,
    RegisterNote.at,
)
