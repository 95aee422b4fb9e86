"""职责: an admin names and orders the nine duties, and every screen follows."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from sqlalchemy import select

from handlers.kit.texts import Texts
from handlers.papers import books, ledger
from handlers.papers.ledger import Heading
from storage import ledgers
from storage.scope import Scope
from storage.tables import Audit, Unit
from tests.conversation import Town

VISIT = "今天去王家坞走访了李桂兰，家里都好"


def test_a_new_name_stands_everywhere(town: Town, tmp_path: Path) -> None:
    town.says("周建明", VISIT)
    shown = town.hears("贺佳", "职责", "1 指导班子建设（文件写明）", "5 走访掌握村情民意（建议项）")
    one = town.press("贺佳", shown, "走访掌握村情民意")[-1]
    town.press("贺佳", one, "改名")
    town.hears("贺佳", "常到户里走走", "改好了", "5 常到户里走走")
    town.hears("周建明", "履职", "5 常到户里走走 1条")
    town.hears("周建明", VISIT, "常到户里走走")
    assert "常到户里走走" in _exported(town, tmp_path)
    assert "常到户里走走" not in town.hears("韩冬", "履职").text


def _exported(town: Town, folder: Path) -> str:
    out = folder / "ledger.xlsx"
    with town.database.reading() as session:
        township = session.scalars(select(Unit.id).where(Unit.name == "云溪镇")).one()
        scope = Scope(0, township, ("/",))
        ledger.write(out, Heading("台账", "", ""), books.ENTRIES, ledgers.entries(session, scope), Texts("zh_CN"))
    return "".join(str(cell.value) for row in load_workbook(out).active for cell in row)  # type: ignore[union-attr]


def test_order_by_button_and_by_word(town: Town) -> None:
    shown = town.hears("贺佳", "职责")
    one = town.press("贺佳", shown, "协调村级事务")[-1]
    moved = town.press("贺佳", one, "上移")[-1]
    assert "1 协调村级事务" in moved.text
    town.hears("贺佳", "职责 落实重点任务 排第1", "1 落实重点任务", "2 协调村级事务")
    town.hears("周建明", "履职", "1 落实重点任务")


def test_names_by_word_and_back_again(town: Town) -> None:
    town.hears("贺佳", "职责 3 改为 上门办事", "3 上门办事（文件写明）")
    one = town.hears("贺佳", "职责 上门办事", "第3项：上门办事")
    assert "3 提供便民服务" in town.press("贺佳", one, "用回原名")[-1].text


def test_what_is_no_name_is_said_and_changes_nothing(town: Town) -> None:
    town.hears("贺佳", "职责 3 改为 指导班子建设", "已经有一项")
    town.hears("贺佳", f"职责 3 改为 {'很' * 21}", "最多20个字")
    town.hears("贺佳", "职责 3 排第12", "点一项可以改名")
    town.hears("贺佳", "职责 没有这项", "点一项可以改名")
    town.hears("贺佳", "职责", "3 提供便民服务")


def test_only_an_admin_and_it_is_noted(town: Town) -> None:
    for name in ("周建明", "俞正阳", "秦审"):
        town.hears(name, "职责 3 改为 上门办事", "用不了")
    town.hears("贺佳", "职责 3 改为 上门办事", "改好了")
    with town.database.reading() as session:
        acts = session.execute(select(Audit.person_id, Audit.target).where(Audit.action == "charter.name")).all()
    assert acts == [(town.people["贺佳"], "duty:service")]
