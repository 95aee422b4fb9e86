"""台账: five ledgers in the office's layout, ordered in chat, at the command line; what people typed stays text."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from handlers.kit.texts import Texts
from handlers.papers import ledger
from handlers.papers.cells import LONGEST
from handlers.papers.ledger import Column, Heading
from storage.papers import File
from tests.conversation import Town

VISIT = "今天去王家坞走访了李桂兰，水渠堵了，答应周五前给答复"
HEADING = Heading("台账", "单位：云溪镇", "时间：11月", "填表人：")


def opened(file: File) -> Worksheet:
    """The sheet of a workbook that was sent."""
    sheet = openpyxl.load_workbook(io.BytesIO(file.body)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def rows(sheet: Worksheet) -> list[list[object]]:
    """What stands in it, row by row."""
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_ledger_is_ordered_in_a_sentence(town: Town) -> None:
    town.says("周建明", VISIT)
    town.hears("俞正阳", "导出 走访 11月", "云溪镇包村干部走访台账 2026年11月", "共1条", "做好了就发来")
    (file,) = town.made("俞正阳")
    assert file.name == "云溪镇包村干部走访台账 2026年11月.xlsx"
    sheet = opened(file)
    assert sheet["A1"].value == "云溪镇包村干部走访台账"
    assert sheet["A2"].value == "单位：云溪镇"
    shown = rows(sheet)
    assert "时间：2026年11月1日至2026年11月17日" in shown[1]
    assert shown[2][:5] == ["记录编号", "日期", "村", "走访对象", "走访人"]
    assert shown[3][:6] == [1, "2026-11-17", "王家坞村", "李桂兰", "周建明", VISIT]
    assert "水渠堵了" in str(shown[3][6])
    assert str(shown[4][0]).startswith("填表人：")


def test_it_is_laid_out_for_the_printer(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("俞正阳", "导出 走访")
    sheet = opened(town.made("俞正阳")[0])
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.freeze_panes == "A4"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.center is not None
    assert "第 &P 页" in str(sheet.oddFooter.center.text)
    assert "A1:H1" in {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet["F4"].alignment.wrap_text
    assert sheet.column_dimensions["F"].width > 40


def test_every_ledger_by_button(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("周建明", "坞里3组张德财和刘福生为地界吵架")
    asked = town.hears("俞正阳", "导出", "要导出哪本台账")
    assert asked.labels == ("走访台账", "诉求台账", "矛盾纠纷台账", "履职台账", "交办台账")
    titles = []
    for label in asked.labels[:4]:
        town.press("俞正阳", asked, label)
        sheet = opened(town.made("俞正阳")[0])
        titles.append((sheet["A1"].value, sheet.max_row - 4))
    assert titles == [
        ("云溪镇包村干部走访台账", 1),
        ("云溪镇群众诉求办理台账", 2),
        ("云溪镇矛盾纠纷排查化解台账", 1),
        ("云溪镇包村干部履职台账", 2),
    ]
    assert "不用导出" in town.press("俞正阳", asked, "交办台账")[-1].text


def test_what_a_leader_instructs_stands_among_what_was_handed_on(town: Town) -> None:
    town.says("周建明", VISIT)
    digest = town.hears("俞正阳", "简报")
    matter = town.press("俞正阳", digest, next(label for label in digest.labels if "水渠" in label))[-1]
    town.press("俞正阳", matter, "批示")
    town.says("俞正阳", "请水利站本周到现场")
    town.says("俞正阳", "导出 交办 本月")
    handed = rows(opened(town.made("俞正阳")[-1]))[3]
    assert handed[:5] == ["2026-11-17", "俞正阳", "王家坞村", "水渠堵了", "请水利站本周到现场"]


def test_one_gets_what_one_may_read(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("汪洋", "今天走访上云胡大海，蜂蜜卖不出去")
    town.hears("周建明", "导出 走访", "王家坞村包村干部走访台账", "共1条")
    town.hears("倪海军", "导出 走访", "北片包村干部走访台账", "共1条")
    town.hears("俞正阳", "导出 走访", "共2条")
    town.hears("俞正阳", "导出 走访 上云", "上云村包村干部走访台账", "共1条")
    town.hears("周建明", "导出 走访 上云", "没看懂“上云”")
    for name in ("贺佳", "秦审"):
        town.hears(name, "导出 走访", "用不了")
    (north,) = town.made("倪海军")
    assert "上云村" not in str(rows(opened(north)))


def test_the_sensitive_is_named_by_its_kind_alone(town: Town) -> None:
    town.says("周建明", "今天走访王长根，他反映村账不公开，答应明天答复")
    for book in ("走访", "诉求", "履职"):
        town.says("俞正阳", f"导出 {book}")
        told = str(rows(opened(town.made("俞正阳")[0])))
        assert "村务与作风" in told or book == "履职"
        assert "村账" not in told
        assert "王长根" not in told


@pytest.mark.parametrize(
    ("words", "part"), [("导出 工资", "没看懂“工资”"), ("导出 走访 2030年1月", "没看懂"), ("导出 矛盾纠纷", "不用导出")]
)
def test_what_cannot_be_exported_is_said(town: Town, words: str, part: str) -> None:
    town.hears("俞正阳", words, part)
    assert town.made("俞正阳") == []


def test_nothing_typed_becomes_a_formula_or_a_link(tmp_path: Path) -> None:
    typed = [
        "=1+1",
        "{=1}",
        "+1",
        "-1",
        "@x",
        "http://x.example",
        "mailto:a@x",
        "12",
        "a\x07b\x00\u202ec",
        "x" * 40_000,
    ]
    out = tmp_path / "ledger.xlsx"
    text: Column[str] = Column("ledger.text", 40, lambda row, t: row)
    assert ledger.write(out, HEADING, (text,) * 4, typed, Texts("zh_CN")) == len(typed)
    sheet = openpyxl.load_workbook(out).active
    assert isinstance(sheet, Worksheet)
    cells = [sheet.cell(row, 1) for row in range(4, 4 + len(typed))]
    assert [cell.data_type for cell in cells] == ["s"] * len(typed)
    assert [cell.value for cell in cells][:8] == typed[:8]
    assert cells[8].value == "abc"
    assert len(str(cells[9].value)) == LONGEST
    with zipfile.ZipFile(out) as packed:
        assert "hyperlink" not in packed.read("xl/worksheets/sheet1.xml").decode()


@pytest.mark.parametrize("typed", ["999031\u200b19690101078X", "李桂兰、99903119690101078X", "电话 170\u206028009236"])
def test_no_number_stands_whole_in_a_ledger_whatever_cell_it_was_typed_into(tmp_path: Path, typed: str) -> None:
    out = tmp_path / "ledger.xlsx"
    names: Column[str] = Column("ledger.seen", 18, lambda row, t: row)
    ledger.write(out, HEADING, (names,) * 4, [typed], Texts("zh_CN"))
    sheet = openpyxl.load_workbook(out).active
    assert isinstance(sheet, Worksheet)
    assert "****" in str(sheet.cell(4, 1).value)


def test_a_long_ledger_says_how_far_it_is(tmp_path: Path) -> None:
    told: list[int] = []
    column: Column[int] = Column("ledger.no", 8, lambda row, t: row)
    ledger.write(tmp_path / "l.xlsx", HEADING, (column,) * 4, iter(range(2500)), Texts("zh_CN"), told.append)
    assert told == [1000, 2000]
