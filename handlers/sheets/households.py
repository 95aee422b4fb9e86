"""Households and their members. A household's key is (village, 户号); two heads of one name are two households."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

from msgspec.structs import fields, replace

from handlers.sheets import cells
from handlers.sheets.headings import Layout
from handlers.sheets.items import Household, Resident
from handlers.sheets.line import Line
from handlers.sheets.notices import ONCE, Notice, Notices, Source
from handlers.sheets.table import Table
from handlers.sheets.villages import VillageIndex, filled_down
from handlers.sheets.workbook import Cell

Key = tuple[str, int]

_HEAD: Final = frozenset({"户主", "本人", "户主本人", "本人户主", "本人或户主"})
# A row with nothing but these is a blank line of the form, numbered beforehand.
_PREPRINTED: Final = frozenset({"serial", "no", "village", "group", "county", "township"})
_PERSONAL: Final = ("sex", "born", "age", "phone", "tags", "aka")
_MEMBER: Final = re.compile(r"([^(（]+)[(（]([^)）]+)[)）]")
# 组 written only in the first row of each: then most cells of the column are blank.
_SPARSE: Final = 0.5


class Households:
    """Collects households and residents over all tables of a workbook."""

    def __init__(self, index: VillageIndex, this_year: int | None, notices: Notices) -> None:
        self._index, self._year, self._notices = index, this_year, notices
        self._households: dict[Key, Household] = {}
        self._unnumbered: list[tuple[Line, Household]] = []
        self._numbered: set[tuple[str, str]] = set()  # (sheet, village) in which some household has a number
        self._families: list[tuple[Line, Household, Cell]] = []
        self._residents: dict[tuple[Key, str], Resident] = {}
        self._counted: set[Key] = set()  # households known only from a register with one person a row

    # --- households ------------------------------------------------------------------------------------------------

    def read(self, table: Table) -> None:
        """Takes in a table of households."""
        if _number_field(table) == "serial":
            self._notices.warn(Notice(Source(table.sheet.name, table.number), "serial_as_number", "no"))
        for line in self._lines(table, ()):
            household = self._household(line)
            if household is not None:
                self._keep(line, household)

    def _lines(self, table: Table, more: tuple[str, ...]) -> Iterator[Line]:
        sparse = ("group",) if _is_sparse(table) else ()
        for line in filled_down(table, self._notices, ("village", *sparse, *more)):
            if any(line.raw(f) is not None for f in table.layout.columns if f not in _PREPRINTED) or _ticked(line):
                yield line

    def _household(self, line: Line) -> Household | None:
        """The row's household, numbered 0 if it has no number; None if the row was skipped."""
        village = self._village(line)
        if village is None:
            return None
        field = "head" if "head" in line.table.layout.columns else "name"
        if cells.name(line.raw(field)) is None:
            line.skip("name_unreadable" if line.raw(field) else "head_missing", "head", line.raw(field) or "")
            return None
        raw = line.raw(_number_field(line.table) or "")
        number = 0 if raw is None else cells.household_number(raw)
        if number is None:
            line.skip("number_unreadable", "no", raw)
            return None
        return self._with_details(line, village, number, line.name(field) or "")

    def _with_details(self, line: Line, village: str, number: int, head: str) -> Household:
        family = line.raw("family")
        counted = family if line.raw("members") is None and cells.number(family) is not None else None
        household = Household(
            village=village,
            no=number,
            head=head,
            aka=tuple(cells.squeezed(cells.without_brackets(aka)) for aka in cells.pieces(line.raw("aka"))),
            sex=cells.sex(line.raw("sex")),
            born=line.born(self._year),
            group=line.group(),
            members=line.count("members") if counted is None else cells.number(counted),
            tags=line.tags(),
            phone=line.phone(),
            source=line.source,
        )
        if family is not None and counted is None:
            self._families.append((line, household, family))
        return household

    def _village(self, line: Line) -> str | None:
        """The village of a row: its own cell, else the banner it stands under, the table's title, the sheet's name."""
        raw = line.raw("village")
        if raw is not None:
            village = self._index.find(cells.text(raw))
            if village is None:
                line.skip("village_unknown", "village", raw)
            elif village != raw:
                line.repaired("village_completed", "village", raw, village, ONCE)
            return village
        for words in (line.row.banner, line.table.title, line.table.sheet.name):
            if village := self._index.inside(words):
                return village
        line.skip("village_missing", "village")
        return None

    def _keep(self, line: Line, household: Household) -> None:
        if household.no == 0:
            self._unnumbered.append((line, household))
            return
        self._numbered.add((line.table.sheet.name, household.village))
        key = (household.village, household.no)
        same = self._households.setdefault(key, household)
        if same is household:
            return
        merged = _merged(same, household)
        if merged is None:
            line.skip("number_conflict", "no", f"{household.village}{household.no}号 {household.head}", same.head)
        else:
            self._households[key] = merged
            words = f"{household.village}{household.no}号 {household.head}"
            self._notices.warn(Notice(line.source, "duplicate", "no", words, words))

    def number_the_rest(self) -> None:
        """Numbers the households without 户号 after the largest of their village, or skips them.

        Where others of the village in the same sheet have a number, the missing one was forgotten and is not invented.
        """
        largest: dict[str, int] = defaultdict(int)
        for village, number in self._households:
            largest[village] = max(largest[village], number)
        for line, household in self._unnumbered:
            if (line.table.sheet.name, household.village) in self._numbered:
                line.skip("number_missing", "no", household.head)
                continue
            largest[household.village] += 1
            numbered = replace(household, no=largest[household.village])
            self._households[(numbered.village, numbered.no)] = numbered
            line.repaired("numbered", "no", household.head, str(numbered.no), ONCE)
        self._unnumbered.clear()

    # --- residents -------------------------------------------------------------------------------------------------

    def read_residents(self, table: Table) -> None:
        """Takes in a table with one person a row; households it names that no other table has are made from it."""
        columns = table.layout.columns
        more = tuple(field for field in ("no", "head") if field in columns and columns[field] < columns["name"])
        lines = list(self._lines(table, more))
        if "head" in columns:
            self._heads_beside(table, lines)
        for line in lines:
            if _is_head(line):
                self._head_row(line)
        for line in lines:
            if not _is_head(line):
                self._resident(line)

    def _heads_beside(self, table: Table, lines: list[Line]) -> None:
        """Households from the columns about the head, in the first row of each; the member's own are left out."""
        whole = table.as_kind("households").layout
        own = table.layout.columns
        columns = {f: i for f, i in whole.columns.items() if f not in _PERSONAL or own.get(f) != i}
        columns = {f: i for f, i in columns.items() if f not in ("name", "family")}
        heads = replace(table, layout=Layout("households", columns, {}))
        seen: set[tuple[Cell, ...]] = set()
        for line in lines:
            mark = tuple(line.raw(field) for field in ("village", "no", "head"))
            if mark in seen or line.raw("no") is None:
                continue
            seen.add(mark)
            household = self._household(Line(heads, line.row, self._notices))
            if household is not None and household.no:
                key = self._from_register(household)
                self._households[key] = _merged(self._households[key], household) or self._households[key]

    def _head_row(self, line: Line) -> None:
        """A row that is the head's own: completes the household, or makes it."""
        columns = {f: i for f, i in line.table.layout.columns.items() if f != "head"}
        table = replace(line.table, layout=Layout("households", columns, line.table.layout.marks))
        household = self._household(Line(table, line.row, self._notices))
        if household is None or household.no == 0:
            return
        key = self._from_register(household)
        same = self._households[key]
        if same.head != household.head:
            line.skip("number_conflict", "no", f"{household.village}{household.no}号 {household.head}", same.head)
        else:
            self._households[key] = _completed(same, household)

    def _from_register(self, household: Household) -> Key:
        """The household's key. One that only the register of persons tells of is complete: its people are counted."""
        key = (household.village, household.no)
        if key not in self._households:
            self._households[key] = household
            self._counted.add(key)
        return key

    def _resident(self, line: Line) -> None:
        village = self._village(line)
        if village is None:
            return
        if cells.name(line.raw("name")) is None:
            if line.raw("name") is not None or line.raw("head") is None:  # a household may have no other members
                line.skip("name_unreadable" if line.raw("name") else "name_missing", "name", line.raw("name") or "")
            return
        key = self._household_of(line, village)
        if key is None:
            line.skip("household_unknown", "no", line.raw("no") or line.raw("head") or "", cells.text(line.raw("name")))
            return
        sex, born = cells.sex(line.raw("sex")), line.born(self._year)
        name = line.name("name") or ""
        person = Resident(*key, name, line.word("relation"), sex, born, line.tags(), line.phone(), line.source)
        self._add(line, key, person)

    def _household_of(self, line: Line, village: str) -> Key | None:
        """The household a member belongs to: by its number, or by a head's name that only one household has."""
        number = cells.household_number(line.raw("no"))
        if number is not None:
            return (village, number) if (village, number) in self._households else None
        head = cells.name(line.raw("head"))
        fits = [key for key, h in self._households.items() if key[0] == village and h.head == head] if head else []
        return fits[0] if len(fits) == 1 else None

    def _add(self, line: Line, key: Key, person: Resident) -> None:
        same = self._residents.setdefault((key, person.name), person)
        if same is not person:
            what = "duplicate" if replace(person, source=same.source) == same else "resident_conflict"
            if what == "duplicate":
                self._notices.warn(Notice(line.source, what, "name", person.name, person.name))
            else:
                line.skip(what, "name", person.name)

    def read_families(self) -> None:
        """Members listed in one cell of the household's own row: 李四(妻)、张小明."""
        for line, household, cell in self._families:
            key = (household.village, household.no)
            if self._households.get(key, household).source != household.source:
                continue
            for piece in cells.pieces(cell):
                match = _MEMBER.match(piece)
                relation = cells.squeezed(match[2]) if match else None
                for name in cells.names(match[1] if match else piece):
                    if name != household.head:
                        person = Resident(*key, name, relation, None, None, (), None, line.source)
                        self._add(line, key, person)

    # --- results ---------------------------------------------------------------------------------------------------

    def households(self) -> tuple[Household, ...]:
        """All households, in the order of the workbook; members are counted where no column told their number."""
        counts = dict.fromkeys(self._counted, 1)
        for key, _ in self._residents:
            counts[key] = counts.get(key, 1) + 1
        return tuple(
            replace(household, members=counts[key]) if household.members is None and key in counts else household
            for key, household in self._households.items()
        )

    def residents(self) -> tuple[Resident, ...]:
        """All members other than the heads."""
        return tuple(self._residents.values())


def _number_field(table: Table) -> str | None:
    return next((field for field in ("no", "serial") if field in table.layout.columns), None)


def _is_sparse(table: Table) -> bool:
    index = table.layout.columns.get("group")
    if index is None or not table.rows:
        return False
    filled = sum(1 for row in table.rows if index < len(row.cells) and not cells.is_blank(row.cells[index]))
    return filled < len(table.rows) * _SPARSE


def _ticked(line: Line) -> bool:
    return any(i < len(line.row.cells) and cells.yes(line.row.cells[i]) for i in line.table.layout.marks.values())


def _is_head(line: Line) -> bool:
    relation = line.word("relation")
    if relation is not None:
        return relation in _HEAD
    head = line.raw("head")
    return head is not None and cells.name(head) == cells.name(line.raw("name"))


def _merged(first: Household, second: Household) -> Household | None:
    """Both rows in one if neither contradicts the other, else None. Tags of two sheets are joined."""
    apart = first.source.sheet != second.source.sheet
    for each in fields(Household):
        old, new = getattr(first, each.name), getattr(second, each.name)
        if each.name == "source" or (apart and each.name in ("tags", "aka")):
            continue
        if old not in (None, ()) and new not in (None, ()) and old != new:
            return None
    return _completed(first, second)


def _completed(first: Household, second: Household) -> Household:
    """The first household with what it lacks taken from the second."""
    gaps: dict[str, Any] = {
        each.name: getattr(second, each.name) for each in fields(Household) if getattr(first, each.name) is None
    }
    tags = tuple(dict.fromkeys(first.tags + second.tags))
    return replace(first, tags=tags, aka=tuple(dict.fromkeys(first.aka + second.aka)), **gaps)
