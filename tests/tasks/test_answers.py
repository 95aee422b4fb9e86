"""What recipients say: receipts, difficulties, fields answered one by one or at once; nudges, calls, sums, the table."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from python_calamine import load_workbook

from handlers.kit.context import Eyes
from handlers.kit.texts import Texts
from handlers.tasks import tables
from storage import outbox, people, tasks
from storage.engine import Database
from storage.vocabulary import TaskState
from tests.conversation import SHANGHAI, TUESDAY, Shown, Town
from tests.reminders.beats import beat
from tests.tasks.test_sending import CADRES, PLAIN, cards, composed, sent

FILLED = (*PLAIN[:2], "受灾户数，是否转移 是/否，备注 文字（可不填）", "领导也能看", "不急")


OPEN: tuple[TaskState, ...] = ("open",)


def mine(town: Town, name: str) -> Shown:
    """A person's newest card."""
    return cards(town, name)[-1]


def test_three_buttons_and_what_they_say(hall: Town) -> None:
    sent(hall)
    done = hall.press("周建明", mine(hall, "周建明"), "收到")[-1]
    assert "您已回：收到" in done.text
    assert done.labels == ("办结", "有困难")
    assert "您已回：办结" in hall.press("周建明", done, "办结")[-1].text
    hall.press("方晓燕", mine(hall, "方晓燕"), "有困难")
    assert "您已回：有困难：没有车" in hall.hears("方晓燕", "没有车", "有困难").text
    told = hall.shown("贺佳")[-1]
    assert "方晓燕办“上报受灾户数”有困难：没有车" in told.text
    board = hall.says("贺佳", "任务")[-1]
    shown = hall.press("贺佳", board, board.labels[0])[-1]
    for part in ("办结1", "有困难1", "已发2"):
        assert part in shown.text
    reasons = hall.press("贺佳", shown, "有困难的")[-1]
    assert "没有车（1件：汪家坞村）" in reasons.text
    assert "已告诉方晓燕接着办" in hall.press("贺佳", reasons, "方晓燕的解决了")[-1].text
    opened = hall.press("方晓燕", hall.shown("方晓燕")[-1], "打开任务")[-1]
    assert "您已回：收到" in opened.text
    assert "不是“有困难”" in hall.press("贺佳", told, "解决了，告诉他")[-1].text


def test_nobody_presses_for_another(hall: Town) -> None:
    sent(hall)
    card = mine(hall, "周建明")
    for name in ("方晓燕", "贺佳", "韩冬"):
        heard = hall.says(name, press=f"{card.token}.0")[-1]
        assert "收到" not in heard.text
    hall.says("韩冬", "收到")
    assert "已回0/4" in hall.hears("贺佳", "任务", "已回").text


def test_late_presses_count_as_late(hall: Town) -> None:
    sent(hall)
    hall.wait(days=2)
    assert "过了截止时间" in hall.press("周建明", mine(hall, "周建明"), "办结")[-1].text
    board = hall.says("贺佳", "任务")[-1]
    assert "过了截止时间回的1人" in hall.press("贺佳", board, board.labels[0])[-1].text


def test_fields_one_after_another_checked_and_changed(hall: Town) -> None:
    sent(hall, answers=FILLED)
    assert "要填：受灾户数、是否转移、备注" in mine(hall, "周建明").text
    hall.press("周建明", mine(hall, "周建明"), "办结")
    hall.hears("周建明", "很多", "请")
    hall.hears("周建明", "12户", "是否转移")
    hall.hears("周建明", "也许", "是否转移")
    hall.hears("周建明", "1", "备注")
    done = hall.hears("周建明", "不填", "填好了", "受灾户数 12", "是否转移 是", "您已回：办结")
    hall.press("周建明", done, "改填的内容")
    hall.hears("周建明", "3 否 老人多", "受灾户数 3", "是否转移 否", "备注 老人多")
    hall.wait(days=2)
    assert "不能再改" in hall.press("周建明", mine(hall, "周建明"), "改填的内容")[-1].text


@pytest.mark.parametrize("said", ["3 是 无", "受灾户数3，是否转移：是，备注 无", "3，是，无"])
def test_all_in_one_message(sqlite: Database, said: str) -> None:
    town = Town(sqlite)
    sent(town, answers=FILLED)
    town.press("周建明", mine(town, "周建明"), "办结")
    town.hears("周建明", said, "受灾户数 3", "是否转移 是", "备注 无", "办结")


def test_what_the_register_knows_is_offered_and_said_before_anybody_is_asked(hall: Town) -> None:
    fields = (*PLAIN[:2], "低保户数，受灾户数", "只有我看", "不急")
    for cadre in CADRES:
        hall.account(cadre)
    preview = composed(hall, "报低保户数", fields)
    assert "此项已有：低保户数" in preview.text
    taken = hall.press("贺佳", preview, "从记录里取")[-1]
    assert "合计：低保户数2" in taken.text
    assert "王家坞村：低保户数1" in taken.text
    hall.press("贺佳", preview, "发出")
    asked = hall.press("周建明", mine(hall, "周建明"), "办结")[-1]
    assert "登记册里是1" in asked.text
    hall.press("周建明", asked, "1")
    hall.hears("周建明", "0", "低保户数 1", "受灾户数 0")


def test_only_the_silent_are_asked_again_twice_at_most_and_in_the_morning(hall: Town) -> None:
    sent(hall, answers=("全部包村干部", "周五下班前", "跳过", "不急"))
    hall.press("周建明", mine(hall, "周建明"), "收到")
    for hour in range(0, 66, 2):
        beat(hall, TUESDAY + timedelta(hours=hour))
    said = {name: [one for one in hall.shown(name) if "还等您回一声" in one.text] for name in CADRES}
    assert [len(said[name]) for name in CADRES] == [0, 2, 2, 2], "who has said something is left alone"
    moments = {one.at.astimezone(SHANGHAI) for name in CADRES for one in said[name] if one.at}
    assert {(moment.day, moment.hour) for moment in moments} == {(19, 8), (20, 8)}
    opened = hall.press("汪洋", said["汪洋"][-1], "回执：上报受灾户数")[-1]
    assert "您已回：收到" in hall.press("汪洋", opened, "收到")[-1].text


def test_at_the_deadline_the_sender_gets_a_call_list_and_nobody_else(town: Town) -> None:
    sent(town)
    with town.database.begin() as connection:
        for row in outbox.claim(connection, ["terminal"], 20, town.now, timedelta(minutes=1)):
            if row.address == "汪洋" and row.about:
                outbox.end(connection, row.id, "failed-permanent", town.now, "blocked")
    town.press("周建明", mine(town, "周建明"), "办结")
    town.press("方晓燕", mine(town, "方晓燕"), "有困难")
    town.says("方晓燕", "路断了")
    others = (*CADRES, "俞正阳", "倪海军")
    town.wait(days=1, hours=2)
    done = beat(town)
    assert (done["tasks_called"], beat(town)["tasks_called"]) == (1, 0)
    called = town.shown("贺佳")[-1]
    for part in (
        "到点了",
        "还没回音1人",
        "童建新，没有号码",
        "有困难1人",
        "方晓燕，没有号码，路断了",
        "送不到1人",
        "汪洋",
        "发了没送到",
    ):
        assert part in called.text
    assert "周建明" not in called.text
    assert not any("没有号码" in shown.text for name in others for shown in town.shown(name))


def test_summed_by_village_and_cluster_with_the_missing_and_as_a_workbook(town: Town) -> None:
    card = sent(town, answers=FILLED)
    for name, said in {"周建明": "12 是 老人多", "方晓燕": "5 否 无", "汪洋": "2 是 无"}.items():
        town.press(name, mine(town, name), "办结")
        town.says(name, said)
    summed = town.press("贺佳", card, "填报汇总")[-1]
    for part in ("合计 3/4：受灾户数19，是否转移是2，否1", "北片 2/3：受灾户数17", "王家坞村 1/2：受灾户数12"):
        assert part in summed.text
    assert "不止一人填了" not in summed.text
    town.press("贺佳", card, "导出表格")
    with town.database.reading() as session:
        scope = town.scope("贺佳")
        (task,) = tasks.listed(session, scope, OPEN, 1)
        body = tables.workbook(Eyes(session, scope, town.now, Texts("zh_CN")), task)
    book = load_workbook(BytesIO(body))
    assert book.sheet_names == ["汇总", "明细"]
    rows = book.get_sheet_by_name("汇总").to_python()
    assert rows[2] == ["片", "村", "应填", "已填", "还没填的", "受灾户数", "是否转移", "备注"]
    assert rows[3][:7] == ["", "合计", 4, 3, "", 19, "是2，否1"]
    assert ["北片", "王家坞村", 2, 1, "童建新", 12, "是1", "老人多"] in rows
    lines = book.get_sheet_by_name("明细").to_python()
    assert ["北片", "汪家坞村", "方晓燕", "", "办结", "", 5, "否", "无"] in lines


def test_in_the_workbook_only_colleagues_numbers_are_whole(town: Town) -> None:
    with town.database.writing() as session:
        people.set_phone(session, town.scope("周建明"), "13812341234")
    card = sent(town, answers=FILLED)
    town.press("周建明", mine(town, "周建明"), "办结")
    town.says("周建明", "12 是 找李桂兰儿子13912345678")
    town.press("贺佳", card, "导出表格")
    (made,) = town.made("贺佳")
    rows = load_workbook(BytesIO(made.body)).get_sheet_by_name("明细").to_python()
    (row,) = [row for row in rows if row[2] == "周建明"]
    assert row[3] == "13812341234"
    assert row[-1] == "找李桂兰儿子139****5678"
    assert not any("13912345678" in str(cell) for row in rows for cell in row)


def test_two_answers_for_one_village_are_said_to_be_two(hall: Town) -> None:
    card = sent(hall, answers=FILLED)
    for name in ("周建明", "童建新"):
        hall.press(name, mine(hall, name), "办结")
        hall.says(name, "12 是 无")
    assert "王家坞村不止一人填了" in hall.press("贺佳", card, "填报汇总")[-1].text


def test_a_cluster_leader_sees_his_own_villages_only(hall: Town) -> None:
    sent(hall, answers=FILLED)
    listed = hall.hears("倪海军", "任务", "已回0/3")
    shown = hall.press("倪海军", listed, listed.labels[0])[-1]
    villages = hall.press("倪海军", shown, "各村进展")[-1]
    assert "王家坞村" in villages.text
    assert "上云村" not in villages.text
    assert "撤回" not in shown.labels


def test_typed_where_no_card_shows_it_a_receipt_is_one_all_the_same(hall: Town) -> None:
    sent(hall)
    sent(hall, "上报空置房")
    hall.account("周建明", "telegram")
    which = hall.says("周建明", "办结", channel="telegram")[-1]
    assert set(which.labels) == {"上报受灾户数", "上报空置房"}
    assert "您已回：办结" in hall.says("周建明", "上报空置房", channel="telegram")[-1].text
    assert "【任务】贺佳：上报受灾户数" in hall.says("周建明", "收到", channel="telegram")[-1].text
