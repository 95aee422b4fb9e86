"""Single cells as offices write them."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.sheets import cells
from handlers.sheets.villages import VillageIndex
from handlers.sheets.workbook import Cell


@pytest.mark.parametrize(
    ("cell", "digits"),
    [
        (13800000000, "13800000000"),
        ("13800000000.0", "13800000000"),
        ("1.7E10", "17000000000"),
        ("1.7000000123E+10", "17000000123"),
        (" 1700000 2849", "17000002849"),
        ("170\u30000000２385", "17000002385"),
        ("+86 138-0000-0000", "13800000000"),
        ("13800000000/13900000000", "13800000000"),
        ("13800000000 13900000000", "13800000000"),
        ("0571-64812345", "0571-64812345"),
        ("(0571)64812345", "0571-64812345"),
        ("666123", "666123"),
        ("没装电话", None),
        (date(2024, 3, 1), None),
    ],
)
def test_phone(cell: Cell, digits: str | None) -> None:
    assert cells.phone(cell) == digits


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("2024.3", date(2024, 3, 1), date(2024, 3, 31)),
        (2024.3, date(2024, 3, 1), date(2024, 3, 31)),
        ("2024年3月", date(2024, 3, 1), date(2024, 3, 31)),
        ("24/3/1", date(2024, 3, 1), date(2024, 3, 1)),
        ("2024年3月1日起", date(2024, 3, 1), date(2024, 3, 1)),
        ("２０２４－０３－０１", date(2024, 3, 1), date(2024, 3, 1)),
        ("2024-03-01 00:00:00", date(2024, 3, 1), date(2024, 3, 1)),
        (20240301, date(2024, 3, 1), date(2024, 3, 1)),
        ("202402", date(2024, 2, 1), date(2024, 2, 29)),
        (45352, date(2024, 3, 1), date(2024, 3, 1)),
        ("45352", date(2024, 3, 1), date(2024, 3, 1)),
        ("2024年", date(2024, 1, 1), date(2024, 12, 31)),
        ("长期", None, None),
        ("2024.13.1", None, None),
        ("2023-02-29", None, None),
    ],
)
def test_day(cell: Cell, first: date | None, last: date | None) -> None:
    assert (cells.day(cell), cells.day(cell, last=True)) == (first, last)


@pytest.mark.parametrize(
    ("cell", "ends"),
    [
        ("2024.3-2027.2", ("2024.3", "2027.2")),
        ("2024年3月至今", ("2024年3月", "今")),
        ("2024-03-01至2027-02-28", ("2024-03-01", "2027-02-28")),
        ("2024-03-01", ("2024-03-01", None)),
    ],
)
def test_period(cell: Cell, ends: tuple[Cell, Cell]) -> None:
    assert cells.period(cell) == ends


@pytest.mark.parametrize(
    ("cell", "year"),
    [
        (1951, 1951),
        ("1951年", 1951),
        ("1951.03", 1951),
        (195103, 1951),
        ("19510304", 1951),
        ("51年3月", 1951),
        (18700, 1951),
        ("330127195103040011", 1951),
        ("75岁", 1951),
        ("不详", None),
    ],
)
def test_birth_year(cell: Cell, year: int | None) -> None:
    assert cells.birth_year(cell, 2026) == year


def test_an_age_needs_a_year_to_count_from() -> None:
    assert cells.birth_year(75) is None


@pytest.mark.parametrize("cell", ["3", 3, "三组", "第3小组", "第三村民小组", "３组", "3队", "三(上湾)"])
def test_group(cell: Cell) -> None:
    assert cells.group(cell) == 3


@pytest.mark.parametrize(("cell", "group"), [("十二组", 12), ("第二十一小组", 21), ("上湾", None), ("3、4组", None)])
def test_more_groups(cell: Cell, group: int | None) -> None:
    assert cells.group(cell) == group


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (12, 12),
        ("012", 12),
        ("第12户", 12),
        ("12号", 12),
        ("12.0", 12),
        ("3-12", None),
        ("无", None),
        (0, None),
        (-1, None),
    ],
)
def test_household_number(cell: Cell, number: int | None) -> None:
    assert cells.household_number(cell) == number


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("李 芳", "李芳"),
        ("乐\u3000\u3000天", "乐天"),
        ("周建明（组长）", "周建明"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("??", None),
        ("13800000000", None),
        (5, None),
    ],
)
def test_name(cell: Cell, name: str | None) -> None:
    assert cells.name(cell) == name


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("周建明、童建新", ["周建明", "童建新"]),
        ("周建明\n童建新", ["周建明", "童建新"]),
        ("周建明 童建新", ["周建明", "童建新"]),
        ("李 芳", ["李芳"]),
        ("欧阳 建国", ["欧阳建国"]),
    ],
)
def test_names(cell: Cell, names: list[str]) -> None:
    assert cells.names(cell) == names


@pytest.mark.parametrize("cell", ["√", "✓", "是", 1, "1", "有", "Y", "☑"])
def test_yes(cell: Cell) -> None:
    assert cells.yes(cell)


@pytest.mark.parametrize("cell", [None, "", "否", "×", 0, "无", "○", "-"])
def test_no(cell: Cell) -> None:
    assert not cells.yes(cell)


@pytest.mark.parametrize(
    ("cell", "tags"),
    [
        ("低保、党员；独居", ("低保户", "党员户", "独居老人")),
        ("五保户/残疾人", ("特困户", "残疾人户")),
        ("低保户 党员户", ("低保户", "党员户")),
        ("防返贫监测对象", ("监测户",)),
        ("脱贫户", ("脱贫户",)),
        ("一般户", ()),
        ("无", ()),
        (None, ()),
    ],
)
def test_tags(cell: Cell, tags: tuple[str, ...]) -> None:
    assert cells.tags(cell) == tags


VILLAGES = VillageIndex(
    ["王家坞村", "和平村", "上云村", "云村"], [("坞里", "王家坞村"), ("老街", "和平村"), ("老街", "云村")]
)


@pytest.mark.parametrize(
    ("cell", "villages"),
    [
        ("王家坞、和平", ["王家坞村", "和平村"]),
        ("王家坞村及上云村", ["王家坞村", "上云村"]),
        ("王家坞和和平", ["王家坞村", "和平村"]),
        ("和平村", ["和平村"]),
        ("王家坞村上云村", ["王家坞村", "上云村"]),
        ("王家坞\n上云", ["王家坞村", "上云村"]),
        ("坞里，大塘", ["王家坞村", None]),
        ("老街", [None]),
    ],
)
def test_several_villages(cell: Cell, villages: list[str | None]) -> None:
    assert [village for _, village in VILLAGES.split(cell)] == villages


def test_the_longest_village_in_a_title() -> None:
    assert VILLAGES.inside("2026年上云村农户信息表") == "上云村"
    assert VILLAGES.inside("农户信息表") is None
