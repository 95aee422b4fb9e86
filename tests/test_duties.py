"""履职: what was recorded for each duty, by oneself or in a village, and one's own words about it."""

from __future__ import annotations

from tests.conversation import Town

MEETING = "今天在王家坞开了村民代表会，讲了医保新政策"
VISIT = "今天去王家坞走访了李桂兰，家里都好"


def test_a_record_stands_under_its_duties_one_press_away(town: Town) -> None:
    card = town.hears("周建明", VISIT, "走访掌握村情民意")
    board = town.hears("周建明", "履职", "【我的履职】本月（11月1日至11月17日）", "5 走访掌握村情民意 1条 11.17")
    assert "1 指导班子建设 还没有记录" in board.text
    duty = town.press("周建明", board, "走访掌握村情民意")[-1]
    assert card.text.split(" · ")[0].removeprefix("已记录 ") in duty.labels[0]
    opened = town.press("周建明", duty, duty.labels[0])[-1]
    assert "记录 №" in opened.text
    assert town.press("周建明", opened, "返回")[-1].text == duty.text
    assert town.press("周建明", duty, "返回")[-1].text == board.text


def test_a_number_opens_a_duty(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("周建明", "履职")
    town.hears("周建明", "5", "走访掌握村情民意", "记录（点开可以看）")


def test_periods_by_word_and_by_button(town: Town) -> None:
    town.says("周建明", VISIT)
    town.wait(days=60)
    town.hears("周建明", "履职 本月", "本月（1月1日至1月16日）", "走访掌握村情民意 还没有记录")
    board = town.hears("周建明", "履职 去年", "去年（1月1日至12月31日）", "走访掌握村情民意 1条")
    for label in ("本周", "本月", "本半年", "今年"):
        assert label in board.labels
    assert "本周" in town.press("周建明", board, "本周")[-1].text
    town.hears("周建明", "履职 11月", "2026年11月", "1条")


def test_what_is_taken_back_is_evidence_for_nothing(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("周建明", "撤销")
    assert "1条" not in town.hears("周建明", "履职").text


def test_a_note_is_added_replaced_and_taken_away(town: Town) -> None:
    board = town.hears("周建明", "履职")
    duty = town.press("周建明", board, "指导班子建设")[-1]
    town.press("周建明", duty, "写说明")
    town.hears("周建明", "班子月底换届，下月再谈", "说明：班子月底换届")
    duty = town.press("周建明", town.hears("周建明", "履职", "说明：班子月底换届"), "指导班子建设")[-1]
    town.press("周建明", duty, "写说明")
    town.hears("周建明", "已经谈过两次", "说明：已经谈过两次")
    asked = town.press("周建明", duty, "写说明")[-1]
    assert "现在写的是：已经谈过两次" in asked.text
    assert "说明" not in town.press("周建明", asked, "不要说明了")[-1].text


def test_a_note_belongs_to_its_period_and_its_writer(town: Town) -> None:
    duty = town.press("周建明", town.hears("周建明", "履职 本周"), "指导班子建设")[-1]
    town.press("周建明", duty, "写说明")
    town.says("周建明", "这周在县里开会")
    assert "这周在县里" not in town.hears("周建明", "履职 本月").text
    assert "这周在县里" not in town.hears("童建新", "履职 本周").text


def test_a_secret_is_no_note(town: Town) -> None:
    duty = town.press("周建明", town.hears("周建明", "履职"), "指导班子建设")[-1]
    town.press("周建明", duty, "写说明")
    town.hears("周建明", "传达了机密文件的内容", "没有保存")
    town.says("周建明", "取消")
    assert "机密文件" not in town.hears("周建明", "履职").text


def test_a_duty_sentence_stays_a_record(town: Town) -> None:
    town.hears("周建明", "履职 今天在王家坞调解了李桂兰家的地界纠纷", "已记录")
    assert "记一笔履职" in town.hears("周建明", "履职", "直接说一句就行").labels


def test_a_leader_reads_by_village_and_only_his_own(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("童建新", MEETING)
    which = town.hears("倪海军", "履职", "看哪个村本月的履职？")
    assert which.labels == ("王家坞村", "汪家坞村", "我自己的")
    board = town.press("倪海军", which, "王家坞村")[-1]
    assert "【王家坞村履职】本月" in board.text
    assert "走访掌握村情民意 1条" in board.text
    assert "周建明" not in board.text
    assert "童建新" not in board.text
    town.hears("倪海军", "履职 王家坞 本周", "【王家坞村履职】本周")
    assert "已记录" not in town.hears("倪海军", "履职 上云").text


def test_a_leader_reads_the_note_of_who_serves_the_village(town: Town) -> None:
    duty = town.press("周建明", town.hears("周建明", "履职"), "指导班子建设")[-1]
    town.press("周建明", duty, "写说明")
    town.says("周建明", "班子月底换届")
    board = town.hears("俞正阳", "履职 王家坞")
    assert "周建明的说明：班子月底换届" in town.press("俞正阳", board, "指导班子建设")[-1].text
    other = town.hears("俞正阳", "履职 汪家坞")
    assert "班子月底换届" not in town.press("俞正阳", other, "指导班子建设")[-1].text


def test_a_stranger_sees_nothing_of_it(town: Town) -> None:
    town.says("周建明", VISIT)
    assert "1条" not in town.hears("韩冬", "履职").text
    town.hears("秦审", "履职", "用不了")
