"""Finding the tables in a sheet: titles above, one to three rows of headings, notes and totals below and between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from handlers.sheets.cells import is_blank, squeezed
from handlers.sheets.columns import Kind
from handlers.sheets.headings import Layout, Path, best_layout, is_heading, is_tick_heading, label, layout_as
from handlers.sheets.workbook import Cell, Sheet

# Known names in one row that make it a row of headings.
_HEADINGS: Final = 2
_LONGEST_HEADING: Final = 24

_TOTAL: Final = re.compile(r"[^\d]{0,12}(合计|小计|总计|共计|累计)[:：]?|计")
_NOTE: Final = re.compile(
    r"(注|备注|说明|填表说明|填报说明|填写说明|附注)\d?[:：.、]|填表说明|(填表|填报|制表|审核|经办|统计|负责|分管领导|联系)人?(人|单位|日期|时间|领导|电话)?[:：]"
    r"|(单位|主要)负责人|\d+[.、)）][^\d]{5,}|[一二三四五六七八九]、|(填报|制表|统计)(单位|时间|日期)|\(?盖章"
)


class Row(Struct, frozen=True):
    """One row of data: its number as Excel shows it, its cells (dashes are None too), and the banner above it."""

    number: int
    cells: list[Cell]
    banner: str = ""


class Table(Struct, frozen=True):
    """One table. `title` is the text above its headings; `paths` are the headings over each column."""

    sheet: Sheet
    number: int
    title: str
    paths: tuple[Path, ...]
    layout: Layout
    rows: list[Row] = field(default_factory=list)

    def as_kind(self, kind: Kind) -> Table:
        """The same table read as another kind."""
        return replace(self, layout=layout_as(kind, self.paths, self.sheet.hidden))


def find_tables(sheet: Sheet) -> list[Table]:
    """The tables of a sheet from top to bottom. Headings that are repeated, as on every printed page, continue a table.

    Tables that lack a needed column are in the list too: see `Layout.missing`.
    """
    tables: list[Table] = []
    blocks = list(_heading_blocks(sheet.rows))
    ends = [*(top for top, _ in blocks), len(sheet.rows)][1:]
    start = 0
    for (top, bottom), end in zip(blocks, ends, strict=True):
        paths = _paths(sheet.rows[top : bottom + 1])
        again = bool(tables) and tables[-1].paths == paths
        layout = best_layout(paths, sheet.hidden)
        title = " ".join(_titles(sheet.rows[start:top]))
        if layout is not None and not again:
            tables.append(Table(sheet, top + 1, title, paths, layout))
        if again or layout is not None:
            before = tables[-1].rows[-1].banner if tables[-1].rows else ""
            tables[-1].rows.extend(_data(sheet.rows, bottom + 1, end, title if again and title else before))
        start = bottom + 1
    return tables


# --- headings ------------------------------------------------------------------------------------------------------


def _heading_blocks(rows: list[list[Cell]]) -> Iterator[tuple[int, int]]:
    """(first row, last row) of each block of headings."""
    index = 0
    while index < len(rows):
        if not _is_headings(rows[index]):
            index += 1
            continue
        top = index - 1 if index and _is_grouping(rows[index - 1]) else index
        bottom = index
        while bottom + 1 < len(rows) and bottom - top < 2 and _is_under(rows[bottom], rows[bottom + 1]):
            bottom += 1
        yield top, bottom
        index = bottom + 1


def _is_headings(row: list[Cell]) -> bool:
    labels = {words for words in map(label, row) if words}
    known = sum(1 for words in labels if is_heading(words))
    return known >= _HEADINGS and known * 3 >= len(labels) and not any(isinstance(cell, int | float) for cell in row)


def _is_grouping(row: list[Cell]) -> bool:
    """A row of group headings over the headings proper; a title fills its row with one text, or stands alone in it."""
    labels = [label(cell) for cell in row]
    if any(cell is not None and not words for cell, words in zip(row, labels, strict=True)):
        return False
    distinct = {words for words in labels if words}
    short = all(len(words) <= _LONGEST_HEADING for words in distinct)
    return short and (len(distinct) >= 2 or (len(distinct) == 1 and not labels[0]))


def _is_under(above: list[Cell], row: list[Cell]) -> bool:
    """Whether `row` is a further row of headings: known names, standing under a heading that spans several columns."""
    if not row or any(cell is not None and not label(cell) for cell in row):
        return False
    upper = _spread([label(cell) for cell in above], row)
    for index, words in enumerate(map(label, row)):
        over = upper[index] if index < len(upper) else ""
        neighbours = {upper[i] for i in (index - 1, index + 1) if 0 <= i < len(upper)}
        spans = not over or over in neighbours
        if words and words != over and spans and (is_heading(words) or is_tick_heading(words)):
            return True
    return False


def _spread(labels: list[str], below: list[Cell]) -> list[str]:
    """A group heading that was not merged spreads to the right over blanks under which there are headings."""
    spread = labels + [""] * (len(below) - len(labels))
    for index in range(1, len(spread)):
        under = below[index] if index < len(below) else None
        if not spread[index] and under is not None and index and below[index - 1] is not None:
            spread[index] = spread[index - 1]
    return spread


def _paths(rows: list[list[Cell]]) -> tuple[Path, ...]:
    width = max(map(len, rows))
    lines = [[label(cell) for cell in row] + [""] * (width - len(row)) for row in rows]
    for upper, below in zip(range(len(lines)), range(1, len(lines)), strict=False):
        lines[upper] = _spread(lines[upper], rows[below])
    return tuple(tuple(dict.fromkeys(words for words in column if words)) for column in zip(*lines, strict=True))


# --- rows ----------------------------------------------------------------------------------------------------------


def _titles(rows: list[list[Cell]]) -> list[str]:
    """Lone texts right above a table, in their order."""
    lone = [_lone_text(row) or "" for row in rows if row]
    return [text for text in lone[-4:] if text]


def _lone_text(row: list[Cell]) -> str | None:
    """The only text of a row (alone in it or merged over it), or None."""
    distinct = {cell for cell in row if cell is not None}
    only = distinct.pop() if len(distinct) == 1 else None
    return only if isinstance(only, str) else None


def _data(rows: list[list[Cell]], start: int, end: int, banner: str) -> Iterator[Row]:
    """The data rows; totals and notes are dropped, lone texts become the banner of the rows below them."""
    for index in range(start, end):
        row = rows[index]
        if not row or _is_total(row):
            continue
        lone = _lone_text(row)
        if lone is None:
            if not _is_note(row):
                yield Row(index + 1, _without_blanks(row), banner)
        elif not _NOTE.match(squeezed(lone)) or squeezed(lone)[1:2] == "、":
            # 一、领导班子 is a section, and so a banner.
            banner = lone
            if sum(cell is not None for cell in row) == 1 and len(squeezed(lone)) <= 12:
                yield Row(index + 1, _without_blanks(row), banner)


def _without_blanks(row: list[Cell]) -> list[Cell]:
    return [None if is_blank(cell) else cell for cell in row]


def _is_total(row: list[Cell]) -> bool:
    return any(isinstance(cell, str) and len(cell) <= 24 and _TOTAL.fullmatch(squeezed(cell)) for cell in row[:6])


def _is_note(row: list[Cell]) -> bool:
    first = next(cell for cell in row if cell is not None)
    return isinstance(first, str) and _NOTE.match(squeezed(first)) is not None and len(squeezed(first)) > 3
