"""The rules as a workbook: written, edited, given back; one wrong row and nothing changes."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from handlers.kit.context import Eyes
from handlers.kit.texts import Texts
from handlers.reminders import wording
from handlers.rules import schedules
from storage.engine import Database
from tests.command import baocun
from tests.conversation import Town

CODES = (
    *("daily", "workdays", "weekly:1,4", "weekly:7", "nth:2:5", "nth:-1:5", "monthly:31", "month_end"),
    *("quarterly:3-15", "half:6-20", "half:1-10", "yearly:12-15", "after", "after:14", "before:2", "ahead:60"),
)


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_read_as_it_is_written(sqlite: Database, code: str) -> None:
    town = Town(sqlite)
    with sqlite.reading() as session:
        eyes = Eyes(session, town.scope("贺佳"), town.now, Texts("zh_CN"))
        found = schedules.read(wording.days(eyes, code))
    assert found is not None
    assert (found.every, found.rest) == (code, "")


def test_a_workbook_goes_out_and_comes_back(sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite)
    town.hears("贺佳", "提醒 每周五 16:30 报送周报 给北片干部")
    path = tmp_path / "rules.xlsx"
    to = ("--db", sqlite.url, "--township", "云溪镇", "--now", "2026-11-17T16:30")
    baocun("export", "reminders", "--out", str(path), *to)
    assert "改0条提醒，加0条" in baocun("import", str(path), "--yes", *to)
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    rows = {row[1].value: row for row in sheet.iter_rows() if row[1].value}
    assert [cell.value for cell in rows["报送周报"]][1:5] == ["报送周报", "每周五", "16:30", "北片干部"]
    rows["报送周报"][2].value = "每周四"
    rows["有一阵没去的村"][2].value = "20天没去"
    rows["这一周的安排"][5].value = "暂停"
    last = sheet.max_row
    added = ("", "查山塘", "每月15日", "8:00", "全体", ""), ("", "该去看看的户", "7天没去", "", "有低保户的干部", "")
    for row, values in enumerate(added, last + 1):
        for place, value in enumerate(values, 1):
            sheet.cell(row, place).value = value or None
    book.save(path)
    says = baocun("import", str(path), "--yes", *to)
    assert "改3条提醒，加2条" in says
    assert "改：每周五 16:30，北片干部：报送周报 → 每周四 16:30，北片干部：报送周报" in says
    assert "改：每周一，干部：这一周的安排 → 【已暂停】每周一，干部：这一周的安排" in says
    assert "加：每月15日 08:00，全体：查山塘" in says
    assert "加：7天没去，有低保户的干部：该去看看的户" in says
    town.hears(
        "贺佳", "提醒", "每周四 16:30，北片干部：报送周报", "20天没去", "【已暂停】", "每月15日 08:00，全体：查山塘"
    )
    rows["有一阵没去的村"][2].value = "每周五"
    rows["报送周报"][2].value = "每周二"
    book.save(path)
    wrong = baocun("import", str(path), "--yes", *to)
    assert "眼下什么都没动" in wrong
    assert "不能这样定日子" in wrong
    town.hears("贺佳", "提醒", "每周四 16:30")
