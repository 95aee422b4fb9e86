"""Keys taken ahead, so that rows which belong together can be written later, each table's with one statement."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from sqlalchemy import Connection, Table, func, select


class Keys:
    """The keys of one transaction. Whoever adds to a table in it takes them all from here."""

    def __init__(self) -> None:
        self._ahead: dict[str, Iterator[int]] = {}

    def take(self, connection: Connection, table: Table) -> int:
        """A key for a new row; one that is not used leaves a gap."""
        if connection.dialect.name != "sqlite":
            return int(connection.scalar(select(func.nextval(f"{table.name}_id_seq"))) or 0)
        if table.name not in self._ahead:  # nobody else writes before this transaction ends
            last = connection.scalar(select(func.max(table.c.id)).execution_options(unscoped=True))
            self._ahead[table.name] = count((last or 0) + 1)
        return next(self._ahead[table.name])
