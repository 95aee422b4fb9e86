"""简报: what a leader reads of his own subtree."""

from __future__ import annotations

from tests.conversation import Town

SCENARIO = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"


def test_the_matter_is_in_the_leaders_digest(town: Town) -> None:
    town.hears("周建明", SCENARIO, "水渠堵了")
    town.hears("俞正阳", "简报", "走访1次", "看望2户", "新报问题1件", "水渠堵了", "王家坞村")
    town.hears("俞正阳", "简报 本周", "本周简报", "水渠堵了")


def test_a_leader_sees_his_own_subtree_only(town: Town) -> None:
    town.hears("周建明", SCENARIO)
    town.hears("汪洋", "今天走访上云胡大海，蜂蜜卖不出去", "蜂蜜")
    north = town.hears("倪海军", "简报", "王家坞村").text
    assert "蜂蜜" not in north
    assert "上云" not in north
    town.hears("俞正阳", "简报", "蜂蜜", "王家坞村")


def test_another_township_is_not_counted(town: Town) -> None:
    town.hears("韩冬", "今天去石门村走访石大山，路灯坏了", "石大山")
    text = town.hears("俞正阳", "简报", "走访0").text
    assert "石门" not in text


def test_the_button_changes_the_period(town: Town) -> None:
    town.hears("周建明", SCENARIO)
    town.wait(days=1)
    today = town.hears("俞正阳", "简报", "今天还没有走访记录")
    assert today.labels == ("本周",)
    week = town.press("俞正阳", today, "本周")[-1]
    assert "走访1" in week.text
    assert week.labels == ("今天",)


def test_what_is_taken_back_no_longer_counts(town: Town) -> None:
    town.hears("周建明", SCENARIO)
    town.hears("周建明", "撤销")
    text = town.hears("俞正阳", "简报", "走访0").text
    assert "水渠" not in text


def test_an_overdue_matter_is_an_exception(town: Town) -> None:
    town.hears("周建明", SCENARIO)
    town.wait(days=9)
    town.hears("俞正阳", "简报", "【超期】王家坞村：", "水渠堵了", "超期1件")


def test_a_village_nobody_went_to_is_named(town: Town) -> None:
    town.hears("周建明", SCENARIO)
    text = town.hears("俞正阳", "简报", "超过14天没有走访记录的村").text
    assert "王家坞" not in text.partition("没有走访记录的村")[2].partition("\n")[0]


def test_in_chat_quiet_villages_take_one_line(town: Town) -> None:
    town.says("周建明", SCENARIO)
    town.says("方晓燕", "汪坞3组路灯不亮")
    town.wait(days=1)
    town.says("周建明", "今天去看望了李桂兰，家里都好")
    text = town.hears("俞正阳", "简报", "王家坞村：走访1次", "没有新情况、还有事在办的：汪家坞村1件").text
    assert "  - " not in text  # nothing new was told today
