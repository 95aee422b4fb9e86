"""台账 as an Excel workbook in the office's layout: title, unit and period, header, a row an entry; ready to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import ceil
from pathlib import Path
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct

from handlers.kit.texts import Texts
from handlers.papers.cells import TEXT_STAYS, Cell, kept

Row = TypeVar("Row")

LINE_POINTS = 15.0
# A row cannot be higher; what is longer stands in the cell all the same.
MOST_POINTS = 409.0
LONGEST_NAME: Final = 31
# What no name of a sheet may hold.
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
# Rows above the entries: title, unit and period, header.
ABOVE: Final = 3
_A4: Final = 9
# How often somebody is told how far it is.
_EVERY: Final = 1000


class Column(Struct, Generic[Row], frozen=True):
    """A column: the key of its heading, its width in characters, and what stands in it."""

    key: str
    width: int
    value: Callable[[Row, Texts], Cell]


class Heading(Struct, frozen=True):
    """What stands above the entries and below them: the title, whose ledger, of which period, who signs."""

    title: str
    unit: str
    period: str
    signed: str = ""


def write(
    path: Path,
    heading: Heading,
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    t: Texts,
    told: Callable[[int], None] = lambda count: None,
) -> int:
    """Writes the workbook and returns the number of rows; `told` hears now and then how many are written.

    Memory does not grow with the rows. Raises OSError when the file cannot be written.
    """
    import xlsxwriter

    workbook = xlsxwriter.Workbook(str(path), TEXT_STAYS | {"constant_memory": True})
    sheet = workbook.add_worksheet(heading.title.translate(_NOT_IN_NAMES)[:LONGEST_NAME].strip())
    _page(sheet, columns, t("ledger.page"))
    _above(workbook, sheet, heading, [t(column.key) for column in columns])
    usual = {"border": 1, "valign": "vcenter", "text_wrap": True, "font_name": "宋体"}
    styles = workbook.add_format(usual), workbook.add_format(usual | {"align": "center"})
    count = 0
    for count, row in enumerate(rows, 1):
        cells = [kept(column.value(row, t)) for column in columns]
        at = count + ABOVE - 1
        sheet.set_row(at, _height(cells, columns))
        for place, value in enumerate(cells):
            _put(sheet, at, place, value, styles)
        if count % _EVERY == 0:
            told(count)
    _below(workbook, sheet, heading, count + ABOVE, len(columns))
    workbook.close()
    return count


def _put(sheet: Any, at: int, place: int, value: Cell, styles: tuple[Any, Any]) -> None:
    """A number as a number, anything else as the text that it is."""
    text, number = styles
    if isinstance(value, int):
        sheet.write_number(at, place, value, number)
    elif value:
        sheet.write_string(at, place, value, text)
    else:
        sheet.write_blank(at, place, None, text)


def _above(workbook: Any, sheet: Any, heading: Heading, names: Sequence[str]) -> None:
    big = workbook.add_format(
        {"bold": True, "font_size": 20, "align": "center", "valign": "vcenter", "font_name": "宋体"}
    )
    plain = workbook.add_format({"align": "left", "valign": "vcenter", "font_name": "宋体"})
    right = workbook.add_format({"align": "right", "valign": "vcenter", "font_name": "宋体"})
    head = workbook.add_format(
        {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "font_name": "宋体"}
    )
    last, half = len(names) - 1, len(names) // 2
    sheet.merge_range(0, 0, 0, last, "", big)
    sheet.write_string(0, 0, heading.title, big)
    for first, until, words, style in ((0, half - 1, heading.unit, plain), (half, last, heading.period, right)):
        sheet.merge_range(1, first, 1, until, "", style)
        sheet.write_string(1, first, words, style)
    for place, name in enumerate(names):
        sheet.write_string(2, place, name, head)


def _below(workbook: Any, sheet: Any, heading: Heading, at: int, columns: int) -> None:
    if heading.signed:
        sheet.set_row(at, 26)
        plain = workbook.add_format({"valign": "vcenter", "font_name": "宋体"})
        sheet.write_string(at, 0, heading.signed, plain)


def _height(cells: Sequence[Cell], columns: Sequence[Column[Row]]) -> float:
    """Points that a row needs. Not every office program fits rows to wrapped text by itself when it opens a file."""
    return min(LINE_POINTS * (max(map(_lines, cells, columns)) + 0.4), MOST_POINTS)


def _lines(cell: Cell, column: Column[Row]) -> int:
    """How many lines a cell wraps into; 汉字 are two characters wide."""
    parts = str(cell or "").split("\n")
    return sum(max(1, ceil(sum(1 + (char > "\u2e7f") for char in part) / (column.width - 1))) for part in parts)


def _page(sheet: Any, columns: Sequence[Column[Row]], page: str) -> None:
    """A4 across, one page wide, the header on every page, the pages numbered."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    sheet.center_horizontally()
    sheet.set_footer(f"&C{page}")
    sheet.repeat_rows(ABOVE - 1)
    sheet.freeze_panes(ABOVE, 0)
    sheet.set_row(0, 36)
    sheet.set_row(1, 22)
    sheet.set_row(2, 24)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
