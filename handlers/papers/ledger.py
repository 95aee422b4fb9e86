"""台账 as an Excel workbook in the office's layout: a title, a header, one row an entry, ready to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

from handlers.kit.texts import Texts
from handlers.rules import phones
from storage.ledgers import EntryRow

Cell = str | int | None

LINE_POINTS = 15.0
# A row cannot be higher; what is longer stands in the cell all the same.
MOST_POINTS = 409.0


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of its heading, its width in characters, and what stands in it."""

    key: str
    width: int
    value: Callable[[EntryRow, Texts], Cell]


def _issues(row: EntryRow, t: Texts) -> str:
    return "\n".join(
        t(
            "ledger.issue",
            text=phones.hidden(issue.text),
            category=t.of("category", issue.category),
            state=t.of("issue_state", issue.state),
            due=issue.due_on.isoformat() if issue.due_on else t("ledger.none"),
        )
        for issue in row.issues
    )


def _duties(row: EntryRow, t: Texts) -> str:
    return "、".join(name or t.of("duty", code) for code, name in row.duties)


def _marks(row: EntryRow, t: Texts) -> str:
    marks = [t("ledger.late")] if row.late else []
    return "、".join([*marks, t("ledger.undone")] if row.undone else marks)


# 走访记录 as township offices keep it: when, where, whom, by whom, what was said, what was done about it.
ENTRIES: tuple[Column, ...] = (
    Column("ledger.no", 8, lambda row, t: row.id),
    Column("ledger.day", 12, lambda row, t: row.day.isoformat()),
    Column("ledger.village", 12, lambda row, t: row.village),
    Column("ledger.seen", 18, lambda row, t: "、".join(row.seen)),
    Column("ledger.concerned", 18, lambda row, t: "、".join(row.concerned)),
    Column("ledger.recorder", 10, lambda row, t: row.recorder),
    Column("ledger.kind", 10, lambda row, t: t.of("kind", row.kind)),
    Column("ledger.text", 50, lambda row, t: phones.hidden(row.text)),
    Column("ledger.issues", 40, _issues),
    Column("ledger.promises", 12, lambda row, t: "\n".join(day.isoformat() for day in row.promises)),
    Column("ledger.duties", 26, _duties),
    Column("ledger.marks", 10, _marks),
)


def write(path: Path, title: str, columns: Sequence[Column], rows: Iterable[EntryRow], t: Texts) -> int:
    """Writes the workbook and returns the number of rows. Raises OSError when the file cannot be written."""
    import xlsxwriter

    # What people typed stays text: a sentence beginning with "=" must not become a formula.
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    workbook = xlsxwriter.Workbook(str(path), options)
    sheet = workbook.add_worksheet(title[:31])
    _page(sheet, columns)
    head = workbook.add_format({"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True})
    cell = workbook.add_format({"border": 1, "valign": "top", "text_wrap": True})
    big = workbook.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"})
    sheet.merge_range(0, 0, 0, len(columns) - 1, title, big)
    sheet.write_row(1, 0, [t(column.key) for column in columns], head)
    count = 0
    for count, row in enumerate(rows, 1):
        cells = [column.value(row, t) for column in columns]
        sheet.set_row(count + 1, _height(cells, columns))
        sheet.write_row(count + 1, 0, cells, cell)
    workbook.close()
    return count


def _height(cells: Sequence[Cell], columns: Sequence[Column]) -> float:
    """Points that a row needs. Not every office program fits rows to wrapped text by itself when it opens a file."""
    return min(LINE_POINTS * max(map(_lines, cells, columns)), MOST_POINTS)


def _lines(cell: Cell, column: Column) -> int:
    """How many lines a cell wraps into; 汉字 are two characters wide."""
    parts = str(cell or "").split("\n")
    return sum(max(1, ceil(sum(1 + (char > "\u2e7f") for char in part) / column.width)) for part in parts)


def _page(sheet: Any, columns: Sequence[Column]) -> None:
    """A4 across, one page wide, the header on every page."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0, 1)
    sheet.freeze_panes(2, 0)
    sheet.set_row(0, 30)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
