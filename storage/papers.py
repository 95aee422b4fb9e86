"""Files made for a person: kept, fetched by him alone, removed after some days."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import Paper
from storage.tables.base import table_of

_table = table_of(Paper)
_c = _table.c
_mine = (
    _c.id == bindparam("row"),
    _c.person_id == bindparam("person"),
    _c.township_id == bindparam("township"),
)


class File(Struct, frozen=True):
    """A file with its name and MIME type."""

    name: str
    mime: str
    body: bytes


def keep(connection: Connection, scope: Scope, file: File, now: datetime) -> int:
    """Keeps a file for the scope's person; its number."""
    row = {"township_id": scope.township_id, "person_id": scope.person_id, "name": file.name, "mime": file.mime}
    added = connection.execute(insert(_table).returning(_c.id), row | {"made_at": now, "body": file.body})
    return int(added.scalar_one())


def one(session: Session, scope: Scope, id_: int) -> File | None:
    """A file that was made for this very person; None for anybody else's, and for one that is gone."""
    mine = {"row": id_, "person": scope.person_id, "township": scope.township_id}
    row = session.execute(select(_c.name, _c.mime, _c.body).where(*_mine), mine).one_or_none()
    return None if row is None else File(*row)


def enclosed(connection: Connection, id_: int) -> File | None:
    """A file by its number alone, for the sender: the message that names it is its person's."""
    row = connection.execute(select(_c.name, _c.mime, _c.body).where(_c.id == id_, _c.township_id.is_not(None)))
    found = row.one_or_none()
    return None if found is None else File(*found)


def remove(connection: Connection, before: datetime) -> int:
    """Removes what was made before then, in every township; returns how many."""
    old = (_c.township_id.is_not(None), _c.made_at < before)
    return connection.execute(delete(_table).where(*old)).rowcount
