"""A task of the county: each township reads how its own people stand, and nothing of the others."""

from __future__ import annotations

from io import BytesIO

from python_calamine import load_workbook
from sqlalchemy import select

from storage import people, units
from storage.tables import Unit
from storage.vocabulary import Role
from tests.conversation import Shown, Town
from tests.tasks.test_sending import CADRES, cards, composed


def appointed(town: Town, name: str, role: Role, place: str) -> None:
    """Somebody new, with a role over a place."""
    with town.database.writing() as session:
        unit = session.scalars(select(Unit).where(Unit.name == place)).one()
        town.people[name] = people.add(session, name, unit).id
        people.grant(session, town.people[name], role, unit.id, town.now.date())
    town.account(name)


def sent(town: Town, visible: str = "领导也能看") -> Shown:
    """The card of a task that the county sent to all cadres; what was heard of it in 石门镇 is not told elsewhere."""
    appointed(town, "县管", "admin", "清源县")
    appointed(town, "石镇长", "leader", "石门镇")
    for name in (*CADRES, "韩冬"):
        town.account(name)
    preview = composed(town, "全县统计空置房", ("全部包村干部", "明天下班前", "空置房数", visible, "不急"), "县管")
    assert "共5人" in preview.text
    card = town.press("县管", preview, "发出")[-1]
    for name, said in (("周建明", "3"), ("韩冬", "40")):
        town.press(name, cards(town, name)[-1], "办结")
        town.says(name, said)
    return card


def test_leaders_of_a_township_read_how_their_own_people_stand(town: Town) -> None:
    card = sent(town)
    board = town.hears("俞正阳", "任务", "进行中的任务1件", "已回1/4")
    shown = town.press("俞正阳", board, board.labels[0])[-1]
    assert "已发：4/4" in shown.text
    assert not {"更正", "撤回", "结束", "再来一次", "存为模板"} & set(shown.labels)
    sums = town.press("俞正阳", shown, "填报汇总")[-1]
    assert "空置房数3" in sums.text
    calls = town.press("俞正阳", shown, "要打电话的")[-1]
    villages = town.press("俞正阳", shown, "各村进展")[-1]
    for heard in (board, shown, sums, calls, villages):
        assert not any(word in heard.text for word in ("石门", "韩冬", "40", "43")), heard.text
    town.press("俞正阳", shown, "导出表格")
    (file,) = town.made("俞正阳")
    book = load_workbook(BytesIO(file.body))
    read = str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    assert ["周建明" in read, "韩冬" in read, "石门" in read] == [True, False, False]
    cluster = town.hears("倪海军", "任务", "已回1/3")
    assert "已发：3/3" in town.press("倪海军", cluster, cluster.labels[0])[-1].text
    other = town.hears("石镇长", "任务", "已回1/1")
    assert "空置房数40" in town.press("石镇长", town.press("石镇长", other, other.labels[0])[-1], "填报汇总")[-1].text
    assert "合计 2/5" in town.press("县管", card, "填报汇总")[-1].text


def test_what_only_the_sender_may_read_is_not_read_below(hall: Town) -> None:
    sent(hall, "只有我看")
    board = hall.says("俞正阳", "任务")[-1]
    shown = hall.press("俞正阳", board, board.labels[0])[-1]
    assert "只有发任务的人" in hall.press("俞正阳", shown, "填报汇总")[-1].text
    hall.hears("石镇长", "任务", "已回1/1")
    for name in ("方晓燕", "秦审"):
        assert "进行中的任务" not in hall.says(name, "任务")[-1].text


def test_a_county_task_that_went_elsewhere_is_nobodys_here(hall: Town) -> None:
    appointed(hall, "县管", "admin", "清源县")
    hall.account("韩冬")
    preview = composed(hall, "石门的事", ("石门镇包村干部", "明天下班前", "跳过", "不急"), "县管")
    hall.press("县管", preview, "发出")
    assert cards(hall, "韩冬")
    for name in ("俞正阳", "贺佳"):
        assert "石门" not in hall.says(name, "任务")[-1].text
    with hall.database.reading() as session:
        assert units.named(session, "石门镇")
