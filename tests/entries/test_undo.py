"""撤销 and 我的."""

from __future__ import annotations

from tests.conversation import Town
from tests.entries.rows import rows, value

DITCH = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"


def test_within_ten_minutes_it_is_gone_from_every_view(town: Town) -> None:
    card = town.hears("周建明", DITCH)
    (gone,) = town.press("周建明", card, "撤销")
    assert gone.text.startswith("已撤销 №1")
    assert gone.about == "entry:1"
    assert gone.labels == ()
    assert value(town, "SELECT count(*) FROM issues WHERE withdrawn_at IS NULL OR done_on IS NULL") == 0
    assert value(town, "SELECT count(*) FROM duty_evidence") == 0
    assert value(town, "SELECT state FROM promises") == "withdrawn"
    town.hears("周建明", "我的", "还没有记录")
    assert value(town, "SELECT count(*) FROM entries WHERE undone_at IS NOT NULL") == 1


def test_later_it_is_struck_out_and_stays_in_the_history(town: Town) -> None:
    town.says("周建明", DITCH)
    town.wait(minutes=11)
    asked = town.hears("周建明", "撤销", "不是刚记的", "№1 11月17日")
    assert "（已作废）№1" not in town.hears("周建明", "我的").labels[0]
    assert "已作废 №1" in (struck := town.press("周建明", asked, "作废这条")[-1].text)
    assert "历史里还留着" in struck
    assert "（已作废）№1" in town.hears("周建明", "我的").labels[0]
    assert value(town, "SELECT count(*) FROM entry_changes WHERE field = 'undone'") == 1


def test_twice_says_it_is_undone_and_reaches_for_no_other(town: Town) -> None:
    town.says("周建明", "今天看望了刘福生")
    card = town.hears("周建明", DITCH)
    town.says("周建明", "撤销")
    town.hears("周建明", "撤销", "已经撤销过了")
    (before,) = town.press("周建明", card, "撤销")
    assert "之前已经撤销过了" in before.text
    assert [row[0] for row in rows(town, "SELECT id FROM entries WHERE undone_at IS NULL")] == [1]


def test_nothing_to_undo_is_said(town: Town) -> None:
    town.hears("方晓燕", "撤销", "没有可以撤销的记录")


def test_an_undone_record_cannot_be_corrected(town: Town) -> None:
    card = town.hears("周建明", DITCH)
    town.says("周建明", "撤销")
    (answer,) = town.press("周建明", card, "修改")
    assert "已经撤销了，不能再改" in answer.text


def test_my_records_are_paged_and_open_their_card(town: Town) -> None:
    for n in range(10):
        town.says("周建明", f"今天看望了刘福生，送了{n + 1}斤米")
    first = town.hears("周建明", "我的", "第1页")
    assert len(first.labels) == 10
    assert first.labels[0].startswith("№10 11月17日（周二） 王家坞村 走访 刘福生")
    assert first.labels[-2:] == ("下一页", "复制这一页的文字")
    second = town.press("周建明", first, "下一页")[-1]
    assert second.labels[-2:] == ("上一页", "复制这一页的文字")
    town.hears("周建明", "1", "记录 №2", "原话：今天看望了刘福生，送了2斤米")


def test_my_records_as_text_for_other_systems(town: Town) -> None:
    town.says("周建明", DITCH)
    page = town.hears("周建明", "我的")
    (copied,) = town.press("周建明", page, "复制这一页的文字")
    assert copied.text.startswith("2026-11-17 王家坞村 走访+问题。看望：李桂兰、张德财。问题：水渠堵了")
    assert DITCH in copied.text
    assert copied.labels == ()


def test_records_of_others_are_not_mine(town: Town) -> None:
    town.says("周建明", DITCH)
    town.hears("童建新", "我的", "还没有记录")
    town.hears("童建新", "撤销", "没有可以撤销的记录")
