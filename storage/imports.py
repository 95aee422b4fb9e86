"""Imports of a roster: the register as it stands, writing the edits of an import, and remembering them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Date, Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from storage import audit, units
from storage.tables import Base, ImportBatch, ImportChange, Person, RoleGrant, Unit, UnitAlias
from storage.tables.base import table_of

Row = dict[str, Any]

# The tables an import may touch, parents before children.
TABLES: Final = (
    "units",
    "unit_aliases",
    "people",
    "role_grants",
    "assignments",
    "households",
    "household_aliases",
    "household_tags",
    "residents",
)
# Stands for "not here" while households change numbers among each other, which their unique index forbids meanwhile.
_AWAY: Final = date(1900, 1, 1)


class Edit(Struct, frozen=True):
    """One row to add (`before` None, `id` negative, the whole row in `after`) or to change (only what differs).

    A negative number in a column that refers to another row means the row added under that number.
    """

    table: str
    id: int
    before: Row | None
    after: Row


class Batch(Struct, frozen=True):
    """An import as it was accepted."""

    id: int
    township_id: int
    file_name: str
    undone_at: datetime | None


def table(name: str) -> Table:
    """The table of that name."""
    return Base.metadata.tables[name]


def snapshot(session: Session, township_id: int) -> dict[str, list[Row]]:
    """Every row of the township that an import may change, by table, in the order of their keys."""
    found: dict[str, list[Row]] = {}
    for name in TABLES:
        rows = session.execute(_rows_of(name, township_id).order_by(table(name).c.id)).mappings()
        found[name] = [dict(row) for row in rows]
    return found


def _rows_of(name: str, township_id: int) -> Any:
    if name == "unit_aliases":
        query = select(table_of(UnitAlias)).join(Unit, Unit.id == UnitAlias.unit_id)
        return query.where(Unit.township_id == township_id)
    if name == "role_grants":
        query = select(table_of(RoleGrant)).join(Person, Person.id == RoleGrant.person_id)
        return query.where(Person.township_id == township_id)
    return select(table(name)).where(table(name).c.township_id == township_id)


def apply(session: Session, township_id: int | None, edits: Sequence[Edit]) -> list[Edit]:
    """Writes all edits; returns them with the keys their rows got.

    Rows that change come first in their table, so that a number or name is free before another row takes it.
    """
    ids: dict[int, int] = {}
    done: list[Edit] = []
    by_table: dict[str, list[Edit]] = defaultdict(list)
    for edit in edits:
        by_table[edit.table].append(edit)
    for name in TABLES:
        added = [edit for edit in by_table[name] if edit.before is None]
        if name == "units":  # a village may move below a 片 that is new, so new ones come first
            done += _add_units(session, added, ids)
        changed = [_placed(session, _resolved(edit, ids)) for edit in by_table[name] if edit.before is not None]
        write(session, township_id, name, [(edit.id, edit.after) for edit in changed])
        done += changed
        if name != "units":
            done += _add(session, name, added, ids)
    session.expire_all()
    return done


def _resolved(edit: Edit, ids: dict[int, int]) -> Edit:
    refs = [column.name for column in table(edit.table).columns if column.foreign_keys]
    known = {name: ids[edit.after[name]] for name in refs if (edit.after.get(name) or 0) < 0}
    return replace(edit, after=edit.after | known) if known else edit


def _add_units(session: Session, added: list[Edit], ids: dict[int, int]) -> list[Edit]:
    done = []
    for edit in added:
        row = _resolved(edit, ids | {edit.id: 0}).after  # a township is its own township
        parent = session.get_one(Unit, row["parent_id"]) if row["parent_id"] else None
        unit = units.add(session, parent, row["kind"], row["name"], row["groups"])
        unit.officers = row["officers"]
        session.flush()
        ids[edit.id] = unit.id
        done.append(Edit("units", unit.id, None, {key: getattr(unit, key) for key in row}))
    return done


def _placed(session: Session, edit: Edit) -> Edit:
    """A unit that moves below another one takes a new path."""
    if edit.table != "units" or "parent_id" not in edit.after or edit.before is None:
        return edit
    parent = session.get_one(Unit, edit.after["parent_id"])
    unit = session.get_one(Unit, edit.id)
    before, after = edit.before | {"path": unit.path}, edit.after | {"path": f"{parent.path}{unit.id}/"}
    return replace(edit, before=before, after=after)


def _add(session: Session, name: str, added: list[Edit], ids: dict[int, int]) -> list[Edit]:
    if not added:
        return []
    resolved = [_resolved(edit, ids) for edit in added]
    statement = insert(table(name)).returning(table(name).c.id, sort_by_parameter_order=True)
    keys = session.scalars(statement, [edit.after for edit in resolved]).all()
    ids.update({edit.id: key for edit, key in zip(added, keys, strict=True)})
    return [replace(edit, id=key) for edit, key in zip(resolved, keys, strict=True)]


def write(session: Session, township_id: int | None, name: str, rows: Sequence[tuple[int, Row]]) -> None:
    """Sets columns of rows, each (key, new values); households step aside before they change numbers."""
    if name != "households":
        _update(session, township_id, name, rows)
        return
    moving = {key for key, new in rows if new.keys() & {"village_id", "no"}}
    _update(session, township_id, name, [(key, {"moved_on": _AWAY}) for key in moving])
    rows = [(key, {"moved_on": None} | new if key in moving else new) for key, new in rows]
    leaving = [row for row in rows if row[1].get("moved_on")]
    _update(session, township_id, name, leaving)
    _update(session, township_id, name, [row for row in rows if not row[1].get("moved_on")])


def _update(session: Session, township_id: int | None, name: str, rows: Iterable[tuple[int, Row]]) -> None:
    alike: dict[tuple[str, ...], list[Row]] = defaultdict(list)
    for key, new in rows:
        alike[tuple(sorted(new))].append({"row_id": key} | {f"new_{column}": value for column, value in new.items()})
    for columns, values in alike.items():
        statement = update(table(name)).where(table(name).c.id == bindparam("row_id"))
        if "township_id" in table(name).c:
            statement = statement.where(table(name).c.township_id == township_id)
        session.execute(statement.values({column: bindparam(f"new_{column}") for column in columns}), values)


def remember(session: Session, batch: Row, done: Sequence[Edit], now: datetime) -> int:
    """Keeps a batch (township_id, file_name, sha256, counts) with every row it wrote; returns its key."""
    row = ImportBatch(**batch, at=now)
    session.add(row)
    session.flush()
    common = {"batch_id": row.id}
    rows = [
        common
        | {"table_name": edit.table, "row_id": edit.id, "after": edit.after}
        | ({} if edit.before is None else {"before": edit.before})
        for edit in done
    ]
    for changed in (False, True):  # apart, because a JSON column left out is NULL and one set to None is not
        alike = [each for each in rows if ("before" in each) is changed]
        if alike:
            session.execute(insert(table_of(ImportChange)), alike)
    note(session, row.township_id, row.id, "import.apply", now)
    return row.id


def note(session: Session, township_id: int, batch_id: int, action: str, now: datetime) -> None:
    """Notes in the audit trail what was done with an import, from the command line or a page."""
    audit.note_command(session.connection(), action, f"import:{batch_id}", now, township_id)


def batch(session: Session, batch_id: int) -> Batch | None:
    """The import of that number."""
    row = session.get(ImportBatch, batch_id)
    return Batch(row.id, row.township_id, row.file_name, row.undone_at) if row else None


def close(session: Session, undone: Batch, now: datetime) -> None:
    """Marks an import as taken back."""
    session.execute(update(ImportBatch).where(ImportBatch.id == undone.id).values(undone_at=now))
    note(session, undone.township_id, undone.id, "import.undo", now)
    session.expire_all()


def edits_of(session: Session, batch_id: int) -> list[Edit]:
    """Every row the import wrote, in the order of writing."""
    query = select(ImportChange.table_name, ImportChange.row_id, ImportChange.before, ImportChange.after)
    rows = session.execute(query.where(ImportChange.batch_id == batch_id).order_by(ImportChange.id))
    return [Edit(name, key, before and _typed(name, before), _typed(name, after)) for name, key, before, after in rows]


def _typed(name: str, values: Row) -> Row:
    """JSON knows no dates."""
    dates = {column.name for column in table(name).columns if isinstance(column.type, Date)}
    return {key: date.fromisoformat(value) if value and key in dates else value for key, value in values.items()}
