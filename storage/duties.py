"""履职: the evidence that entries give for duties, and how a township names its duties."""

from __future__ import annotations

from collections.abc import Collection

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select, update
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
_duties = table_of(Duty)
_named = (
    select(_duties.c.township_id, _duties.c.code, _duties.c.name, _duties.c.source)
    .where(_duties.c.township_id.in_(bindparam("townships", expanding=True)))
    .order_by(_duties.c.position)
)
_one = (_duties.c.township_id == bindparam("township"), _duties.c.code == bindparam("duty"))


class Named(Struct, frozen=True):
    """A duty of a township; `name` is its own for it, None while it calls it as the scheme does."""

    code: str
    name: str | None
    source: str


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


def named(session: Session, townships: Collection[int]) -> dict[int, list[Named]]:
    """The duties in the order of each township; a county has the scheme's."""
    found: dict[int, list[Named]] = {township: [] for township in townships}
    for township, code, name, source in looking(session).execute(_named, {"townships": sorted(townships)}):
        found[township].append(Named(code, own_name(code, name), source))
    return {township: own or _of_the_scheme() for township, own in found.items()}


def _of_the_scheme() -> list[Named]:
    return [Named(code, None, source) for code, _, source in DUTIES]


def own_name(code: str, name: str) -> str | None:
    """The name if it is the township's own, None if it is the scheme's."""
    return None if name == _own.get(code) else name


def rename(session: Session, scope: Scope, code: str, name: str | None) -> None:
    """Calls a duty otherwise from now on, everywhere; None gives it the scheme's name back."""
    values = {"township": scope.township_id, "duty": code}
    session.connection().execute(update(_duties).where(*_one).values(name=name or _own[code]), values)


def reorder(session: Session, scope: Scope, codes: list[str]) -> None:
    """Puts the duties of a township into this order."""
    for position, code in enumerate(codes):
        values = {"township": scope.township_id, "duty": code}
        session.connection().execute(update(_duties).where(*_one).values(position=position), values)
