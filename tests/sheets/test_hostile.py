"""Files that are broken, hostile or simply not a roster: one clear sentence, never a crash."""

from __future__ import annotations

import contextlib
import io
import struct
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from handlers.sheets import archive, workbook
from handlers.sheets.roster import Roster, Unreadable, read_roster
from tests.sheets import offices
from tests.sheets.offices import HOME_HEAD, VILLAGE_HEAD, home_row, village_row


def book(**sheets: list[Any]) -> bytes:
    """A workbook from lists of rows."""
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def code_of(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read_roster(data)
    assert str(caught.value) == archive.SENTENCES[caught.value.code]
    return caught.value.code


PLAIN = offices.plain()
VILLAGE_SHEET = [VILLAGE_HEAD, *(village_row(i) for i in range(3))]


def zipped(entries: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return stream.getvalue()


# --- files ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data", [b"", b"hello", "姓名,电话".encode(), b"%PDF-1.7", b"\x89PNG", zipped({"a.txt": b"x"})]
)
def test_what_is_no_workbook(data: bytes) -> None:
    assert code_of(data) == "not_a_workbook"


@pytest.mark.parametrize("cut", [10, 200, 2000])
def test_cut_short(cut: int) -> None:
    assert code_of(offices.plain()[:cut]) == "broken"


def test_an_old_format_that_is_only_a_header() -> None:
    assert code_of(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)) == "broken"


def test_a_password() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    assert code_of(data) == "encrypted"


def test_a_zip_bomb() -> None:
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(archive.MAX_UNPACKED + 1)})
    assert len(bomb) < 1_000_000
    assert code_of(bomb) == "too_large"


def test_a_zip_bomb_that_lies_about_its_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_UNPACKED", 1_000_000)
    size = 2_000_000
    bomb = zipped({"xl/workbook.xml": b"<workbook/>", "xl/worksheets/sheet1.xml": bytes(size)})
    assert code_of(bomb.replace(struct.pack("<I", size), struct.pack("<I", 100))) == "too_large"


def test_a_thousand_entries_too_many() -> None:
    entries = {f"xl/{i}.xml": b"" for i in range(archive.MAX_ENTRIES)}
    assert code_of(zipped({"xl/workbook.xml": b"", **entries})) == "too_large"


def test_a_file_within_the_file() -> None:
    assert code_of(zipped({"xl/workbook.xml": b"", "xl/embeddings/inner.zip": b"PK"})) == "nested"


@pytest.mark.parametrize("cell", ["XFD1048576", "AAA900000", "B1048576"])
def test_a_lone_cell_far_away_is_no_reason_to_lay_out_a_million_rows(cell: str) -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet["A1"] = "村名"
    sheet[cell] = "x"
    stream = io.BytesIO()
    made.save(stream)
    assert code_of(stream.getvalue()) == "too_large"


def test_too_many_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 20)
    assert code_of(offices.plain()) == "too_many_rows"


def test_an_empty_workbook() -> None:
    assert code_of(book(Sheet1=[])) == "empty"


# --- rosters -------------------------------------------------------------------------------------------------------


def facts(notices: tuple[Any, ...]) -> list[tuple[str, int, str, str]]:
    return [(n.source.sheet, n.source.row, n.what, n.field) for n in notices]


def test_no_table_at_all() -> None:
    roster = read_roster(book(杂项=[["今天开会", "明天下村"], ["带雨伞"]]))
    assert facts(roster.blocked) == [("杂项", 0, "no_table", "")]


def test_a_missing_column_blocks() -> None:
    head = [name for name in HOME_HEAD if name != "户主姓名"]
    rows = [
        [cell for name, cell in zip(HOME_HEAD, home_row(h), strict=True) if name != "户主姓名"] for h in offices.HOMES
    ]
    roster = read_roster(book(村情=VILLAGE_SHEET, 农户=[head, *rows]))
    assert facts(roster.blocked) == [("农户", 1, "column_missing", "head")]
    assert roster.households == ()


def test_a_missing_sheet_of_villages_blocks_unless_the_villages_are_known() -> None:
    data = book(农户=[HOME_HEAD, *map(home_row, offices.HOMES)])
    assert facts(read_roster(data).blocked) == [("农户", 0, "sheet_missing", "villages")]
    known = read_roster(data, known_villages=[v[0] for v in offices.VILLAGES])
    assert known.blocked == ()
    assert len(known.households) == len(offices.HOMES)


def homes(*rows: list[Any]) -> Roster:
    return read_roster(book(村情=VILLAGE_SHEET, 农户=[["村", "户号", "户主", "组", "人口", "电话"], *rows]))


def test_a_number_given_twice() -> None:
    roster = homes(
        ["石门村", 1, "石建国", 1, 3, "17044440000"],
        ["石门村", 1, "石 建国", 1, 3, "1704444 0000"],
        ["石门村", 1, "王德福", 1, 3, None],
        ["石门村", 2, "石建国", 1, 3, None],
    )
    assert [(h.no, h.head) for h in roster.households] == [(1, "石建国"), (2, "石建国")]
    assert [n.source.row for n in roster.warnings if n.what == "duplicate"] == [3]
    assert facts(roster.skipped) == [("农户", 4, "number_conflict", "no")]


def test_missing_numbers_are_given_only_where_nobody_has_one() -> None:
    roster = homes(
        ["石门村", 7, "石建国", 1, 3, None],
        ["石门村", None, "王德福", 1, 3, None],
        ["和平村", None, "何木林", 1, 3, None],
        ["和平村", None, "陈水生", 1, 3, None],
    )
    assert [(h.village, h.no, h.head) for h in roster.households] == [
        ("石门村", 7, "石建国"),
        ("和平村", 1, "何木林"),
        ("和平村", 2, "陈水生"),
    ]
    assert facts(roster.skipped) == [("农户", 3, "number_missing", "no")]


def test_rows_that_cannot_be_read_are_listed() -> None:
    roster = homes(
        ["石门村", 1, None, 1, 3, "17044440000"],
        ["石门村", "甲-乙", "石建国", 1, 3, None],
        ["天外村", 2, "石建国", 1, 3, None],
        ["石门村", 3, "###1", 1, 3, None],
        ["石门村", 4, None, None, None, None],
        ["石门村", 5, "石建国", "上湾", "很多", "没有"],
    )
    assert [(n.source.row, n.what) for n in roster.skipped] == [
        (2, "head_missing"),
        (3, "number_unreadable"),
        (4, "village_unknown"),
        (5, "name_unreadable"),
    ]
    (only,) = roster.households
    assert (only.no, only.group, only.members, only.phone) == (5, None, None, None)
    assert {n.what for n in roster.warnings if n.source.row == 7} == {"group_unreadable", "number_unreadable"}


def test_two_people_of_one_name_with_two_telephones() -> None:
    people = [["姓名", "职务", "电话"], ["李芳", "党政办", "17033330001"], ["李芳", "财政所", "17033330002"]]
    roster = read_roster(book(村情=VILLAGE_SHEET, 干部=people))
    assert [(c.name, c.phone) for c in roster.cadres] == [("李芳", "17033330001")]
    assert facts(roster.skipped) == [("干部", 3, "person_conflict", "name")]


def test_formulas_count_as_the_value_they_last_showed() -> None:
    import xlsxwriter

    stream = io.BytesIO()
    made = xlsxwriter.Workbook(stream, {"in_memory": True})
    for title, rows in {"村情": VILLAGE_SHEET, "农户": [HOME_HEAD, *map(home_row, offices.HOMES)]}.items():
        sheet = made.add_worksheet(title)
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)
            if r:
                sheet.write_formula(r, 1, f"=ROW()-{r}", value=row[1])
    made.close()
    read = read_roster(stream.getvalue())
    assert [(h.village, h.no, h.head) for h in read.households] == [(h.village, h.no, h.head) for h in offices.HOMES]


# --- anything ------------------------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.integers(-(10**12), 10**12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(),
    st.sampled_from(
        [*VILLAGE_HEAD, *HOME_HEAD, "石门村", "和平", "低保户", "合计", "注：", "√", "2024.3", "1.7E10", "户主"]
    ),
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12),
)
ROWS = st.lists(st.lists(CELLS, max_size=8), max_size=12)


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, more=ROWS, headed=st.booleans())
def test_any_workbook_is_read_or_refused(rows: list[list[Any]], more: list[list[Any]], headed: bool) -> None:
    homes_head: list[Any] = [HOME_HEAD] if headed else []
    members_head: list[Any] = [offices.MEMBER_HEAD] if headed else []
    people_head: list[Any] = [["姓名", "职务", "电话", "包联村", "任期"]] if headed else []
    data = book(
        村情=[*VILLAGE_SHEET, *more],
        农户=[*homes_head, *rows],
        干部=[*people_head, *more],
        成员=[*members_head, *rows],
    )
    assert isinstance(read_roster(data), Roster)


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_damage_is_refused_or_read(data: st.DataObject) -> None:
    whole = bytearray(PLAIN)
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(Unreadable):
        assert isinstance(read_roster(bytes(whole)), Roster)


@settings(max_examples=200, deadline=None)
@given(head=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]), tail=st.binary(max_size=2000))
def test_any_bytes_are_refused(head: bytes, tail: bytes) -> None:
    with pytest.raises(Unreadable):
        read_roster(head + tail)
