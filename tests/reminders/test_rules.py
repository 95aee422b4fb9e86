"""An admin's rules: written in a sentence, changed, paused and dropped; each told once, in that day's card."""

from __future__ import annotations

import pytest

from tests.conversation import Town
from tests.entries.rows import value
from tests.reminders.beats import beat, day, told


def texts(town: Town, name: str, number: int) -> str:
    return "\n".join(shown.text for shown in told(town, name, day(number)))


def test_a_rule_in_a_sentence_is_told_on_its_day(town: Town) -> None:
    town.account("周建明")
    town.account("俞正阳")
    town.hears(
        "贺佳",
        "提醒 每周五 16:30 报送周报 给干部",
        "加上了",
        "每周五 16:30，干部：报送周报",
        "下一次：11月20日（周五）",
    )
    assert "周报" not in texts(town, "周建明", 18) + texts(town, "周建明", 19)
    assert "· 16:30：报送周报" in texts(town, "周建明", 20)
    assert "周报" not in "".join(shown.text for shown in town.shown("俞正阳"))
    assert "周报" not in texts(town, "周建明", 23)


def test_nobody_there_on_its_day_and_it_is_told_later_with_its_day(town: Town) -> None:
    town.account("周建明")
    town.hears("贺佳", "提醒 每月18日 报防汛表", "每月18日，全体：报防汛表")
    beat(town, day(18, 6))
    assert "（原定11月18日（周三））报防汛表" in texts(town, "周建明", 19)
    assert "防汛表" not in texts(town, "周建明", 20)


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("每天 巡查", "每天"),
        ("每个工作日 巡查", "每个工作日"),
        ("每周一、三 巡查", "每周一、周三"),
        ("每月第二个周三 巡查", "每月第2个周三"),
        ("每月最后一个周五 巡查", "每月最后一个周五"),
        ("每月15日 巡查", "每月15日"),
        ("每月最后一个工作日 巡查", "每月最后一个工作日"),
        ("每季度第三个月１５日 巡查", "每季度第3个月15日"),
        ("每半年6月20日 巡查", "每年6月和12月20日"),
        ("每年12月15日 下午3点半 巡查", "每年12月15日 15:30"),
        ("每周五 巡查 给北片干部", "每周五，北片干部"),
        ("每周五 巡查 给有独居老人的干部", "每周五，有独居老人的干部"),
        ("每周五 巡查 给王家坞", "每周五，王家坞村全体"),
    ],
)
def test_days_and_people_as_they_are_written(sqlite: object, said: str, heard: str) -> None:
    town = Town(sqlite)  # type: ignore[arg-type]
    town.hears("贺佳", f"提醒 {said}", heard, "巡查")


def test_what_is_not_understood_changes_nothing(town: Town) -> None:
    before = town.hears("贺佳", "提醒", "快到期的事").text
    town.hears("贺佳", "提醒 明年再说", "加一条，发")
    town.hears("贺佳", "提醒 每月41日 巡查", "加一条，发")
    town.hears("贺佳", "提醒 每周五 巡查 给火星", "没认出来")
    town.hears("贺佳", "提醒 1 改 每周五", "不能这样定日子")
    town.hears("贺佳", "提醒 99 暂停", "没有这条")
    assert town.hears("贺佳", "提醒").text == before
    town.hears("周建明", "提醒", "用不了")


def test_a_rule_is_changed_paused_and_dropped(town: Town) -> None:
    town.account("周建明")
    town.hears("贺佳", "提醒 4 改 20天没去", "改好了", "20天没去，干部：有一阵没去的村")
    town.hears("贺佳", "提醒 1 改 到期前3个工作日", "到期前3个工作日")
    shown = town.hears("贺佳", "提醒 3", "该去看看的户")
    town.press("贺佳", shown, "暂停")
    assert "李桂兰" not in texts(town, "周建明", 18)
    town.press("贺佳", town.hears("贺佳", "提醒 3", "已暂停"), "恢复")
    assert "李桂兰" in texts(town, "周建明", 19)
    town.press("贺佳", town.hears("贺佳", "提醒 3"), "删除")
    assert "该去看看的户" not in town.hears("贺佳", "提醒").text
    town.hears("贺佳", "提醒 恢复默认", "该去看看的户")


def test_what_nobody_asks_for_again_is_dropped(town: Town) -> None:
    town.account("周建明")
    town.hears("贺佳", "提醒 每天 巡查水库")
    beat(town, day(18))
    count = "SELECT count(*) FROM tray WHERE key LIKE 'rule:%'"
    assert value(town, count) > 0
    town.wait(days=223)
    beat(town)
    assert value(town, f"{count} AND key LIKE '%-11-18%'") == 0


def test_another_township_keeps_its_own(town: Town) -> None:
    town.account("韩冬")
    town.hears("贺佳", "提醒 每天 巡查水库")
    for number in (18, 19):
        assert "水库" not in texts(town, "韩冬", number)


def test_a_rule_may_watch_one_tag_at_a_pace_of_its_own(town: Town) -> None:
    town.account("周建明")
    town.hears("贺佳", "提醒 7天没去 给有独居老人的干部", "7天没去，有独居老人的干部：该去看看的户")
    town.hears("贺佳", "提醒 到期前5个工作日 给领导", "到期前5个工作日，领导：快到期的事")
    town.hears("贺佳", "提醒 到期前5个工作日 答应过的事", "到期前5个工作日，全体：答应过的事")
    town.hears("贺佳", "提醒 20天没去 给北片干部", "20天没去，北片干部：有一阵没去的村")
    town.hears("贺佳", "提醒 满期前90天 给领导", "满期前90天，领导：有人包村快满期")
    town.hears("贺佳", "提醒 7天没去 看看老人", "不能这样定日子")
    town.says("周建明", "今天走访李桂兰，都好")
    assert "李桂兰" not in texts(town, "周建明", 23)
    (card,) = told(town, "周建明", day(24))
    assert "李桂兰" in card.text
    town.press("周建明", card, "去看过李桂兰了")
    assert "走访" in town.shown("周建明")[-1].text


def test_what_finds_no_room_is_not_called_due(town: Town) -> None:
    town.account("周建明")
    for what in ("看水位", "查山塘", "看天气", "巡河", "写日志"):
        town.hears("贺佳", f"提醒 每月18日 {what}")
    (first,) = told(town, "周建明", day(18))
    assert "还有3件放不下，下一张早卡接着说。" in first.text
    assert "快到期" not in first.text
    assert "写日志" in texts(town, "周建明", 19)
