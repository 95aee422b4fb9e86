"""What many tests begin with is written once a process, and copied as rows into every later empty database of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from storage.engine import Database
from storage.tables import Base, Unit

T = TypeVar("T")
Rows = list[dict[str, Any]]

# By its name and the kind of database: the rows, and what the work returned.
_KNOWN: dict[tuple[str, str], tuple[dict[Table, Rows], Any]] = {}


def once(database: Database, name: str, work: Callable[[], T]) -> T:
    """Does the work of that name, whatever way is the shortest. What it returns is shared: nobody may change it."""
    key = name, database.engine.dialect.name
    if not _empty(database):
        return work()
    if key not in _KNOWN:
        before = _rows(database)
        result = work()
        _KNOWN[key] = {table: rows for table, rows in _rows(database).items() if rows != before[table]}, result
        return result
    written, known = _KNOWN[key]
    with database.writing() as session:
        for table, rows in written.items():
            session.execute(insert(table), rows)
        if not database.is_sqlite:
            _count_on(session, [table for table in written if "id" in table.c])
    return cast(T, known)


def _empty(database: Database) -> bool:
    with database.reading() as session:
        return session.scalar(select(Unit.id).limit(1)) is None


def _rows(database: Database) -> dict[Table, Rows]:
    unscoped = {"unscoped": True}
    with database.reading() as session:
        return {
            table: [dict(row) for row in session.execute(select(table), execution_options=unscoped).mappings()]
            for table in Base.metadata.sorted_tables
        }


def _count_on(session: Session, tables: list[Table]) -> None:
    """The sequences go on after the rows that were written with their ids."""
    sequences = [
        func.setval(func.pg_get_serial_sequence(table.name, "id"), select(func.max(table.c.id)).scalar_subquery())
        for table in tables
    ]
    session.execute(select(*sequences), execution_options={"unscoped": True})
