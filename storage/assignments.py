"""一包三年: when a term falls due, and the words kept for why one ended."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import Assignment, Person, Unit
from storage.vocabulary import TERM_YEARS

# Kept in the row as people read it, because a term may also be ended by hand with words of its own.
REPLACED: Final = "花名册更换包村干部"
RUN_OUT: Final = "花名册写明包村结束"
IMPORT_UNDONE: Final = "撤销花名册导入"


def due(since: date) -> date:
    """The day a term begun on `since` falls due, three years later; 29 February counts as the 28th."""
    try:
        return since.replace(year=since.year + TERM_YEARS)
    except ValueError:
        return since.replace(year=since.year + TERM_YEARS, day=28)


class Term(Struct, frozen=True):
    """A term that goes on: whose, in which village, until when."""

    id: int
    name: str
    village: str
    due_on: date


def ending(session: Session, scope: Scope, until: date, person_id: int | None) -> list[Term]:
    """The terms that fall due up to a day: a person's, or all of the township."""
    query = (
        select(Assignment.id, Person.name, Unit.name, Assignment.due_on)
        .join(Person, Person.id == Assignment.person_id)
        .join(Unit, Unit.id == Assignment.village_id)
        .where(Assignment.township_id == scope.township_id, Assignment.ended_on.is_(None))
        .where(Assignment.due_on <= until, Person.left_on.is_(None))
        .order_by(Assignment.due_on, Assignment.id)
    )
    if person_id is not None:
        query = query.where(Assignment.person_id == person_id)
    return [Term(*row) for row in session.execute(query)]
