"""One row of a table, read field by field; every repair on the way is noted."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from handlers.sheets import cells
from handlers.sheets.notices import EACH, ONCE, Notice, Notices, Source
from handlers.sheets.table import Row, Table
from handlers.sheets.workbook import Cell


class Line(Struct):
    """A row with its table's layout. Reading a field that has no column gives None."""

    table: Table
    row: Row
    notices: Notices

    @property
    def source(self) -> Source:
        """The sheet and row, for notices and items."""
        return Source(self.table.sheet.name, self.row.number)

    def raw(self, field: str) -> Cell:
        """The cell as it is; None for blanks, dashes and words for nothing."""
        index = self.table.layout.columns.get(field)
        return self.row.cells[index] if index is not None and index < len(self.row.cells) else None

    def text(self, field: str) -> str | None:
        """One line of text."""
        return cells.text(self.raw(field)) or None

    def words(self, field: str) -> str | None:
        """One line of text as it is printed: full-width brackets stay."""
        raw = self.raw(field)
        return " ".join(raw.split()) if isinstance(raw, str) else self.text(field)

    def word(self, field: str) -> str | None:
        """Text without any space or remark in brackets: names of 片, offices of villages."""
        return cells.squeezed(cells.without_brackets(cells.text(self.raw(field)))) or None

    def name(self, field: str) -> str | None:
        """One person's name."""
        raw = self.raw(field)
        name = cells.name(raw)
        if name is not None and isinstance(raw, str) and name != raw and cells.squeezed(raw) != raw:
            self.repaired("spaces", field, raw, name)
        if name is None and raw is not None:
            self.repaired("name_unreadable", field, raw, "")
        return name

    def names(self, field: str) -> list[str]:
        """Several people's names in one cell."""
        raw = self.raw(field)
        names = cells.names(raw)
        if len(names) == 1 and isinstance(raw, str) and cells.squeezed(raw) != raw:
            self.repaired("spaces", field, raw, names[0])
        return names

    def userid(self, field: str = "userid") -> str | None:
        """An account of WeCom in small letters, for capitals tell no two of them apart."""
        text = self.text(field)
        if text is None or cells.USERID.fullmatch(text):
            return text and text.lower()
        self.repaired("userid_unreadable", field, text, "")
        return None

    def phone(self, field: str = "phone") -> str | None:
        """A telephone's digits."""
        raw = self.raw(field)
        phone = cells.phone(raw)
        if raw is not None and phone is None:
            self.repaired("phone_unreadable", field, raw, "")
        elif phone is not None and raw != phone and not (isinstance(raw, int) and str(raw) == phone):
            self.repaired("phone", field, raw, phone, ONCE)
        return phone

    def count(self, field: str) -> int | None:
        """A number of things, not below zero."""
        raw = self.raw(field)
        number = cells.number(raw)
        if raw is not None and (number is None or not 0 <= number < 10_000_000):
            self.repaired("number_unreadable", field, raw, "")
            return None
        return number

    def day(self, field: str, *, last: bool = False) -> date | None:
        """A date; 长期 and 至今 are no end."""
        return self.as_day(field, self.raw(field), last=last)

    def as_day(self, field: str, raw: Cell, *, last: bool = False) -> date | None:
        """The same for a value that was taken out of a longer cell."""
        day = cells.day(raw, last=last)
        words = cells.squeezed(raw)
        if raw is not None and day is None and words not in cells.OPEN_ENDED:
            self.repaired("date_unreadable", field, raw, "")
        elif day is not None and words != day.isoformat():
            # 2024.10 typed as a number is stored as 2024.1
            what = "date_ambiguous" if isinstance(raw, float) and words.endswith(".1") else "date"
            self.repaired(what, field, raw, day.isoformat())
        return day

    def born(self, this_year: int | None) -> int | None:
        """Year of birth, from 出生年月 or else from the age in `this_year`."""
        for field in ("born", "age"):
            raw = self.raw(field)
            if raw is None:
                continue
            year = cells.birth_year(raw, this_year)
            if year is None:
                self.repaired("born_unreadable", field, raw, "")
                continue
            if field == "age":
                self.repaired("age", field, raw, str(year), ONCE)
            return year
        return None

    def group(self) -> int | None:
        """The number of the 组."""
        raw = self.raw("group")
        group = cells.group(raw)
        if raw is not None and group is None:
            self.repaired("group_unreadable", "group", raw, "")
        return group

    def tags(self) -> tuple[str, ...]:
        """Tags from the tags column and from tick columns."""
        tags = list(cells.tags(self.raw("tags")))
        for tag, index in self.table.layout.marks.items():
            if index < len(self.row.cells) and cells.yes(self.row.cells[index]):
                tags.append(tag)
        for tag in tags:
            if cells.known_tag(tag) is None:
                self.repaired("tag_unknown", "tags", tag, tag)
        return tuple(dict.fromkeys(tags))

    def repaired(self, what: str, field: str, old: Cell, new: str, limit: int = EACH) -> None:
        """Notes a repair of this row."""
        self.notices.warn(Notice(self.source, what, field, str(old), new), limit)

    def skip(self, what: str, field: str = "", old: Cell = "", new: str = "") -> None:
        """Notes that this row is left out, and why."""
        self.notices.skipped.append(Notice(self.source, what, field, str(old), new))
