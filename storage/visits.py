"""Visits: written and changed with the entry they belong to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, update

from storage.records import Record
from storage.scope import Scope
from storage.sessions import append
from storage.tables import Visit
from storage.tables.base import table_of

_visits = table_of(Visit)
_insert = insert(_visits)
_one = (_visits.c.entry_id == bindparam("entry"), _visits.c.township_id == bindparam("township"))
_update = update(_visits).where(*_one)
_delete = delete(_visits).where(*_one)


def add(connection: Connection, scope: Scope, entry_id: int, record: Record) -> None:
    """Adds the visit a record tells of, if it tells of one."""
    if "visit" in record.kind:
        append(connection, _insert, [{"township_id": scope.township_id, "entry_id": entry_id, **_values(record)}])


def change(connection: Connection, scope: Scope, entry_id: int, record: Record) -> None:
    """Makes the visit say what the corrected record says; it comes or goes with the record's kind."""
    key = {"entry": entry_id, "township": scope.township_id}
    if "visit" not in record.kind:
        connection.execute(_delete, key)
    elif not connection.execute(_update.values(_values(record)), key).rowcount:
        add(connection, scope, entry_id, record)


def _values(record: Record) -> dict[str, Any]:
    return {
        "person_id": record.person_id,
        "village_id": record.village_id,
        "day": record.day,
        "note": record.text,
    }
