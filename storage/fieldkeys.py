"""Field keys in use: a database is not opened without them, and rows move to a new key batch by batch."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from storage import copying
from storage.engine import Database, upsert
from storage.sealing import Keyring, MissingKey, Sealed, SealedFields, each_field, is_sealed_with
from storage.tables import Base, FieldKey
from storage.tables.base import table_of

# Rows sealed in one transaction: short enough that people who write meanwhile do not notice.
BATCH = 500

_keys = table_of(FieldKey)


def ensure(database: Database, now: datetime) -> None:
    """At the start: raises MissingKey when the settings lack a key that is in use, and notes the one that seals."""
    with database.engine.connect() as connection:
        used = in_use(connection)
    if missing := sorted(used - database.keyring.known):
        raise MissingKey(missing[0])
    if database.keyring.first is not None and database.keyring.first not in used:
        with database.begin() as connection:
            row = {"id": database.keyring.first, "since": now}
            connection.execute(upsert(connection)(FieldKey).values(row).on_conflict_do_nothing())


def in_use(connection: Connection) -> set[str]:
    """The fingerprints of the keys that fields may be sealed with."""
    return set(connection.scalars(select(_keys.c.id)))


def plain(database: Database) -> int:
    """How many rows hold a field that is not sealed with the first key. Raises MissingKey, InvalidToken."""
    return sum(len(rows) for rows in _unsealed(database))


def rotate(database: Database) -> int:
    """Seals every field with the first key, and forgets the others; returns how many rows were written.

    Goes on where it stopped if it is interrupted. Processes that still write with another first key must be restarted
    before.
    """
    first = database.keyring.first
    if first is None:
        return 0
    written = sum(len(rows) for rows in _unsealed(database, write=True))
    with database.begin() as connection:
        connection.execute(delete(_keys).where(_keys.c.id != first))
    return written


def _unsealed(database: Database, *, write: bool = False) -> Iterator[list[dict[str, Any]]]:
    """For each batch of rows, those with a field not under the first key, as they should lie; written if asked."""
    lying = {table.name: table for table in copying.tables()}
    for mapped in Base.metadata.sorted_tables:
        names = [column.name for column in mapped.columns if isinstance(column.type, Sealed | SealedFields)]
        if names:
            yield from _in_table(database, lying[mapped.name], names, write)


def _in_table(database: Database, table: Table, names: list[str], write: bool) -> Iterator[list[dict[str, Any]]]:
    after = 0
    columns = (table.c.id, *(table.c[name] for name in names))
    following = select(*columns).where(table.c.id > bindparam("after")).order_by(table.c.id).limit(BATCH)
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in names}
    change = update(table).where(table.c.id == bindparam("row")).values(values)
    while True:
        transaction = database.begin() if write else database.engine.connect()
        with transaction as plain:
            connection = plain.execution_options(unscoped=True)
            if write and not database.is_sqlite:
                following = following.with_for_update()
            rows = connection.execute(following, {"after": after}).mappings().all()
            if not rows:
                return
            stale = [
                _sealed(database.keyring, dict(row), names) for row in rows if _stale(row, names, database.keyring)
            ]
            if write and stale:
                connection.execute(change, stale)
        after = rows[-1]["id"]
        yield stale


def _stale(row: Any, names: list[str], ring: Keyring) -> bool:
    return any(not is_sealed_with(value, ring.first) for name in names for value in _values(row[name]))


def _values(lying: Any) -> list[str]:
    if not isinstance(lying, dict):
        return [] if lying is None else [lying]
    found: list[str] = []
    each_field(lying, found.append)
    return found


def _sealed(ring: Keyring, row: dict[str, Any], names: list[str]) -> dict[str, Any]:
    new = {"row": row["id"]}
    for name in names:
        value = row[name]
        new[f"new_{name}"] = value and (each_field(value, ring.seal) if isinstance(value, dict) else ring.seal(value))
    return new
