"""修改: by saying it, by a named field, by buttons; what follows from a change follows."""

from __future__ import annotations

import pytest

from tests.conversation import Town
from tests.entries.rows import rows, value

DITCH = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"


@pytest.mark.parametrize(
    ("said", "shows"),
    [
        ("不是李桂兰是刘福生", "看望：刘福生、张德财"),
        ("不是李桂兰，是刘福生。", "看望：刘福生、张德财"),
        ("是刘福生不是李桂兰", "看望：刘福生、张德财"),
        ("李桂兰改成刘福生", "看望：刘福生、张德财"),
        ("不是桂兰是福生", "看望：刘福生、张德财"),
        ("日期 昨天", "11月16日（周一） · 补记"),
        ("日期改成11月13日", "11月13日（周五） · 补记"),
        ("不是今天是昨天", "11月16日（周一） · 补记"),
        ("改成昨天", "11月16日（周一） · 补记"),
        ("村 汪家坞", "汪家坞村"),
        ("不是王家坞是汪家坞", "汪家坞村"),
        ("类别 矛盾纠纷", "【矛盾纠纷·待核实】"),
        ("改成急", "问题（急）：水渠堵了"),
        ("答应 周四", "答应：11月19日（周四）前答复"),
        ("修改 日期 昨天", "11月16日（周一） · 补记"),
        ("修改 看望谁 刘福生", "看望：刘福生"),
        ("修改 问题 水渠塌了", "问题：水渠塌了"),
        ("修改 内容 今天去看望了陈秀英", "看望：陈秀英"),
    ],
)
def test_saying_it_corrects_the_newest_record(town: Town, said: str, shows: str) -> None:
    town.says("周建明", DITCH)
    card = town.hears("周建明", said, "已更正 №1", shows)
    assert card.about == "entry:1"
    assert value(town, "SELECT count(*) FROM entry_changes") == 1
    assert value(town, "SELECT count(*) FROM entries") == 1


def test_every_change_keeps_who_when_old_new(town: Town) -> None:
    town.says("周建明", DITCH)
    town.says("周建明", "日期 昨天")
    change = rows(town, "SELECT person_id, field, old, new FROM entry_changes")[0]
    assert tuple(change) == (town.people["周建明"], "day", "2026-11-17", "2026-11-16")
    assert value(town, "SELECT count(*) FROM audit WHERE action = 'entry.edit' AND target = 'entry:1'") == 1


def test_what_changes_nothing_leaves_no_trace(town: Town) -> None:
    town.says("周建明", DITCH)
    town.hears("周建明", "日期 今天", "№1")
    assert value(town, "SELECT count(*) FROM entry_changes") == 0


def test_another_person_s_household_follows_into_the_matter(town: Town) -> None:
    town.says("周建明", "今天看望了李桂兰，李桂兰家水管漏水")
    town.says("周建明", "不是李桂兰是刘福生")
    heads = "SELECT h.head FROM households h JOIN {} x ON x.household_id = h.id"
    assert [row[0] for row in rows(town, heads.format("issue_households"))] == ["刘福生"]
    assert [row[0] for row in rows(town, heads.format("entry_people"))] == ["刘福生"]


def test_category_moves_deadline_and_evidence(town: Town) -> None:
    town.says("周建明", "王家坞水渠堵了")
    town.hears("周建明", "类别 矛盾纠纷", "限 12月8日（周二）前（还有 15 个工作日）", "化解矛盾纠纷")
    card = town.hears("周建明", "类别 基础设施", "限 11月26日（周四）前（还有 7 个工作日）")
    assert "化解矛盾纠纷" not in card.text
    assert value(town, "SELECT count(*) FROM duty_evidence WHERE code = 'mediation'") == 0


def test_another_village_moves_everything_and_looks_people_up_there(town: Town) -> None:
    town.says("周建明", DITCH)
    town.says("周建明", "村 汪家坞")
    names = rows(
        town,
        "SELECT p.name, u.name FROM entry_people p LEFT JOIN households h ON h.id = p.household_id "
        "LEFT JOIN units u ON u.id = h.village_id ORDER BY p.id",
    )
    assert [tuple(row) for row in names] == [("李桂兰", "汪家坞村"), ("张老四", None)]
    assert value(town, "SELECT owner_id FROM issues") == town.people["方晓燕"]
    assert value(town, "SELECT count(*) FROM visits v JOIN issues i ON i.village_id = v.village_id") == 1


def test_a_promise_taken_back_frees_the_deadline(town: Town) -> None:
    town.says("周建明", DITCH)
    card = town.hears("周建明", "答应 没有", "限 11月26日（周四）前（还有 7 个工作日）")
    assert "答应" not in card.text
    assert value(town, "SELECT state FROM promises") == "withdrawn"


def test_by_button_field_after_field(town: Town) -> None:
    card = town.hears("周建明", DITCH)
    (menu,) = town.press("周建明", card, "修改")
    assert menu.labels == ("日期", "村", "看望谁", "问题", "类别", "急不急", "答应", "内容")
    town.press("周建明", menu, "日期")
    town.hears("周建明", "随便", "没看懂日期", "是哪一天的事")
    town.hears("周建明", "昨天", "已更正 №1", "11月16日")
    (asked,) = town.press("周建明", menu, "类别")
    assert asked.labels[0] == "矛盾纠纷"
    town.press("周建明", asked, "民生保障")
    town.press("周建明", menu, "急不急")
    town.hears("周建明", "急", "问题（急）：水渠堵了【民生保障·待核实】")


def test_the_right_one_of_several_matters(town: Town) -> None:
    town.hears("汪洋", "上云今天走了胡大海、方银花两家：胡大海家门口路灯不亮，方银花想办低保", "路灯", "低保")
    asked = town.hears("汪洋", "改成急", "改哪一个")
    assert len(asked.labels) == 2
    town.hears("汪洋", "2", "已更正 №1")
    urgent = rows(town, "SELECT urgent, text FROM issues ORDER BY id")
    assert [bool(row[0]) for row in urgent] == [False, True]


def test_people_added_make_a_visit_of_a_mere_matter(town: Town) -> None:
    town.says("周建明", "王家坞水渠堵了")
    town.hears("周建明", "修改 看望谁 刘福生", "走访+问题", "看望：刘福生", "走访掌握村情民意")
    assert value(town, "SELECT count(*) FROM visits") == 1


def test_after_half_an_hour_it_is_asked_which_record(town: Town) -> None:
    town.says("周建明", "今天看望了刘福生")
    town.says("周建明", DITCH)
    town.wait(minutes=31)
    asked = town.hears("周建明", "日期 昨天", "要改的是哪一条")
    assert value(town, "SELECT count(*) FROM entry_changes") == 0
    (card,) = town.press("周建明", asked, asked.labels[1])
    assert card.text.startswith("已更正 №1 · 走访 · 王家坞村 · 11月16日")


def test_what_cannot_be_read_changes_nothing_and_says_so(town: Town) -> None:
    town.says("周建明", DITCH)
    town.hears("周建明", "日期 不知道", "没看懂", "不知道")
    town.hears("周建明", "不是赵六是钱七", "没有“赵六”")
    town.hears("周建明", "修改 天气很好啊朋友们", "没听懂要改什么")
    town.hears("周建明", f"修改 {10**30}", "没听懂要改什么")
    assert value(town, "SELECT count(*) FROM entry_changes") == 0


def test_a_heading_opens_a_record_and_not_a_correction(town: Town) -> None:
    town.says("周建明", "今天看望了刘福生")
    town.hears("周建明", "问题：3组路灯不亮", "已记录 №2")


def test_without_records_there_is_nothing_to_correct(town: Town) -> None:
    town.hears("方晓燕", "修改", "还没有可以修改的记录")


def test_a_settled_matter_told_earlier_moves_with_the_day(town: Town) -> None:
    town.says("周建明", "今天刘福生家的水管修好了")
    town.says("周建明", "日期 昨天")
    assert str(value(town, "SELECT done_on FROM issues")) == "2026-11-16"
