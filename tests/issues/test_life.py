"""A matter's life on its card: who may do what next, and what happens to its clock."""

from __future__ import annotations

import itertools

import pytest

from storage import issues, moves
from storage.moves import Step
from storage.scope import Scope
from storage.vocabulary import ISSUE_TRANSITIONS, ROLES, IssueState
from tests.conversation import Shown, Town
from tests.entries.rows import rows, value

LAMP = "坞里3组路灯不亮"
STATES = sorted({state for pair in ISSUE_TRANSITIONS for state in pair})


def opened(town: Town, name: str = "周建明") -> Shown:
    """The matter's card, reached as people reach it: 我的, the record, the matter."""
    mine = town.hears(name, "我的")
    record = town.press(name, mine, mine.labels[0])[-1]
    label = next(label for label in record.labels if label.startswith("办理："))
    return town.press(name, record, label)[-1]


def test_from_taking_over_to_the_files(town: Town) -> None:
    town.says("周建明", LAMP)
    card = opened(town)
    for part in (
        "王家坞村 · 基础设施 · 待核实",
        "坞里3组路灯不亮",
        "还有 7 个工作日",
        "负责：周建明",
        "· 11月17日 周建明 记下",
    ):
        assert part in card.text
    assert card.labels == ("接手", "办结", "转给…", "我需要帮助", "补一句")
    card = town.press("周建明", card, "接手")[-1]
    assert (card.labels, card.about) == (("等待", "办结", "转给…", "我需要帮助", "补一句"), "issue:1")
    card = town.press("周建明", card, "办结")[-1]
    assert "办结" in card.text
    assert "个工作日" not in card.text
    town.hears("倪海军", "简报", "办结1件", "现有0件在办")
    card = town.press("周建明", card, "已回访")[-1]
    card = town.press("周建明", card, "归档")[-1]
    assert card.labels == ("重开",)
    assert value(town, "SELECT done_on FROM issues") is not None
    card = town.press("周建明", card, "重开")[-1]
    assert "还有 7 个工作日" in card.text
    assert value(town, "SELECT done_on FROM issues") is None
    moved = rows(town, "SELECT old, new FROM issue_events WHERE what = 'moved' ORDER BY id")
    assert [row.new for row in moved] == ["in_progress", "resolved", "confirmed", "closed", "reopened"]
    assert value(town, "SELECT count(*) FROM audit WHERE action = 'issue.move'") == 5


@pytest.mark.parametrize(
    ("answer", "why"), [("2", "等资金"), ("等材料", "等材料"), ("等隔壁村一起修", "等隔壁村一起修")]
)
def test_while_it_waits_the_clock_stands_still(town: Town, answer: str, why: str) -> None:
    town.says("周建明", LAMP)  # due on the 26th
    card = town.press("周建明", opened(town), "接手")[-1]
    asked = town.press("周建明", card, "等待")[-1]
    assert "等什么？" in asked.text
    card = town.says("周建明", answer)[-1]
    assert f"等待中：{why}（11月17日（周二）起，期限暂停）" in card.text
    town.wait(days=14)
    assert "超期" not in town.hears("倪海军", "简报", f"【等待】王家坞村：坞里3组路灯不亮，{why}").text
    card = town.press("周建明", card, "接着办")[-1]
    assert "还有 7 个工作日" in card.text
    assert f"周建明 等待：{why}" in card.text


def test_an_old_card_moves_nothing_twice(town: Town) -> None:
    town.says("周建明", LAMP)
    card = opened(town)
    town.press("周建明", card, "办结")
    again = town.press("周建明", card, "接手")[-1]
    assert "已经有人动过了" in again.text
    assert value(town, "SELECT state FROM issues") == "resolved"


def test_a_colleague_may_act_and_others_may_not_even_look(town: Town) -> None:
    town.says("周建明", LAMP)
    card = opened(town)
    for name in ("方晓燕", "贺佳", "秦审", "韩冬"):
        assert "已失效" in town.press(name, card, "办结")[-1].text
    assert value(town, "SELECT state FROM issues") == "open"
    mine = town.press("童建新", card, "办结")[-1]  # a token belongs to one account
    assert "已失效" in mine.text


def test_a_leader_opens_what_the_digest_names(town: Town) -> None:
    town.says("周建明", LAMP)
    town.wait(days=10)
    digest = town.hears("倪海军", "简报", "【超期】王家坞村")
    card = town.press("倪海军", digest, "坞里3组路灯…")[-1]
    assert "超期 1 个工作日" in card.text
    assert card.labels == ("交办…", "批示", "记录 №1", "返回")  # a leader hands on and reopens, the work is the cadre's


def test_a_sensitive_matter_is_seen_by_few(town: Town) -> None:
    town.says("童建新", "村账三个季度没公开，王长根他们有意见")
    with town.database.reading() as session:
        owner = Scope(town.people["周建明"], 2, roles=frozenset({"cadre"}))
        standing = issues.standing(session, owner, 1)
    assert standing is not None
    assert standing.sensitive
    assert "负责：周建明" in opened(town, "童建新").text


def test_what_was_promised_is_kept_when_the_matter_is_settled(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周五前修好")
    town.press("周建明", opened(town), "办结")
    assert value(town, "SELECT state FROM promises") == "kept"


def test_the_transition_table_is_all_there_is(town: Town) -> None:
    """Every state, every next state, every role: moved exactly where the table says so."""
    town.says("周建明", LAMP)
    township = value(town, "SELECT township_id FROM issues")
    wrong: list[tuple[IssueState, IssueState, str]] = []
    for old, new, role in itertools.product(STATES, STATES, (*ROLES, "owner")):
        with town.database.writing() as session:
            session.connection().exec_driver_sql(
                f"UPDATE issues SET state = '{old}', done_on = NULL WHERE township_id = {township}"
            )
            person = "周建明" if role == "owner" else "童建新"
            scope = Scope(town.people[person], township, roles=frozenset(set(ROLES) & {role}))
            moved = moves.move(session, scope, 1, Step(new, town.now))
            assert moves.may(scope, town.people["周建明"], old, new) is moved
        if moved != (role in ISSUE_TRANSITIONS.get((old, new), ())):
            wrong.append((old, new, role))
    assert wrong == []


def test_whoever_leads_the_whole_township_opens_a_matter_of_no_village(town: Town) -> None:
    town.hears("汪洋", "今天走访了两户，自来水停了三天", "村未定")
    town.wait(days=10)
    digest = town.hears("俞正阳", "简报", "没写明村")
    label = next(label for label in digest.labels if "自来水" in label)
    assert "事项1" in town.press("俞正阳", digest, label)[-1].text
