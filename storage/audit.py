"""The audit trail: rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from storage.tables import Audit
from storage.tables.base import table_of

_insert = insert(table_of(Audit))


def note(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Adds acts: at, township_id, person_id, channel, action, target, result."""
    if rows:
        connection.execute(_insert, list(rows))


def note_command(
    connection: Connection, action: str, target: str, now: datetime, township_id: int | None = None
) -> None:
    """Notes what was done from the command line, where nobody says who he is."""
    act = {"at": now, "township_id": township_id, "person_id": None, "channel": "command", "action": action}
    note(connection, [act | {"target": target, "result": "ok"}])
