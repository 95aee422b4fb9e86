"""What a person put off: 改天 and 本周不用 of 今天, for whoever reminds him next to read."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.engine import upsert
from storage.scope import Scope
from storage.tables import Snooze


def put_off(session: Session, scope: Scope, about: str, until: date) -> None:
    """What `about` names (household:12, promise:3) is not brought up to this person before that day."""
    values = {"township_id": scope.township_id, "person_id": scope.person_id, "about": about, "until": until}
    statement = upsert(session)(Snooze).values(values)
    session.execute(statement.on_conflict_do_update(index_elements=["person_id", "about"], set_={"until": until}))


def resting(session: Session, scope: Scope, today: date) -> frozenset[str]:
    """What this person does not want to hear of today."""
    query = select(Snooze.about).where(
        Snooze.person_id == scope.person_id, Snooze.township_id == scope.township_id, Snooze.until > today
    )
    return frozenset(session.scalars(query))
