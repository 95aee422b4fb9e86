"""Taking an import back, with what had to stay."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct
from sqlalchemy.orm import Session

from storage import imports, register
from storage.imports import Row
from storage.imports_undo import Kept, RollBack


class Left(Struct, frozen=True):
    """A row that was not taken back: of which table, why, and how people call it."""

    table: str
    why: str
    name: str


class Undone(Struct, frozen=True):
    """What became of an undo; `already` and `unknown` changed nothing."""

    result: Literal["done", "already", "unknown"]
    removed: int = 0
    restored: int = 0
    left: tuple[Left, ...] = ()


def undo(session: Session, township_id: int, batch_id: int, now: datetime, today: date) -> Undone:
    """Takes an import of this township back; `today` is the local day.

    Rows nobody changed since go back to what they were; added rows go unless records hang from them.
    """
    batch = imports.batch(session, batch_id)
    if batch is None or batch.township_id != township_id:
        return Undone("unknown")
    if batch.undone_at is not None:
        return Undone("already")
    back = RollBack(session, township_id, batch_id, today)
    back.run()
    imports.close(session, batch, now)
    register.changed(session, township_id)
    return Undone("done", back.removed, back.restored, _left(session, township_id, back.kept))


def _left(session: Session, township_id: int, kept: list[Kept]) -> tuple[Left, ...]:
    if not kept:
        return ()
    rows = imports.snapshot(session, township_id)
    names = {name: {row["id"]: row for row in rows[name]} for name in ("units", "people", "households")}
    return tuple(Left(each.table, each.why, _name(each.table, each.row, names)) for each in kept)


def _name(table: str, row: Row, names: dict[str, dict[int, Row]]) -> str:
    """How people call a row: 王家坞村3号冯海涛, 周建明, 低保户 (王家坞村3号冯海涛)."""
    if table == "households":
        village = names["units"].get(row["village_id"], {}).get("name", "")
        return f"{village}{row['no']}号{row['head']}"
    if table in ("units", "people"):
        return str(row["name"])
    own = next((str(row[column]) for column in ("alias", "tag", "name", "role") if column in row), "")
    owners = [
        _name(owner, names[owner][row[column]], names)
        for column, owner in (("person_id", "people"), ("household_id", "households"), ("village_id", "units"))
        if row.get(column) in names[owner]
    ]
    return " ".join([*owners, own]).strip()
