"""简报: what a leader reads of his own subtree, for any period, and the way down to the record and back."""

from __future__ import annotations

import pytest

from tests.conversation import Shown, Town

SCENARIO = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"


def test_the_matter_is_in_the_leaders_digest(town: Town) -> None:
    town.hears("周建明", SCENARIO, "水渠堵了")
    shown = town.hears("俞正阳", "简报", "走访1次", "看望2户", "新报问题1件")
    village = town.press("俞正阳", town.press("俞正阳", shown, "各村")[-1], "王家坞村")[-1]
    assert "水渠堵了" in village.text
    town.hears("俞正阳", "简报 本周", "【简报】本周", "走访1次")


def test_it_fits_a_phone(town: Town) -> None:
    for place in range(1, 9):
        town.says("周建明", f"坞里{place}组水管爆了，很急，家家没水")
    shown = town.hears("俞正阳", "简报 本周", "要您过问8件", "另有4条，点“展开”。")
    exceptions = [line for line in shown.text.splitlines() if "【紧急】" in line or "没有走访记录的村" in line]
    assert len(exceptions) == 5
    assert len(shown.text.splitlines()) <= 11
    assert len(shown.text) < 280
    assert all(len(label) <= 7 for label in shown.labels)
    unfolded = town.press("俞正阳", shown, "展开")[-1]
    assert "8 【紧急】王家坞村：坞里8组水管爆了，家家没水" in unfolded.text


def test_a_leader_sees_his_own_subtree_only(town: Town) -> None:
    town.hears("周建明", SCENARIO)
    town.hears("汪洋", "今天走访上云胡大海，蜂蜜卖不出去", "蜂蜜")
    north = town.hears("倪海军", "简报", "走访1次")
    assert "上云" not in town.press("倪海军", north, "各村")[-1].text
    town.hears("俞正阳", "简报", "走访2次", "新报问题2件")


def test_another_township_is_not_counted(town: Town) -> None:
    town.hears("韩冬", "今天去石门村走访石大山，路灯坏了", "石大山")
    shown = town.hears("俞正阳", "简报", "没有走访记录")
    assert "石门" not in town.press("俞正阳", shown, "各村")[-1].text


def test_the_button_changes_the_period(town: Town) -> None:
    town.hears("周建明", SCENARIO)
    town.wait(days=1)
    today = town.hears("俞正阳", "简报", "没有走访记录", "昨天全天：走访1次")
    assert today.labels[-4:] == ("各村", "本周", "本月", "昨天")
    assert "走访1次" in town.press("俞正阳", today, "昨天")[-1].text
    week = town.press("俞正阳", today, "本周")[-1]
    assert "走访1次" in week.text
    assert week.labels[-3:] == ("今天", "本月", "上周")


def test_like_is_compared_with_like(town: Town) -> None:
    town.says("周建明", SCENARIO)  # a Tuesday
    town.wait(days=3)
    town.says("周建明", "今天去看望了陈秀英，家里都好")  # its Friday
    town.wait(days=4)
    town.hears("俞正阳", "简报 本周", "没有走访记录（-1）", "本周还没过完", "上周同样几天（11月16日至11月17日）")
    town.hears("俞正阳", "简报 上周", "走访2次（+2）", "11月9日至11月15日")


def test_half_a_day_is_not_set_against_a_whole_one(town: Town) -> None:
    town.says("周建明", SCENARIO)
    town.says("周建明", "今天去看望了陈秀英，家里都好")
    town.wait(hours=16)  # half past eight in the morning
    today = town.hears("俞正阳", "简报", "今天还没过完。昨天全天：走访2次，看望3户，新报1件，办结0件。").text
    assert "（-" not in today
    town.hears("俞正阳", "简报 昨天", "走访2次（+2）", "和11月16日比。")


def test_every_number_is_said_once_and_the_rest_stands_with_its_list(town: Town) -> None:
    for place in range(1, 9):
        town.says("周建明", f"坞里{place}组水管爆了，很急，家家没水")
    town.says("方晓燕", "汪坞3组路灯不亮")
    lines = town.hears("俞正阳", "简报 本周", "新报问题9件（+9）").text.splitlines()
    assert sum("新报问题9件" in line or "新报9" in line for line in lines) == 1
    assert sum(line.startswith("3 【紧急】") for line in lines) == 1
    assert (
        sum(line.startswith("4 【新报】汪家坞村：汪坞3组路灯不亮") for line in lines) == 1
    )  # it is not lost behind them
    shown = town.press("俞正阳", town.hears("俞正阳", "简报 本周"), "展开")[-1]
    assert "9 【新报】汪家坞村：" not in shown.text
    assert "【新报】汪家坞村：" in town.press("俞正阳", shown, "下一页")[-1].text


def test_nothing_changed_is_said(town: Town) -> None:
    town.hears("俞正阳", "简报 上周", "比。数目没有变化。")


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("上周", "上周（11月9日至11月15日）"),
        ("本月", "本月（11月1日至11月17日）"),
        ("9月", "2026年9月（9月1日至9月30日）"),
        ("2026年3月", "2026年3月（3月1日至3月31日）"),
        ("去年", "去年（1月1日至12月31日）"),
    ],
)
def test_any_period(town: Town, words: str, title: str) -> None:
    town.hears("俞正阳", f"简报 {words}", f"【简报】{title}")


def test_no_period_is_said_so(town: Town) -> None:
    town.hears("俞正阳", "简报 明年", "没看懂“明年”")
    town.hears("俞正阳", "简报 2030年1月", "还没到")


def test_a_past_month_tells_what_is_still_not_done(town: Town) -> None:
    town.says("周建明", SCENARIO)
    town.says("方晓燕", "汪坞3组路灯不亮")
    town.wait(days=30)
    town.hears(
        "俞正阳",
        "简报 11月",
        "新报问题2件",
        "期末有2件在办",
        "水渠堵了",
        "路灯不亮",
        "没有走访记录的村：汪家坞村、上云村、下云村",
    )
    town.hears("俞正阳", "简报 10月", "新报问题0件", "没有要您过问的事")


def test_what_is_taken_back_no_longer_counts(town: Town) -> None:
    town.hears("周建明", SCENARIO)
    town.hears("周建明", "撤销")
    text = town.hears("俞正阳", "简报", "没有走访记录").text
    assert "水渠" not in text


def _handled(town: Town, name: str) -> Shown:
    """The card of the matter he told last."""
    listed = town.hears(name, "我的")
    card = town.press(name, listed, listed.labels[0])[-1]
    return town.press(name, card, next(label for label in card.labels if label.startswith("办理")))[-1]


def test_what_is_late_and_urgent_is_opened_by_its_number(town: Town) -> None:
    town.says("周建明", SCENARIO)
    town.wait(days=9)
    town.says("方晓燕", "汪坞2组电线断了，很危险，急")
    town.hears("俞正阳", "简报", "要您过问2件：超期1、紧急1", "1 【超期】王家坞村：", "2 【紧急】汪家坞村：")
    town.hears("俞正阳", "2", "事项", "电线断了")


def test_what_is_stuck_says_whom_it_needs(town: Town) -> None:
    town.says("周建明", SCENARIO)
    asked = town.press("周建明", _handled(town, "周建明"), "我需要帮助")[-1]
    words = town.press("周建明", asked, asked.labels[0])[-1]
    assert words.text
    town.says("周建明", "请协调挖机")
    town.hears("俞正阳", "简报", "卡住1", "1 【卡住】王家坞村：", f"，需要{asked.labels[0]}")


def test_what_waits_says_for_what(town: Town) -> None:
    town.says("周建明", SCENARIO)
    matter = _handled(town, "周建明")
    matter = town.press("周建明", matter, "接手")[-1]
    asked = town.press("周建明", matter, "等待")[-1]
    town.press("周建明", asked, "等资金")
    town.hears("俞正阳", "简报", "等待1", "【等待】王家坞村：", "，等资金")


def test_what_is_told_again_is_named(town: Town) -> None:
    town.says("周建明", SCENARIO)
    card = town.says("周建明", "坞里水渠又堵了")[-1]
    town.press("周建明", card, next(label for label in card.labels if "同一件" in label))
    town.hears("俞正阳", "简报", "【重复】王家坞村：", "，说了2次")


def test_a_village_nobody_went_to_is_named(town: Town) -> None:
    town.hears("周建明", SCENARIO)
    text = town.hears("俞正阳", "简报", "超过14天没有走访记录的村").text
    assert "王家坞" not in text.partition("没有走访记录的村")[2].partition("\n")[0]


def test_down_to_the_record_and_back_by_numbers(town: Town) -> None:
    town.says("周建明", SCENARIO)
    town.says("俞正阳", "简报 本周")
    town.hears("俞正阳", "各村", "1 王家坞村：走访1，新报1，办结0，在办1", "2 汪家坞村：走访0")
    village = town.hears("俞正阳", "1", "王家坞村 · 本周", "走访1（+1）", "待核实：")
    matter = town.hears("俞正阳", "1", "事项", "水渠堵了")
    record = town.press("俞正阳", matter, "记录 №1")[-1]
    assert "李桂兰" in record.text
    back = town.hears("俞正阳", "返回")
    assert record.about != back.about
    assert back.text == matter.text
    back = town.press("俞正阳", back, "返回")[-1]
    assert back.text == village.text
    records = town.press("俞正阳", back, next(label for label in back.labels if "记录" in label))[-1]
    assert "№1" in records.labels[0]
    towns = town.press("俞正阳", back, "返回")[-1]
    assert "各村 · 本周" in towns.text
    assert "【简报】本周" in town.press("俞正阳", towns, "返回")[-1].text


def test_only_leaders(town: Town) -> None:
    for name in ("周建明", "贺佳", "秦审", "韩冬"):
        town.hears(name, "简报 本周", "用不了")


def test_a_sensitive_matter_is_named_by_its_kind_alone(town: Town) -> None:
    town.says("周建明", "王长根反映村账不公开，答应明天答复")
    digest = town.hears("俞正阳", "简报", "王家坞村：村务与作风")
    village = town.press("俞正阳", town.press("俞正阳", digest, "各村")[-1], "王家坞村")[-1]
    assert "：村务与作风" in village.text
    for shown in (digest, village):
        assert "村务与作风" in shown.labels
        assert "村账" not in "".join((shown.text, *shown.labels))
    assert "村账" in town.press("俞正阳", village, "村务与作风")[-1].text
