"""Promises: dated undertakings, written and dropped with the entry they stand in."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, bindparam, insert, update

from storage.records import Record
from storage.scope import Scope
from storage.sessions import append
from storage.tables import Promise
from storage.tables.base import table_of

# States: open until it is kept (its matter is settled, or its maker says so); withdrawn when its record is undone or
# corrected away.
OPEN: Final = "open"
KEPT: Final = "kept"
WITHDRAWN: Final = "withdrawn"

_promises = table_of(Promise)
_insert = insert(_promises)
_open_of_entry = update(_promises).where(
    _promises.c.entry_id == bindparam("entry"),
    _promises.c.township_id == bindparam("township"),
    _promises.c.state == OPEN,
)
_keep = (
    update(_promises)
    .where(_promises.c.township_id == bindparam("township"), _promises.c.state == OPEN)
    .values(state=KEPT)
)
_keep_of_issue = _keep.where(_promises.c.issue_id == bindparam("issue"))
_keep_own = _keep.where(_promises.c.id == bindparam("promise"), _promises.c.person_id == bindparam("person"))
_withdraw = _open_of_entry.values(state=WITHDRAWN)
_move = _open_of_entry.values(due_on=bindparam("day"))


def add(connection: Connection, scope: Scope, entry_id: int, record: Record, issue_id: int | None) -> None:
    """Adds the promise a record tells of, if any; it is tied to the issue when it can only mean that one."""
    if record.promise is not None:
        row = {
            "township_id": scope.township_id,
            "entry_id": entry_id,
            "issue_id": issue_id,
            "person_id": record.person_id,
            "due_on": record.promise,
            "state": OPEN,
        }
        append(connection, _insert, [row])


def change(connection: Connection, scope: Scope, entry_id: int, record: Record, issue_id: int | None) -> None:
    """Moves, adds or withdraws the open promise of an entry, as the corrected record says."""
    if record.promise is None:
        withdraw(connection, scope, entry_id)
        return
    key = {"entry": entry_id, "township": scope.township_id, "day": record.promise}
    if not connection.execute(_move, key).rowcount:
        add(connection, scope, entry_id, record, issue_id)


def withdraw(connection: Connection, scope: Scope, entry_id: int) -> None:
    """The open promise of an undone entry no longer counts."""
    connection.execute(_withdraw, {"entry": entry_id, "township": scope.township_id})


def keep_of_issue(connection: Connection, scope: Scope, issue_id: int) -> None:
    """What was promised about a matter is kept with its settling."""
    connection.execute(_keep_of_issue, {"issue": issue_id, "township": scope.township_id})


def keep(connection: Connection, scope: Scope, promise_id: int) -> bool:
    """Marks one's own promise as kept; False if it no longer stands open."""
    key = {"promise": promise_id, "township": scope.township_id, "person": scope.person_id}
    return bool(connection.execute(_keep_own, key).rowcount)
