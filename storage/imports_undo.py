"""Taking an import back: untouched rows go back to what they were; what has records or was changed since stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal

from msgspec import Struct, field
from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage.imports import TABLES, Edit, Row, edits_of, table, write
from storage.tables import Base, ImportChange

Why = Literal["changed", "in_use", "taken"]

# Others refer to these, so their additions go last, after what moved there has moved back.
_LAST: Final = ("people", "unit_aliases", "units")
# How a row that must stay, because records hang from it, leaves the present register.
_LEAVES: Final = {"households": "moved_on", "people": "left_on"}
# Columns in unique indexes: setting them back fails if another row has taken the place meanwhile.
_UNIQUE: Final = {
    "units": {"name", "parent_id"},
    "role_grants": {"until"},
    "assignments": {"ended_on"},
    "household_tags": {"until"},
}


class Kept(Struct, frozen=True):
    """A row that was not taken back: changed since, in use by records, or its old place taken."""

    table: str
    why: Why
    row: Row


class RollBack(Struct):
    """One import being taken back in the caller's transaction; `day` is the local day."""

    session: Session
    township_id: int
    batch_id: int
    day: date
    removed: int = 0
    restored: int = 0
    kept: list[Kept] = field(default_factory=list)
    _now: dict[tuple[str, int], Row] = field(default_factory=dict)

    def run(self) -> None:
        """Removes what was added and sets back what was changed."""
        edits = edits_of(self.session, self.batch_id)
        for name in reversed([name for name in TABLES if name not in _LAST]):
            self._remove(name, _of(edits, name, added=True))
        for name in TABLES:
            self._restore(name, _of(edits, name, added=False))
        for name in _LAST[:-1]:
            self._remove(name, _of(edits, name, added=True))
        units = _of(edits, "units", added=True)
        for kind in ("village", "cluster"):  # the township itself stays: the import is its own record
            self._remove("units", [edit for edit in units if edit.after["kind"] == kind])
        self.session.expire_all()

    def _untouched(self, name: str, edits: Sequence[Edit]) -> list[Edit]:
        """The edits whose rows still say what the import wrote; the others are kept."""
        columns = table(name).c
        rows = self.session.execute(self._mine(select(table(name)), name).where(columns.id.in_(self._written(name))))
        now: dict[int, Row] = {row["id"]: dict(row) for row in rows.mappings()}
        self._now |= {(name, key): row for key, row in now.items()}
        untouched = []
        for edit in edits:
            row = now.get(edit.id)
            if row is not None and all(row[column] == value for column, value in edit.after.items()):
                untouched.append(edit)
            elif row is not None:
                self.kept.append(Kept(name, "changed", row))
        return untouched

    def _written(self, name: str) -> Any:
        of_batch = ImportChange.batch_id == self.batch_id
        return select(ImportChange.row_id).where(of_batch, ImportChange.table_name == name)

    def _mine(self, statement: Any, name: str) -> Any:
        columns = table(name).c
        return statement.where(columns.township_id == self.township_id) if "township_id" in columns else statement

    # --- additions -------------------------------------------------------------------------------------------------

    def _remove(self, name: str, added: Sequence[Edit]) -> None:
        if not added:
            return
        untouched = self._untouched(name, added)
        used = self._used(name)
        free = [{"row_id": edit.id} for edit in untouched if edit.id not in used]
        if free:
            statement = delete(table(name)).where(table(name).c.id == bindparam("row_id"))
            self.session.execute(self._mine(statement, name), free)
        self.removed += len(free)
        staying = [edit for edit in untouched if edit.id in used]
        self.kept += [Kept(name, "in_use", self._now[name, edit.id]) for edit in staying]
        if name in _LEAVES:
            write(self.session, self.township_id, name, [(edit.id, {_LEAVES[name]: self.day}) for edit in staying])

    def _used(self, name: str) -> set[int]:
        """Those of the batch's rows to which any row of any table refers."""
        used: set[int] = set()
        for other in Base.metadata.sorted_tables:
            for key in other.foreign_keys:
                if key.column.table.name == name:
                    query = select(key.parent).distinct().where(key.parent.in_(self._written(name)))
                    used.update(self.session.scalars(self._mine(query, other.name)))
        return used

    # --- changes ---------------------------------------------------------------------------------------------------

    def _restore(self, name: str, changed: Sequence[Edit]) -> None:
        if not changed:
            return
        untouched = self._untouched(name, changed)
        if name == "households":
            untouched = self._with_a_place(untouched)
        unique = _UNIQUE.get(name, set())
        plain = [edit for edit in untouched if not unique.intersection(edit.before or {})]
        write(self.session, self.township_id, name, [(edit.id, edit.before or {}) for edit in plain])
        self.restored += len(plain)
        delicate = [edit for edit in untouched if unique.intersection(edit.before or {})]
        for edit in delicate:
            self._try(edit)

    def _try(self, edit: Edit) -> None:
        try:
            with self.session.begin_nested():
                write(self.session, self.township_id, edit.table, [(edit.id, edit.before or {})])
            self.restored += 1
        except IntegrityError:
            self.kept.append(Kept(edit.table, "taken", self._now[edit.table, edit.id]))

    def _with_a_place(self, edits: list[Edit]) -> list[Edit]:
        """Those households whose former number is free, or becomes free because its occupant goes back too."""
        columns = table("households").c
        rows = self.session.execute(
            self._mine(select(columns.id, columns.village_id, columns.no, columns.moved_on), "households")
        )
        now: dict[int, Row] = {row["id"]: dict(row) for row in rows.mappings()}
        going = {edit.id: edit for edit in edits}
        while True:
            then = {key: row | (going[key].before or {} if key in going else {}) for key, row in now.items()}
            at: dict[tuple[int, int], list[int]] = {}
            for key, row in then.items():
                if row["moved_on"] is None:
                    at.setdefault((row["village_id"], row["no"]), []).append(key)
            clashing = {key for keys in at.values() if len(keys) > 1 for key in keys if key in going}
            if not clashing:
                return list(going.values())
            for key in clashing:
                self.kept.append(Kept("households", "taken", self._now["households", key]))
                del going[key]


def _of(edits: Sequence[Edit], name: str, *, added: bool) -> list[Edit]:
    return [edit for edit in edits if edit.table == name and (edit.before is None) is added]
