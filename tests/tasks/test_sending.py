"""A task from the phone: composed with buttons, previewed, sent once, recalled, corrected - in quiet hours too."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select

from storage import broadcasts
from storage.tables import Outbox
from tests.conversation import SHANGHAI, Shown, Town
from tests.reminders.beats import beat

CADRES = ("周建明", "童建新", "方晓燕", "汪洋")
EVENING = datetime(2026, 11, 17, 21, 30, tzinfo=SHANGHAI)
# Everything said to the form before the preview.
PLAIN = ("全部包村干部", "明天下班前", "跳过", "不急")


def composed(town: Town, text: str, answers: tuple[str, ...] = PLAIN, name: str = "贺佳") -> Shown:
    """The preview, after all questions are answered."""
    town.says(name, f"任务 {text}")
    for said in answers:
        town.says(name, said)
    return town.shown(name)[-1]


def sent(town: Town, text: str = "上报受灾户数", answers: tuple[str, ...] = PLAIN) -> Shown:
    """The sender's card of a task that went out to cadres who can all be reached."""
    for cadre in CADRES:
        town.account(cadre)
    return town.press("贺佳", composed(town, text, answers), "发出")[-1]


def cards(town: Town, name: str) -> list[Shown]:
    """What a person was asked."""
    return [shown for shown in town.shown(name) if (shown.about or "").startswith("receipt:")]


def test_it_is_composed_previewed_and_sent(town: Town) -> None:
    for name in CADRES[:2]:
        town.account(name, "telegram")
    town.account("方晓燕")
    town.hears("贺佳", "任务", "眼下没有进行中的任务")
    preview = composed(town, "上报受灾户数")
    for part in (
        "还没发",
        "共4人：周建明、童建新、方晓燕、汪洋",
        "截止：11月18日（周三）17:30",
        "4人×1分钟＝4分钟",
        "没进来过，收不到：汪洋",
        "1人只有网页",
    ):
        assert part in preview.text
    assert not town.shown("周建明", "telegram"), "nothing has gone out yet"
    card = town.press("贺佳", preview, "发出")[-1]
    for part in ("已发出", "已发：4/4", "已发3", "送不到1"):
        assert part in card.text
    (asked,) = town.shown("周建明", "telegram")
    assert asked.text == "【任务】贺佳：上报受灾户数\n截止：11月18日（周三）17:30"
    assert asked.labels == ("收到", "办结", "有困难")
    assert "已经发了" in town.press("贺佳", preview, "发出")[-1].text
    assert len(town.shown("周建明", "telegram")) == 1


def test_only_admins_send_and_strangers_see_nothing(hall: Town) -> None:
    card = sent(hall)
    for name in ("周建明", "俞正阳", "秦审"):
        assert "预览" not in hall.says(name, "任务 上报受灾户数")[-1].text
    hall.account("韩冬")
    hall.hears("韩冬", "任务", "没有要您办的任务")
    assert "发出" in card.text
    hall.hears("俞正阳", "任务", "进行中的任务1件", "已回0/4")
    hall.hears("周建明", "任务", "您手头的任务1件")


def test_a_draft_is_changed_before_it_goes_out(hall: Town) -> None:
    preview = composed(hall, "上报受灾户数")
    hall.press("贺佳", preview, "改对象")
    changed = hall.hears("贺佳", "北片，除了周建明", "共2人：童建新、方晓燕")
    assert "作废" in hall.press("贺佳", preview, "发出")[-1].text
    hall.press("贺佳", changed, "改时间")
    hall.hears("贺佳", "昨天", "没看懂是什么时候")
    hall.hears("贺佳", "今天上午10点", "已经过了")
    changed = hall.hears("贺佳", "后天上午10点", "11月19日（周四）10:00")
    hall.press("贺佳", changed, "改对象")
    hall.hears("贺佳", "火星", "没看懂“火星”是谁")
    hall.says("贺佳", "取消")


def test_at_night_only_what_is_urgent_goes_out(hall: Town) -> None:
    hall.now = EVENING
    card = sent(hall)
    assert "到点自动发" in card.text
    assert "11月18日（周三）07:30" in card.text
    assert not cards(hall, "周建明")
    urgent = sent(hall, "转移三组群众", (*PLAIN[:3], "紧急", "山洪橙色预警"))
    assert "已发出" in urgent.text
    (asked,) = cards(hall, "周建明")
    assert "紧急：山洪橙色预警" in asked.text
    hall.now = EVENING.replace(day=18, hour=7, minute=29)
    assert beat(hall)["task_batches"] == 0
    hall.wait(minutes=1)
    assert beat(hall)["task_batches"] == 1
    assert [card.text.count("上报受灾户数") for card in cards(hall, "周建明")].count(1) == 1


def test_many_need_a_second_admin(hall: Town) -> None:
    hall.hears("贺佳", "任务 二人确认 3", "超过3人")
    assert "没有别的管理员" in sent(hall).text
    with hall.database.writing() as session:
        from storage import people, units

        place = next(iter(units.named(session, "云溪镇")))
        second = people.add(session, "钟琴", place)
        hall.people["钟琴"] = second.id
        people.grant(session, second.id, "admin", place.id, hall.now.date())
    hall.account("钟琴")
    preview = composed(hall, "上报受灾户数")
    assert "要第二位管理员确认" in hall.press("贺佳", preview, "发出")[-1].text
    assert not cards(hall, "周建明")
    asked = hall.shown("钟琴")[-1]
    assert "给4人" in asked.text
    assert "已发出" in hall.press("钟琴", asked, "同意发出")[-1].text
    assert len(cards(hall, "周建明")) == 1
    assert "钟琴已同意" in hall.shown("贺佳")[-1].text
    assert "已经发了" in hall.press("钟琴", asked, "退回")[-1].text


def test_a_recall_stops_the_rest_and_corrects_what_was_sent(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasts, "BATCH", 2)
    monkeypatch.setattr("handlers.tasks.sending.BATCH", 2)
    card = sent(town)
    assert "已发：2/4" in card.text
    sure = town.press("贺佳", card, "撤回")[-1]
    seen = town.shown("周建明")[-1]
    town.press("周建明", seen, "收到")
    stopped = town.press("贺佳", sure, "确定撤回")[-1]
    assert "已发1人" in stopped.text, "what nobody was shown yet never goes out"
    assert "未发3人" in stopped.text
    beat(town)
    assert "不用办了" in town.shown("周建明")[-1].text
    assert "不用再办" in town.press("周建明", seen, "办结")[-1].text
    for name in CADRES[2:]:
        assert not cards(town, name)
    assert "结束" in town.press("贺佳", sure, "确定撤回")[-1].text


def corrected(town: Town, card: Shown, text: str, due: str) -> Shown:
    """What the sender hears after he has corrected a task."""
    town.press("贺佳", card, "更正")
    town.hears("贺佳", text, "截止时间改到什么时候")
    return town.says("贺佳", due)[-1]


def test_a_correction_takes_the_place_and_keeps_the_versions(hall: Town) -> None:
    card = sent(hall)
    hall.press("周建明", cards(hall, "周建明")[-1], "收到")
    assert "第2稿" in corrected(hall, card, "上报受灾人数", "跳过").text
    beat(hall)
    newest = cards(hall, "周建明")[-1]
    assert "以这个为准" in newest.text
    assert "受灾人数" in newest.text
    assert "您已回：收到" in newest.text
    assert newest.labels == ("办结", "有困难")
    beat(hall)
    assert cards(hall, "周建明")[-1] == newest, "corrected once"
    assert "什么都没改" in corrected(hall, card, "跳过", "跳过").text


def test_another_deadline_is_followed_by_nudges_and_call_list(hall: Town) -> None:
    card = sent(hall)  # due on Wednesday
    hall.now = hall.now.replace(hour=22)
    hall.press("贺佳", card, "更正")
    hall.says("贺佳", "跳过")
    hall.hears("贺佳", "昨天", "没看懂是什么时候")
    hall.hears("贺佳", "下周一下班前", "第2稿")
    beat(hall)
    assert len(cards(hall, "周建明")) == 1, "nobody is told at night"
    beat(hall, hall.now.replace(day=18, hour=7, minute=31))
    newest = cards(hall, "周建明")[-1]
    assert "截止：11月23日（周一）17:30" in newest.text
    assert "上报受灾户数" in newest.text
    beat(hall, hall.now.replace(hour=18))
    assert not any("到点了" in shown.text for shown in hall.shown("贺佳")), "the old deadline counts no more"
    hall.press("童建新", cards(hall, "童建新")[-1], "收到")
    for number in (20, 23):
        beat(hall, hall.now.replace(day=number, hour=7, minute=31))
        assert "还等您回一声" in hall.shown("周建明")[-1].text, number
    assert not any("还等您" in shown.text for shown in hall.shown("童建新"))
    beat(hall, hall.now.replace(hour=17, minute=31))
    assert "任务1到点了" in hall.shown("贺佳")[-1].text
    hall.press("周建明", cards(hall, "周建明")[-1], "收到")
    assert "过了截止时间" in cards(hall, "周建明")[-1].text
    assert "第3稿" in corrected(hall, card, "跳过", "周三下班前").text
    beat(hall)
    assert "过了截止时间" not in cards(hall, "周建明")[-1].text, "it was said before the deadline that counts now"


def test_whoever_was_to_meet_it_in_the_morning_meets_the_new_wording(hall: Town) -> None:
    for number in range(3):
        sent(hall, f"第{number}件事")
    card = sent(hall, "第3件事")
    corrected(hall, card, "新的第3件事", "跳过")
    beat(hall)
    assert len(cards(hall, "周建明")) == 3
    beat(hall, hall.now.replace(day=18, hour=7, minute=31))
    morning = hall.shown("周建明")[-1]
    assert "贺佳请您办：新的第3件事" in morning.text
    assert "请您办：第3件事" not in morning.text
    assert "更正" not in hall.press("周建明", morning, "回执：新的第3件事")[-1].text


def test_started_twice_crashed_and_resumed_it_is_one_message_each(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(broadcasts, "BATCH", 1)
    monkeypatch.setattr("handlers.tasks.sending.BATCH", 1)
    sent(town)

    def crashed(*args: object, **named: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr("handlers.tasks.sending._progress", crashed)
        with pytest.raises(RuntimeError):
            beat(town)
    for _ in range(3):
        beat(town)
    with town.database.reading() as session:
        keys = session.scalars(select(Outbox.unique_key).where(Outbox.unique_key.like("task:%"))).all()
    assert len(keys) == len(set(keys)) == len(CADRES)
    assert all(len(cards(town, name)) == 1 for name in CADRES)


def test_more_than_three_a_day_ride_in_the_next_morning(hall: Town) -> None:
    for number in range(4):
        sent(hall, f"第{number}件事")
    assert len(cards(hall, "周建明")) == 3
    sent(hall, "转移群众", (*PLAIN[:3], "紧急", "山洪"))
    assert len(cards(hall, "周建明")) == 4
    beat(hall, hall.now.replace(day=18, hour=7, minute=31))
    morning = hall.shown("周建明")[-1]
    assert "贺佳请您办：第3件事" in morning.text
    opened = hall.press("周建明", morning, "回执：第3件事")[-1]
    assert opened.labels == ("收到", "办结", "有困难")
    beat(hall, hall.now.replace(day=19))
    assert all("第3件事" not in shown.text for shown in hall.shown("周建明") if shown.id > opened.id), "told once"


def test_whoever_is_on_leave_gets_it_when_he_is_back(hall: Town) -> None:
    for cadre in CADRES:
        hall.account(cadre)
    hall.says("汪洋", "请假 11月17日到18日 童建新代")
    preview = composed(hall, "上报受灾户数", ("全部包村干部", "周五下班前", *PLAIN[2:]))
    assert "请假，回来才收到：汪洋" in preview.text
    card = hall.press("贺佳", preview, "发出")[-1]
    assert "请假1" in card.text
    assert not cards(hall, "汪洋")
    beat(hall, hall.now.replace(day=18, hour=7, minute=31))
    beat(hall, hall.now.replace(day=19, hour=7, minute=31))
    assert "贺佳请您办：上报受灾户数" in hall.shown("汪洋")[-1].text


def test_again_and_from_a_template(hall: Town) -> None:
    card = sent(hall, "每月报表")
    hall.press("贺佳", card, "存为模板")
    hall.hears("贺佳", "月报", "已存为模板“月报”")
    board = hall.hears("贺佳", "任务", "进行中的任务1件", "░")
    hall.press("贺佳", board, "模板：月报")
    again = hall.hears("贺佳", "周五下班前", "每月报表", "共4人", "11月20日（周五）17:30")
    assert "已发出" in hall.press("贺佳", again, "发出")[-1].text
    assert len(cards(hall, "周建明")) == 2


def test_a_village_whose_name_holds_an_and_is_one_word(hall: Town) -> None:
    with hall.database.writing() as session:
        from storage import units

        units.add(session, next(iter(units.named(session, "中片"))), "village", "和平村")
    hall.says("贺佳", "任务 报数")
    hall.hears("贺佳", "火星和平村", "没看懂“火星和平村”")
    hall.says("贺佳", "上云和下云包村干部，除了和平村及童建新")
    for said in PLAIN[1:]:
        hall.says("贺佳", said)
    assert "共1人：汪洋" in hall.shown("贺佳")[-1].text


def test_everyday_words_make_a_task(hall: Town) -> None:
    hall.says("贺佳", "任务 统计空置房，周五前报")
    asked = hall.says("贺佳", "全体包村干部")[-1]
    assert asked.labels[0] == "11月20日（周五）17:30"  # what the task itself says
    hall.says("贺佳", "1")
    hall.hears("贺佳", "空置房数；有人看护 是否；是否危房", "谁能看")
    hall.says("贺佳", "只有我看")
    hall.hears("贺佳", "不急", "截止：11月20日（周五）17:30", "空置房数（数字）、有人看护（是/否）、是否危房（是/否）")
