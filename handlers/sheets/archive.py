"""Looking at a zipped workbook before anything unpacks it: size, entries, encryption, and how far its cells reach.

The reader behind us lays every sheet out as a full rectangle, so one cell at XFD1048576 costs as much as a sheet full
of them. The declared sizes of a zip may lie; what counts here is what really comes out of the deflate streams.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

MAX_BYTES: Final = 40 * 1024 * 1024
MAX_UNPACKED: Final = 300 * 1024 * 1024
MAX_ENTRIES: Final = 2_000
MAX_CELLS: Final = 20_000_000
_PIECE: Final = 1 << 20
# A match cut by the border between two pieces is found again in the next one.
_OVERLAP: Final = 256

_NESTED: Final = (".zip", ".rar", ".7z", ".gz", ".xz", ".bz2", ".xlsx", ".xlsm", ".ods", ".docx", ".pptx")
_ENCRYPTED: Final = 0x1
_LOCAL_HEADER: Final = 30

# Row numbers, and only those cells beyond column Z or row 99,999: few in an honest sheet, so the scan is quick.
_REACH: Final = re.compile(rb"""\sr\s*=\s*["'](?:([A-Z]{2,3})(\d+)|[A-Z](\d{6,})|(\d+))["']""")
# OpenDocument: a repeated cell that is not `<cell … />`, or a repeated row that is more than one such empty cell.
_REPEATED: Final = re.compile(
    rb"""number-(?:columns-repeated\s*=\s*["'](\d{1,9})["'][^>]*[^/>]>"""
    rb"""|rows-repeated\s*=\s*["'](\d{1,9})["'][^>]*>(?!\s*<table:table-cell[^>]*/>\s*</table:table-row>))"""
)

SENTENCES: Final[dict[str, str]] = {
    "not_a_workbook": "这个文件不是 Excel 表格，请发 .xlsx、.xls 或 .ods 文件。",
    "broken": "这个表格文件损坏了，打不开，请在电脑上打开后另存一份再发。",
    "encrypted": "这个表格设了密码，请去掉密码后再发。",
    "nested": "这个表格里还嵌着别的文件，请删掉嵌入的文件后再发。",
    "too_large": "这个表格太大了，请删掉用不到的内容，或者拆成几个文件再发。",
    "too_many_rows": "这个表格超过 20 万行，请拆成几个文件再发。",
    "empty": "这个表格是空的，里面没有内容。",
}


class Unreadable(ValueError):
    """The file as a whole cannot be read. `code` is stable; `str()` is one Chinese sentence for the sender."""

    def __init__(self, code: str) -> None:
        super().__init__(SENTENCES[code])
        self.code = code


def check_archive(data: bytes) -> zipfile.ZipFile:
    """The opened archive of an .xlsx or .ods file, after looking through all of it. Raises `Unreadable`."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        raise Unreadable("broken") from error
    if not {"xl/workbook.xml", "content.xml"} & {entry.filename for entry in entries}:
        raise Unreadable("not_a_workbook")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise Unreadable("too_large")
    room = MAX_UNPACKED
    for entry in entries:
        room -= _look_through(entry, data, room)
    return archive


def _look_through(entry: zipfile.ZipInfo, data: bytes, room: int) -> int:
    """Bytes this entry unpacks to; raises before more than `room` has been unpacked or a sheet reaches too far."""
    if entry.flag_bits & _ENCRYPTED:
        raise Unreadable("encrypted")
    if entry.filename.lower().endswith(_NESTED):
        raise Unreadable("nested")
    size, reach, tail = 0, _Reach(), b""
    for piece in _pieces(entry, data):
        size += len(piece)
        if size > room:
            raise Unreadable("too_large")
        reach.see(tail + piece)
        tail = piece[-_OVERLAP:]
    return size


class _Reach:
    """How far the cells of one sheet reach, as columns × rows."""

    def __init__(self) -> None:
        self.columns, self.rows, self.repeated = 26, 1, 0

    def see(self, piece: bytes) -> None:
        """Takes in another piece of the sheet's XML."""
        for letters, row, far_row, only_row in _REACH.findall(piece):
            self.rows = max(self.rows, int(row or far_row or only_row))
            if letters:
                self.columns = max(self.columns, _column_number(letters))
        self.repeated += sum(int(columns or rows) for columns, rows in _REPEATED.findall(piece))
        if self.columns * self.rows > MAX_CELLS or self.repeated > MAX_CELLS:
            raise Unreadable("too_large")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _pieces(entry: zipfile.ZipInfo, data: bytes) -> Iterator[bytes]:
    """What the entry unpacks to, piece by piece, whatever size its headers claim."""
    start = entry.header_offset
    if len(data) < start + _LOCAL_HEADER or start < 0:
        raise Unreadable("broken")
    name, extra = struct.unpack_from("<HH", data, start + 26)
    start += _LOCAL_HEADER + name + extra
    packed = data[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield from (packed[i : i + _PIECE] for i in range(0, len(packed), _PIECE))
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        yield from _inflate(packed)
    else:
        raise Unreadable("broken")


def _inflate(packed: bytes) -> Iterator[bytes]:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while packed and not stream.eof:
            yield stream.decompress(packed, _PIECE)
            packed = stream.unconsumed_tail
        yield stream.flush(_PIECE)
    except zlib.error as error:
        raise Unreadable("broken") from error
