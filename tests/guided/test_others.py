"""问题 and 履职 step by step."""

from __future__ import annotations

from tests.conversation import Town


def test_a_matter(town: Town) -> None:
    asked = town.hears("周建明", "问题", "是谁家的事")
    assert asked.labels == ("跳过",)
    town.hears("周建明", "lg", "已选：李桂兰", "是什么事")
    town.hears("周建明", "屋顶漏雨", "急不急")
    card = town.hears("周建明", "急", "问题 · 王家坞村", "涉及：李桂兰", "问题（急）：屋顶漏雨")
    assert "看望" not in card.text


def test_the_only_option_is_answered_by_its_number(town: Town) -> None:
    town.says("周建明", "问题")
    town.hears("周建明", "1", "是什么事")


def test_what_reads_as_no_matter_is_one_where_a_matter_was_asked_for(town: Town) -> None:
    town.says("周建明", "问题")
    town.says("周建明", "跳过")
    town.hears("周建明", "想装宽带", "其他代办咨询")
    town.hears("周建明", "不急", "问题 · 王家坞村", "想装宽带")


def test_a_matter_told_again_is_offered_as_the_same(town: Town) -> None:
    for said in ("问题", "李桂兰", "屋顶漏雨", "不急", "问题", "李桂兰", "屋顶又漏雨了"):
        town.says("周建明", said)
    assert "同一件事" in town.hears("周建明", "不急", "是同一件事吗").labels


def test_duty_work_is_reached_from_the_word(town: Town) -> None:
    (asked,) = town.press("周建明", town.hears("周建明", "履职"), "记一笔履职")
    assert "哪一项履职" in asked.text
    assert "宣传政策法规" in asked.labels
    (day,) = town.press("周建明", asked, "宣传政策法规")
    town.press("周建明", day, "昨天")
    town.hears("周建明", "在村口讲了医保的事", "民生保障")
    town.hears("周建明", "不算问题", "履职 · 王家坞村 · 11月16日", "宣传政策法规", "原话：在村口讲了医保的事")


def test_the_menu_shows_both_ways(town: Town) -> None:
    menu = town.hears("周建明", "菜单", "直接发一句话")
    (asked,) = town.press("周建明", menu, "报问题")
    assert "是谁家的事" in asked.text
    town.hears("周建明", "帮助", "一步一步")
    assert "记走访" not in town.hears("秦审", "菜单").labels


def test_a_leader_is_shown_the_villages_he_reads(town: Town) -> None:
    asked = town.hears("倪海军", "走访", "哪个村")
    assert {"王家坞村", "汪家坞村"} <= set(asked.labels)
    town.hears("倪海军", "2", "哪天")


def test_a_village_officer_never_says_which_village(town: Town) -> None:
    town.hears("王树根", "今天三组水渠堵了，已经叫人清了", "已记录", "王家坞村")
    assert "哪个村" not in town.hears("王树根", "问题", "一步一步").text


def test_a_question_with_buttons_says_how_to_leave_it(town: Town) -> None:
    town.says("周建明", "投诉建议")
    town.hears("周建明", "我想看自己的记录", "请点一个", "取消")
