"""What an import would do: the edits, and what a person is told about them before they are done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final, Literal

from msgspec import Struct, field

from handlers.sheets.items import Roster
from handlers.sheets.notices import Notice, Source
from storage.imports import TABLES, Edit, Row, table

Noun = Literal["cluster", "village", "person", "assignment", "household", "resident"]
Outcome = Literal["added", "changed", "unchanged"]
# How a change is listed: what happens, what to look at twice, what the workbook says nothing about.
Group = Literal["changed", "doubtful", "absent"]


class Detail(Struct, frozen=True):
    """One field of a row: old and new value, either of them empty."""

    field: str
    old: str
    new: str


class Remark(Struct, frozen=True):
    """One thing to tell about a row; the text's key is `import_change.<what>`."""

    group: Group
    what: str
    source: Source | None
    values: tuple[tuple[str, str], ...] = ()
    details: tuple[Detail, ...] = ()


class Plan(Struct, frozen=True):
    """An import thought through and not yet done. Nothing may be done if something is `blocked`."""

    roster: Roster
    asked: str | None
    today: date
    township: str = ""
    township_id: int | None = None
    edits: tuple[Edit, ...] = ()
    counts: dict[str, dict[str, int]] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    skipped: tuple[Notice, ...] = ()
    blocked: tuple[Notice, ...] = ()


class Draft:
    """The register as it will be: the rows that are there, with the additions and changes made so far."""

    def __init__(self, rows: dict[str, list[Row]], today: date) -> None:
        self.today = today
        self.township_id = 0
        self.remarks: list[Remark] = []
        self.skipped: list[Notice] = []
        self.counts: Counter[tuple[Noun, Outcome]] = Counter()
        self._rows: dict[str, dict[int, Row]] = {
            name: {row["id"]: row for row in rows.get(name, ())} for name in TABLES
        }
        self._before: dict[tuple[str, int], Row] = {}
        self._added = 0

    def rows(self, name: str) -> Iterator[tuple[int, Row]]:
        """Every row of a table with its key; a negative key is a row to be added."""
        yield from self._rows[name].items()

    def row(self, name: str, key: int) -> Row:
        """One row as it will be."""
        return self._rows[name][key]

    def add(self, name: str, /, **values: Any) -> int:
        """A new row; columns not given are empty. Returns the negative number it goes by until it is written."""
        self._added -= 1
        empty: Row = {column.name: None for column in table(name).columns if column.name != "id"}
        if "township_id" in empty:
            empty["township_id"] = self.township_id
        self._rows[name][self._added] = empty | values
        return self._added

    def change(self, name: str, key: int, /, **values: Any) -> list[Detail]:
        """Sets columns of a row; returns those that differed."""
        row = self._rows[name][key]
        details = [Detail(each, _words(row[each]), _words(new)) for each, new in values.items() if row[each] != new]
        if details:
            self._before.setdefault((name, key), dict(row))
            row.update(values)
        return details

    def count(self, noun: Noun, outcome: Outcome) -> None:
        """One item of the workbook more that is new, changes something, or says what is known."""
        self.counts[noun, outcome] += 1

    def tell(self, group: Group, what: str, source: Source | None, *details: Detail, **values: object) -> None:
        """Something to be told before the import is agreed to."""
        said = tuple((name, str(value)) for name, value in values.items())
        self.remarks.append(Remark(group, what, source, said, details))

    def edits(self) -> Iterator[Edit]:
        """What has to be written, table by table."""
        for name in TABLES:
            for key, row in self._rows[name].items():
                if key < 0:
                    yield Edit(name, key, None, dict(row))
                elif (before := self._before.get((name, key))) is not None:
                    different = [column for column in row if row[column] != before[column]]
                    if different:
                        yield Edit(name, key, {c: before[c] for c in different}, {c: row[c] for c in different})


def given(**values: Any) -> dict[str, Any]:
    """The values a workbook gives; what it leaves empty is not to be emptied in the register."""
    return {name: value for name, value in values.items() if value is not None}


# Columns that only follow others and need no telling.
SILENT: Final = frozenset({"pinyin", "parent_id", "path", "left_on", "reason"})


def told(details: Iterable[Detail]) -> list[Detail]:
    """The details a person wants to hear of."""
    return [detail for detail in details if detail.field not in SILENT]


def _words(value: object) -> str:
    return "" if value is None else str(value)
