"""履职: the evidence that entries give for duties, and how a township names its duties."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from storage.engine import upsert
from storage.records import Record
from storage.scope import Scope
from storage.sessions import append, looking
from storage.tables import Duty, DutyEvidence
from storage.tables.base import table_of
from storage.vocabulary import DUTIES

_evidence = table_of(DutyEvidence)
_insert = insert(_evidence)
_delete = delete(_evidence).where(
    _evidence.c.entry_id == bindparam("entry"), _evidence.c.township_id == bindparam("township")
)
_own = {code: name for code, name, _ in DUTIES}
_duties = table_of(Duty).c
_names = (
    select(_duties.code, _duties.name).where(_duties.township_id == bindparam("township")).order_by(_duties.position)
)


def add(connection: Connection, scope: Scope, entry_id: int, record: Record) -> None:
    """Adds an entry as evidence for its duties."""
    rows = [{"township_id": scope.township_id, "entry_id": entry_id, "code": code} for code in record.duties]
    append(connection, _insert, rows)


def change(connection: Connection, scope: Scope, entry_id: int, record: Record) -> None:
    """Makes the evidence what the corrected record says."""
    withdraw(connection, scope, entry_id)
    add(connection, scope, entry_id, record)


def withdraw(connection: Connection, scope: Scope, entry_id: int) -> None:
    """An undone entry is evidence for nothing."""
    connection.execute(_delete, {"entry": entry_id, "township": scope.township_id})


def seed(session: Session, township_id: int) -> None:
    """Gives a township the nine duties; what it has renamed or reordered stays."""
    rows = [
        {"township_id": township_id, "code": code, "name": name, "position": position, "source": source}
        for position, (code, name, source) in enumerate(DUTIES)
    ]
    session.execute(upsert(session)(Duty).on_conflict_do_nothing(), rows)


def renamed(session: Session, scope: Scope) -> dict[str, str]:
    """The duties this township calls otherwise than the scheme: code → its own name."""
    rows = looking(session).execute(_names, {"township": scope.township_id})
    return {code: name for code, name in rows if name != _own.get(code)}
