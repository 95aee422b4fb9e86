"""Rows from one database into another as they lie there, sealed fields still sealed, whichever databases they are."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, Connection, MetaData, String, Table, bindparam, func, insert, select, text, update

from storage.sealing import Sealed, SealedFields
from storage.tables import Base

# Rows read and written at once.
BATCH = 1000


@cache
def tables() -> tuple[Table, ...]:
    """The tables, parents first: sealed fields as they lie, an SQL NULL in a JSON column told from a JSON null."""
    copied = MetaData()
    for table in Base.metadata.sorted_tables:
        for column in table.to_metadata(copied).columns:
            if isinstance(column.type, JSON | SealedFields):
                column.type = JSON(none_as_null=True)
            elif isinstance(column.type, Sealed):
                column.type = String()
    return tuple(copied.sorted_tables)


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds."""
    return {table.name: connection.scalar(select(func.count()).select_from(table)) or 0 for table in tables()}


def copy(source: Connection, target: Connection) -> None:
    """All rows of all tables into empty ones. Both stand at the same migration."""
    reading = source.execution_options(unscoped=True)
    writing = target.execution_options(unscoped=True)
    for table in tables():
        inner = [column.name for column in table.columns if _refers_to_its_own(column)]
        found = reading.execute(select(table), execution_options={"yield_per": BATCH}).mappings()
        references: list[dict[str, Any]] = []
        for batch in found.partitions():
            rows = [dict(row) for row in batch]
            writing.execute(insert(table), [row | dict.fromkeys(inner) for row in rows])
            references += [{"row": row["id"], **{f"to_{name}": row[name] for name in inner}} for row in rows if inner]
        if references:  # a row may refer to one of its own table that comes after it
            values: dict[str, Any] = {name: bindparam(f"to_{name}") for name in inner}
            writing.execute(update(table).where(table.c.id == bindparam("row")).values(values), references)


def empty(connection: Connection) -> None:
    """Removes all rows of all tables, children first."""
    writing = connection.execution_options(unscoped=True)
    for table in reversed(tables()):
        for column in table.columns:
            if _refers_to_its_own(column):
                writing.execute(update(table).values({column.name: None}))
        writing.execute(table.delete())


def count_on(connection: Connection) -> None:
    """PostgreSQL gives the next row the number after the highest; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in tables():
        if table.autoincrement_column is not None:
            highest = f"(SELECT max(id) FROM {table.name})"  # noqa: S608 - a name of our own
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            connection.execute(text(f"SELECT setval({sequence}, {highest}) WHERE {highest} IS NOT NULL"))


def _refers_to_its_own(column: Column[Any]) -> bool:
    return any(key.column.table is column.table for key in column.foreign_keys)
