"""The audit trail: rows are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from storage.tables import Audit
from storage.tables.base import table_of

_insert = insert(table_of(Audit))


def note(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Adds acts: at, township_id, person_id, channel, action, target, result."""
    if rows:
        connection.execute(_insert, list(rows))
