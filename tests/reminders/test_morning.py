"""The morning card: one a day, merged, with what can be done about each thing; nothing when there is nothing."""

from __future__ import annotations

import pytest

from tests.conversation import Town
from tests.reminders.beats import beat, day, told


def test_one_card_with_what_is_due_and_whom_to_see(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周四修好")
    town.says("周建明", "今天走访了刘福生，答应周三再来看他")
    assert told(town, "周建明", day(18, 7, 29)) == []
    (card,) = told(town, "周建明", day(18))
    assert card.text.startswith("11月18日（周三），早上好。")
    for part in ("路灯不亮（王家坞村）限 11月19日（周四）前", "答应过的：", "独居老人 李桂兰", "这周哪天顺路去都行"):
        assert part in card.text
    assert card.text.count("\n· ") == 3
    assert card.labels[-3:] == ("晚点", "明天", "下周")
    assert told(town, "周建明", day(18, 7, 31)) == []
    assert told(town, "周建明", day(18, 15)) == []


def test_what_was_done_in_the_meantime_is_not_brought_up(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周四修好")
    town.press("周建明", town.hears("周建明", "今天", "路灯"), "已办：坞里3组路灯不亮")
    (card,) = told(town, "周建明", day(18))
    assert "路灯" not in card.text


def test_nothing_is_brought_up_twice_but_for_its_last_day(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周五修好")
    assert "路灯" in told(town, "周建明", day(18))[0].text
    assert "路灯" not in "".join(shown.text for shown in told(town, "周建明", day(19)))
    assert "路灯" in told(town, "周建明", day(20))[0].text
    assert "路灯" not in "".join(shown.text for shown in told(town, "周建明", day(23)))


def test_nobody_hears_anything_on_a_rest_day_or_at_night(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周一修好")
    for number in (18, 19, 20):
        beat(town, day(number))
    for moment in (day(20, 21), day(20, 23, 59), day(21), day(21, 12), day(22, 20), day(23, 0), day(23, 7, 29)):
        assert told(town, "周建明", moment) == [], moment
    assert "路灯" in told(town, "周建明", day(23))[0].text


def test_a_late_card_says_when_it_was_meant_to_come(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周四修好")
    (card,) = told(town, "周建明", day(18, 11, 5))
    assert card.text.startswith("（原定07:30）11月18日（周三）")


def test_a_day_nobody_was_there_is_not_made_up_for(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应下周三修好")
    assert len(told(town, "周建明", day(24))) == 1
    assert told(town, "周建明", day(24, 9)) == []


def test_later_means_the_same_once_more_unless_it_is_done(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周四修好")
    (card,) = told(town, "周建明", day(18))
    town.now = day(18, 8)
    assert "11:30再提" in town.press("周建明", card, "晚点")[-1].text
    town.press("周建明", card, "已办：坞里3组路灯不亮")
    assert told(town, "周建明", day(18, 11, 29)) == []
    (again,) = told(town, "周建明", day(18, 11))
    assert "路灯" not in again.text
    assert "李桂兰" in again.text
    assert "原定" not in again.text


@pytest.mark.parametrize(("label", "number"), [("明天", 19), ("下周", 23)])
def test_a_card_is_put_off_to_another_day(town: Town, label: str, number: int) -> None:
    town.says("周建明", "今天走访了刘福生，答应周三再来看他")
    (card,) = told(town, "周建明", day(18))
    assert f"11月{number}日" in town.press("周建明", card, label)[-1].text
    assert told(town, "周建明", day(18, 15)) == []
    for between in range(19, number):
        assert all("刘福生" not in shown.text for shown in told(town, "周建明", day(between)))
    assert "刘福生" in told(town, "周建明", day(number))[0].text


def test_a_leaders_digest_takes_the_place_of_his_card(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮")
    town.account("俞正阳")
    beat(town, day(20, 8))
    heard = [shown for minute in (30, 45) for shown in told(town, "俞正阳", day(23, 7, minute))]
    assert len(heard) == 1
    assert "简报" in heard[0].text
    assert told(town, "俞正阳", day(24, 8)) == []


def test_two_processes_and_a_clock_that_goes_back_say_it_once(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周四修好")
    assert len(told(town, "周建明", day(18))) == 1
    for moment in (day(18), day(17, 7, 30), day(18, 6), day(18, 7, 30)):
        assert told(town, "周建明", moment) == []


def test_a_stranger_hears_nothing_of_it(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周四修好")
    town.account("韩冬")
    assert all("路灯" not in shown.text for shown in told(town, "韩冬", day(18)))
