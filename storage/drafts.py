"""Drafts: one a person, kept with the message that changed it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from storage.engine import upsert
from storage.tables import Draft
from storage.tables.base import table_of

_table = table_of(Draft)
_of = select(_table).where(_table.c.person_id.in_(bindparam("people", expanding=True)))
_delete = delete(_table).where(_table.c.person_id == bindparam("person"))


def of(connection: Connection, people: Sequence[int]) -> dict[int, Any]:
    """The open drafts of these people, by person."""
    return {row.person_id: row for row in connection.execute(_of, {"people": people})}


def save(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Keeps drafts as they now are: person_id, form, asked, answers, updated_at, parked."""
    if not rows:
        return
    insert = upsert(connection)(_table)
    fields = ("form", "asked", "answers", "updated_at", "parked")
    update = {field: insert.excluded[field] for field in fields}
    connection.execute(insert.on_conflict_do_update(index_elements=["person_id"], set_=update), list(rows))


def drop(connection: Connection, people: Sequence[int]) -> None:
    """Forgets drafts that are finished or cancelled."""
    if people:
        connection.execute(_delete, [{"person": person} for person in people])


def expire(connection: Connection, before: datetime) -> int:
    """Forgets drafts that nobody touched since then; returns how many."""
    return connection.execute(delete(_table).where(_table.c.updated_at < before)).rowcount
