"""Deletions for a person's sake: done and noted in one step, and done again in a database restored from before them.

Whoever deletes a person's data calls `erase` for every row, children before parents. Purges by age need no note: the
next purge finds the same rows again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Table, delete, insert, inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import Base, Deletion
from storage.tables.base import table_of

_table = table_of(Deletion)


class Erased(Struct, frozen=True):
    """One row that was deleted (`blank` None), or whose columns were given these values instead."""

    at: datetime
    township_id: int | None
    table: str
    row_id: int
    blank: dict[str, Any] | None

    @property
    def name(self) -> str:
        """How it is named to an operator: households:17."""
        return f"{self.table}:{self.row_id}"


def erase(
    session: Session, scope: Scope, table: str, row_id: int, now: datetime, blank: Mapping[str, Any] | None = None
) -> bool:
    """Deletes a row of the scope's township, or gives columns the values of `blank`; False if there is no such row.

    `blank` is kept for ever: nulls, words such as 已删除, never anything about anybody. Raises
    sqlalchemy.exc.IntegrityError while other rows hang from one that is to be deleted.
    """
    found = Erased(now, scope.township_id, table, row_id, dict(blank) if blank is not None else None)
    session.flush()
    if not _apply(session.connection(), found):
        return False
    _note(session.connection(), [found])
    session.expire_all()
    return True


def noted(connection: Connection) -> list[Erased]:
    """Everything that was ever erased, oldest first; nothing in a database from before there was such a note."""
    if not inspect(connection).has_table(_table.name):
        return []
    rows = connection.execute(
        select(_table.c.at, _table.c.township_id, _table.c.table_name, _table.c.row_id, _table.c.blank).order_by(
            _table.c.id
        )
    )
    return [Erased(*row) for row in rows]


def repeat(connection: Connection, later: Sequence[Erased]) -> tuple[int, list[str]]:
    """Does again what this database does not know of. Returns how many rows that were, and the names of those that
    could not be erased because others hang from them."""
    known = {(erased.at, erased.name) for erased in noted(connection)}
    fresh = [erased for erased in later if (erased.at, erased.name) not in known]
    done, stuck = 0, []
    for erased in fresh:
        try:
            with connection.begin_nested():
                done += _apply(connection, erased)
        except IntegrityError:
            stuck.append(erased.name)
    _note(connection, fresh)
    return done, stuck


def _apply(connection: Connection, erased: Erased) -> bool:
    table: Table = Base.metadata.tables[erased.table]
    change = delete(table) if erased.blank is None else update(table).values(erased.blank)
    change = change.where(table.c.id == erased.row_id)
    if "township_id" in table.c:
        change = change.where(table.c.township_id == erased.township_id)
    return bool(connection.execute(change).rowcount)


def _note(connection: Connection, rows: Sequence[Erased]) -> None:
    if rows:
        values = [
            {
                "at": erased.at,
                "township_id": erased.township_id,
                "table_name": erased.table,
                "row_id": erased.row_id,
                "blank": erased.blank,
            }
            for erased in rows
        ]
        connection.execute(insert(_table), values)
