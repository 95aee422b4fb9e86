"""Opening a workbook safely: bytes in, sheets as lists of rows of plain cells out."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from handlers.sheets.archive import MAX_BYTES, Unreadable, check_archive

Cell = str | int | float | date | None

MAX_ROWS: Final = 200_000
MAX_SHEETS: Final = 300
# Widest table that is looked at; an office's sheet has at most some dozens of columns.
MAX_COLUMNS: Final = 300
# Filling merged areas may not multiply the work: cells filled in one workbook.
MAX_FILLED: Final = 2_000_000

_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")


class Sheet(Struct, frozen=True):
    """One visible sheet. `rows[i]` is row i+1 as Excel shows it; merged areas are filled with their value.

    `hidden` holds the indexes of hidden columns: they are read, but give way to a visible column of the same name.
    """

    name: str
    rows: list[list[Cell]]
    hidden: frozenset[int] = frozenset()


class Workbook(Struct, frozen=True):
    """The visible sheets in their order, and the names of those that are hidden and so not read."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


def open_workbook(source: bytes | Path) -> Workbook:
    """Reads .xlsx, .xls or .ods, told apart by content. Raises `Unreadable` and nothing else."""
    if isinstance(source, Path):
        if source.stat().st_size > MAX_BYTES:
            raise Unreadable("too_large")
        source = source.read_bytes()
    if len(source) > MAX_BYTES:
        raise Unreadable("too_large")
    hidden = _check(source)
    try:
        return _read(source, hidden)
    except (Unreadable, KeyboardInterrupt, SystemExit):
        raise
    except PasswordError as error:
        raise Unreadable("encrypted") from error
    except BaseException as error:  # the reader's panics on broken files are no Exception
        raise Unreadable("broken") from error


def _check(data: bytes) -> dict[str, frozenset[int]]:
    """Refuses what is no workbook or too much of one; gives the hidden columns by sheet name (.xlsx only)."""
    if data.startswith(_ZIP):
        return _hidden_columns(check_archive(data))
    if not data.startswith(_OLE):
        raise Unreadable("not_a_workbook")
    if _ENCRYPTED_STREAM in data:
        raise Unreadable("encrypted")
    return {}


def _read(data: bytes, hidden: dict[str, frozenset[int]]) -> Workbook:
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        tables = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
        visible = [meta.name for meta in tables if meta.visible == SheetVisibleEnum.Visible]
        if len(visible) > MAX_SHEETS:
            raise Unreadable("too_large")
        room, filled, sheets = MAX_ROWS, MAX_FILLED, []
        for name in visible:
            sheet = book.get_sheet_by_name(name)
            rows = _rows(sheet, room)
            filled = _fill_merged(rows, sheet.merged_cell_ranges or [], filled)
            room -= sum(1 for row in rows if row)
            sheets.append(Sheet(name, rows, hidden.get(name, frozenset())))
    if not any(row for sheet in sheets for row in sheet.rows):
        raise Unreadable("empty")
    return Workbook(tuple(sheets), tuple(meta.name for meta in tables if meta.name not in visible))


def _rows(sheet: CalamineSheet, room: int) -> list[list[Cell]]:
    """The sheet's rows with trailing blanks cut off; blank rows are kept as empty lists so that numbers stay right."""
    if not sheet.height:
        return []
    top, left = sheet.start or (0, 0)
    rows: list[list[Cell]] = [[] for _ in range(top)]
    margin: list[Cell] = [None] * left
    for values in sheet.to_python(skip_empty_area=True):
        cells = [_cell(value) for value in values[: MAX_COLUMNS - left]]
        while cells and cells[-1] is None:
            cells.pop()
        rows.append(margin + cells if cells else [])
        room -= bool(cells)
        if room < 0:
            raise Unreadable("too_many_rows")
    return rows


def _cell(value: Any) -> Cell:
    """calamine's value as ours: whole floats become int, yes/no becomes 1/0, blanks and error values become None."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 1e18 else value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time | timedelta):
        return str(value)
    return value if isinstance(value, int | date) else None


def _fill_merged(rows: list[list[Cell]], ranges: list[Any], room: int) -> int:
    """Writes every merged area's value into all its cells; returns how many cells may still be filled."""
    for (top, left), (bottom, right) in ranges:
        if top >= len(rows) or left >= len(rows[top]) or rows[top][left] is None:
            continue
        value, bottom, right = rows[top][left], min(bottom, len(rows) - 1), min(right, MAX_COLUMNS - 1)
        room -= (bottom - top + 1) * (right - left + 1)
        if room < 0:
            raise Unreadable("too_large")
        for row in rows[top : bottom + 1]:
            row.extend([None] * (right + 1 - len(row)))
            row[left : right + 1] = [value] * (right + 1 - left)
    return room


_SHEET: Final = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION: Final = re.compile(r"<Relationship\s([^>]*)>")
_ATTRIBUTE: Final = re.compile(r'([\w:]+)\s*=\s*"([^"]*)"')
_HIDDEN: Final = re.compile(r'<(?:\w+:)?col\s([^>]*hidden\s*=\s*"(?:1|true)"[^>]*)>')
# The column definitions stand before the rows, near the start of the sheet's file.
_HEAD: Final = 64 * 1024


def _hidden_columns(archive: zipfile.ZipFile) -> dict[str, frozenset[int]]:
    """Sheet name → indexes of hidden columns. calamine does not tell; what cannot be found out counts as visible."""
    try:
        book = archive.read("xl/workbook.xml").decode("utf-8")
        relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8")
        targets = {a["Id"]: a["Target"] for a in map(_attributes, _RELATION.findall(relations))}
        found: dict[str, frozenset[int]] = {}
        for sheet in map(_attributes, _SHEET.findall(book)):
            target = targets[sheet["r:id"]].lstrip("/")
            with archive.open(target if target.startswith("xl/") else f"xl/{target}") as file:
                head = file.read(_HEAD).decode("utf-8", "ignore")
            found[html.unescape(sheet["name"])] = _hidden_in(head)
        return found
    except (KeyError, ValueError, OSError, RuntimeError, EOFError, zipfile.BadZipFile, NotImplementedError):
        return {}


def _hidden_in(head: str) -> frozenset[int]:
    spans = ((int(a["min"]), int(a["max"])) for a in map(_attributes, _HIDDEN.findall(head)))
    return frozenset(i for low, high in spans for i in range(low - 1, min(high, MAX_COLUMNS)))


def _attributes(text: str) -> dict[str, str]:
    return dict(_ATTRIBUTE.findall(text))
