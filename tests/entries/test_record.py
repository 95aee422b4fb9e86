"""One sentence in, everything recorded."""

from __future__ import annotations

import pytest

from tests.conversation import Town
from tests.entries.rows import rows, value

DITCH = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"


def test_one_sentence_becomes_visit_issue_promise_and_evidence(town: Town) -> None:
    card = town.hears(
        "周建明",
        DITCH,
        "已记录 №1 · 走访+问题 · 王家坞村 · 11月17日（周二）",
        "看望：李桂兰、张德财",
        "问题：水渠堵了【基础设施·待核实】 限 11月20日（周五）前（还有 3 个工作日）",
        "答应：11月20日（周五）前答复",
        "履职：协调村级事务、走访掌握村情民意",
    )
    assert card.labels == ("修改", "撤销")
    assert card.about == "entry:1"
    assert value(town, "SELECT count(*) FROM visits") == 1
    assert [tuple(row) for row in rows(town, "SELECT name, seen FROM entry_people ORDER BY id")] == [
        ("李桂兰", True),
        ("张德财", True),
    ]
    assert value(town, "SELECT count(*) FROM issue_events WHERE what = 'opened'") == 1
    assert value(town, "SELECT count(*) FROM promises WHERE state = 'open' AND issue_id IS NOT NULL") == 1
    assert value(town, "SELECT count(*) FROM duty_evidence") == 2
    assert value(town, "SELECT target FROM audit WHERE action = 'record'") == "entry:1"


def test_a_resent_message_makes_no_second_record(town: Town) -> None:
    town.says("周建明", DITCH, key="same")
    assert town.says("周建明", DITCH, key="same") == []
    assert value(town, "SELECT count(*) FROM entries") == 1


def test_a_message_handled_twice_shows_the_same_card(town: Town) -> None:
    town.says("周建明", DITCH)
    with town.database.begin() as connection:  # as after a crash between handling and marking
        connection.exec_driver_sql("UPDATE inbox SET state = 'new', ended_at = NULL, worker = NULL")
    town.writer.drain()
    assert town.shown("周建明")[-1].text.startswith("已经记过 №1 · 走访+问题")
    assert value(town, "SELECT count(*) FROM entries") == 1
    assert value(town, "SELECT count(*) FROM issues") == 1


def test_a_day_before_is_marked_as_added_later(town: Town) -> None:
    town.hears("周建明", "昨天去看望了刘福生", "11月16日（周一） · 补记")
    assert "补记" not in town.hears("周建明", "今天去看望了刘福生").text


def test_the_first_named_cadre_owns_the_matter(town: Town) -> None:
    town.says("童建新", "坞里3组路灯不亮")
    assert value(town, "SELECT owner_id FROM issues") == town.people["周建明"]


def test_a_handled_matter_is_settled_at_once(town: Town) -> None:
    town.hears("周建明", "今天刘福生家的水管修好了", "【基础设施·办结】")
    state, done_on = rows(town, "SELECT state, done_on FROM issues")[0]
    assert state == "resolved"
    assert str(done_on) == "2026-11-17"


def test_deadlines_follow_category_urgency_and_calendar(town: Town) -> None:
    with town.database.begin() as connection:
        connection.exec_driver_sql("INSERT INTO calendar_days VALUES ('2026-11-18', false, '放假')")
    town.hears(
        "周建明", "王建国和刘福生为宅基地吵起来了", "【矛盾纠纷·待核实】 限 12月9日（周三）前（还有 15 个工作日）"
    )
    town.hears("周建明", "情况紧急，陈秀英家煤气漏气，还没修好", "问题（急）", "限 11月17日（周二），今天到期")


@pytest.mark.parametrize("said", ["收到", "好的", "谢谢🙏", "早上好", "👍"])
def test_chat_is_answered_shortly_and_not_recorded(town: Town, said: str) -> None:
    answer = town.hears("周建明", said, "好的。")
    assert answer.labels == ()
    assert value(town, "SELECT count(*) FROM entries") == 0


@pytest.mark.parametrize(
    ("said", "hint"),
    [("包村干部请假怎么请？", "像是在问事"), ("明天去王家坞看看水渠", "听着是打算"), ("村口那棵树开花了", "没看出")],
)
def test_what_is_no_record_can_be_kept_as_a_note_once(town: Town, said: str, hint: str) -> None:
    offer = town.hears("周建明", said, hint)
    assert offer.labels == ("记下来",)
    assert value(town, "SELECT count(*) FROM entries") == 0
    (card,) = town.press("周建明", offer, "记下来")
    assert card.text.startswith("已记录 №1 · 备忘 · 王家坞村")
    assert said in card.text
    assert card.labels == ("修改", "撤销")
    town.press("周建明", offer, "记下来")
    assert value(town, "SELECT count(*) FROM entries") == 1


def test_suspected_secrets_stop_before_anything_is_kept(town: Town) -> None:
    town.hears("周建明", "县委办〔2026〕12号文件要求今天去王家坞走访李桂兰", "没有保存")
    assert value(town, "SELECT count(*) FROM entries") == 0
    assert value(town, "SELECT count(*) FROM inbox WHERE CAST(body AS text) LIKE '%2026%'") == 0
    assert [tuple(row) for row in rows(town, "SELECT target, result FROM audit")] == [("secret", "stopped")]


def test_a_secret_in_a_correction_stops_too(town: Town) -> None:
    town.says("周建明", DITCH)
    town.hears("周建明", "修改 内容 这是机密文件", "没有保存")
    town.press("周建明", town.hears("周建明", "修改"), "内容")
    town.hears("周建明", "这是绝密的材料", "没有保存")
    town.hears("周建明", "今天看望了李桂兰", "已更正 №1")
    assert value(town, "SELECT count(*) FROM inbox WHERE CAST(body AS text) LIKE '%密%'") == 0


def test_english_speakers_get_the_same_card_in_english(town: Town) -> None:
    town.says("周建明", "语言")
    town.hears("周建明", DITCH, "Recorded №1 · visit + matter · 王家坞村", "infrastructure", "Promised")


def test_a_township_s_own_name_of_a_duty_stands_on_the_card(town: Town) -> None:
    with town.database.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE duties SET name = '串百家门' WHERE code = 'opinion' "
            "AND township_id = (SELECT township_id FROM people WHERE name = '周建明')"
        )
    town.hears("周建明", "今天看望了刘福生", "履职：串百家门")
