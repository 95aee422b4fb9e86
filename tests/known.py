"""The small township as rows: written once in a process, and copied into every later empty database of the kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from storage.tables import Base, Unit

Rows = list[dict[str, Any]]
Settle = Callable[[Session, dict[str, int]], None]

# By the kind of database: what was written, and the ids of people by name.
_KNOWN: dict[str, tuple[dict[Table, Rows], dict[str, int]]] = {}


def settled(session: Session, ids: dict[str, int], settle: Settle) -> None:
    """Does what `settle` does, which fills `ids`."""
    kind = session.get_bind().dialect.name
    if session.scalar(select(Unit.id).limit(1)) is not None:
        settle(session, ids)
        return
    if kind not in _KNOWN:
        before = _rows(session)
        settle(session, ids)
        written = {table: rows for table, rows in _rows(session).items() if rows != before[table]}
        _KNOWN[kind] = written, dict(ids)
        return
    written, people = _KNOWN[kind]
    ids.update(people)
    for table, rows in written.items():
        session.execute(insert(table), rows)
    if kind == "postgresql":
        _count_on(session, [table for table in written if "id" in table.c])


def _rows(session: Session) -> dict[Table, Rows]:
    return {
        table: [dict(row) for row in session.execute(select(table), execution_options={"unscoped": True}).mappings()]
        for table in Base.metadata.sorted_tables
    }


def _count_on(session: Session, tables: list[Table]) -> None:
    """The sequences go on after the rows that were written with their ids."""
    sequences = [
        func.setval(func.pg_get_serial_sequence(table.name, "id"), select(func.max(table.c.id)).scalar_subquery())
        for table in tables
    ]
    session.execute(select(*sequences), execution_options={"unscoped": True})
