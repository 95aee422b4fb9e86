"""Tables whose columns are only known when they are made: one sheet each, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from io import BytesIO
from typing import Any, Final

from msgspec import Struct

from handlers.papers.cells import TEXT_STAYS, Cell, Link, kept

NARROWEST: Final = 8
WIDEST: Final = 36
TITLE_POINTS: Final = 30


class Sheet(Struct, frozen=True):
    """One sheet: its tab, a title, a line below it, headings, rows; the first `strong` rows are sums.

    The columns in `whole` hold the numbers of colleagues who are to be called; no other cell shows a number whole.
    """

    tab: str
    title: str
    note: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    strong: int = 0
    whole: tuple[int, ...] = ()


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The sheets as an Excel file. What people typed stays text: a word beginning with "=" is no formula."""
    import xlsxwriter

    out = BytesIO()
    book = xlsxwriter.Workbook(out, TEXT_STAYS | {"in_memory": True})
    common = {"border": 1, "text_wrap": True, "valign": "vcenter"}
    plain, strong = book.add_format(common), book.add_format(common | {"bold": True, "bg_color": "#EEF3EE"})
    link = book.add_format(common | {"font_color": "#0563C1", "underline": 1})
    head = book.add_format(common | {"bold": True, "align": "center", "bg_color": "#DDE8DD"})
    big = book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter", "text_wrap": True})
    small = book.add_format({"font_color": "#555555", "align": "left"})
    for one in sheets:
        sheet = book.add_worksheet(one.tab[:31])
        sheet.add_write_handler(Link, partial(_link, link))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(2)
        sheet.freeze_panes(3, 0)
        sheet.set_row(0, TITLE_POINTS)
        last = max(len(one.head) - 1, 1)
        sheet.merge_range(0, 0, 0, last, kept(one.title), big)
        sheet.merge_range(1, 0, 1, last, kept(one.note), small)
        sheet.write_row(2, 0, [kept(name) for name in one.head], head)
        for number, row in enumerate(one.rows):
            cells = [cell if place in one.whole else kept(cell) for place, cell in enumerate(row)]
            sheet.write_row(number + 3, 0, cells, strong if number < one.strong else plain)
        for place, width in enumerate(_widths(one)):
            sheet.set_column(place, place, width)
    book.close()
    return out.getvalue()


def _link(style: Any, sheet: Any, row: int, column: int, link: Link, plain: Any) -> int:
    """A link as Excel knows it; there are 65,530 to a sheet, and what is beyond stays words."""
    refused = sheet.write_url(row, column, link.url, style, link.text)
    return int(sheet.write_string(row, column, link.text, plain) if refused else 0)


def _widths(sheet: Sheet) -> list[int]:
    columns = [[name, *(row[place] for row in sheet.rows)] for place, name in enumerate(sheet.head)]
    return [min(max(map(_width, column)) + 2, WIDEST) if column else NARROWEST for column in columns]


def _width(cell: Cell) -> int:
    """Characters a cell needs; 汉字 are two characters wide."""
    return max(
        NARROWEST, max((sum(1 + (c > "\u2e7f") for c in part) for part in str(cell or "").split("\n")), default=0)
    )
