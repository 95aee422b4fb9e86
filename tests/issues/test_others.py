"""A matter among people: handed on, instructed about, stuck and helped; and when somebody else is told of it."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bot.clock import tick
from handlers.rules.hours import proper
from storage import moves, people
from storage.moves import Step
from storage.rhythms import Hours
from tests.conversation import SHANGHAI, Shown, Town
from tests.entries.rows import rows, value
from tests.issues.test_life import LAMP, opened


def at(hour: int, minute: int = 0, day: int = 17) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (at(16, 30), at(16, 30)),
        (at(7, 29), at(7, 30)),
        (at(20, 59), at(20, 59)),
        (at(21), at(7, 30, 18)),
        (at(23, 59, 20), at(7, 30, 22)),  # Friday night: this Sunday is worked
        (at(12, 0, 21), at(7, 30, 22)),
        (at(22, 0, 22), at(7, 30, 24)),  # and the Monday after it is not
    ],
)
def test_nobody_is_disturbed_at_night_or_on_a_rest_day(now: datetime, due: datetime) -> None:
    special = {date(2026, 11, 22): True, date(2026, 11, 23): False}
    assert proper(now, lambda day: special.get(day, day.weekday() < 5), Hours()) == due


def beat(town: Town) -> None:
    with town.database.begin() as connection:
        tick(connection, town.now)


def told(town: Town, name: str, after: int = 0) -> list[Shown]:
    """What somebody was told after a message."""
    return [shown for shown in town.shown(name) if shown.id > after]


def test_handed_on_to_a_colleague_who_is_told_and_takes_over(town: Town) -> None:
    town.account("童建新")
    town.says("周建明", LAMP)
    asked = town.press("周建明", opened(town), "转给…")[-1]
    assert "转给谁？" in asked.text
    assert asked.labels[:2] == ("童建新（包这个村）", "王树根（村干部）")
    assert not any("韩冬" in label or "周建明" in label for label in asked.labels)
    card = town.press("周建明", asked, "童建新（包这个村）")[-1]
    for part in ("· 转办", "负责：童建新", "周建明 转办：童建新"):
        assert part in card.text
    (note,) = told(town, "童建新")
    assert "周建明把一件事转给您办：王家坞村 坞里3组路灯不亮" in note.text
    assert note.text.endswith("限 11月26日（周四）前")
    card = town.press("童建新", note, note.labels[0])[-1]
    assert "· 办理中" in town.press("童建新", card, "接手")[-1].text
    card = town.press("周建明", opened(town), "办结")[-1]  # others still may act
    assert "· 办结" in card.text


def test_a_correction_leaves_the_matter_with_whom_it_was_handed_to(town: Town) -> None:
    town.says("周建明", LAMP)
    town.press("周建明", opened(town), "转给…")
    town.says("周建明", "童建新")
    town.hears("周建明", "修改 紧急 急", "已更正")
    assert value(town, "SELECT owner_id FROM issues") == town.people["童建新"]


def test_a_leader_who_is_handed_a_matter_can_work_on_it(town: Town) -> None:
    town.account("倪海军")
    town.says("周建明", LAMP)
    town.press("周建明", opened(town), "转给…")
    town.hears("周建明", "不存在的人", "没找到“不存在的人”", "转给谁？")
    town.hears("周建明", "倪海军", "负责：倪海军")
    (note,) = told(town, "倪海军")
    card = town.press("倪海军", note, note.labels[0])[-1]
    assert card.labels[:2] == ("接手", "办结")
    assert "· 办结" in town.press("倪海军", card, "办结")[-1].text


def test_an_instruction_reaches_the_owner_in_the_morning(town: Town) -> None:
    town.says("周建明", LAMP)
    town.now = datetime(2026, 11, 27, 22, 15, tzinfo=SHANGHAI)  # a Friday night, the day after it was due
    digest = town.hears("倪海军", "简报", "【超期】王家坞村")
    last = max(shown.id for shown in town.shown("周建明"))
    card = town.press("倪海军", digest, "坞里3组路灯…")[-1]
    town.press("倪海军", card, "批示")
    town.hears("倪海军", "请供电所周一去看，报我", "批示记下了", "倪海军 批示：请供电所周一去看，报我")
    for quiet in (datetime(2026, 11, 28, 9, 0), datetime(2026, 11, 30, 7, 29)):
        town.now = quiet.replace(tzinfo=SHANGHAI)
        beat(town)
        assert told(town, "周建明", last) == []
    town.now = datetime(2026, 11, 30, 7, 30, tzinfo=SHANGHAI)
    beat(town)
    beat(town)
    (note,) = told(town, "周建明", last)
    assert "倪海军批示：请供电所周一去看，报我\n（王家坞村 坞里3组路灯不亮" in note.text
    assert "批示：请供电所" in town.press("周建明", note, note.labels[0])[-1].text


def test_only_a_leader_instructs_and_secrets_are_stopped(town: Town) -> None:
    town.says("周建明", LAMP)
    card = opened(town)
    assert "批示" not in card.labels
    town.press("周建明", card, "补一句")
    town.hears("周建明", "见机密文件", "没有保存")
    town.hears("周建明", "供电所说明天来", "补上了", "周建明 补充：供电所说明天来")
    assert [row.note for row in rows(town, "SELECT note FROM issue_events WHERE what = 'noted'")] == ["供电所说明天来"]


def test_stuck_until_somebody_helps(town: Town) -> None:
    for leader in ("倪海军", "俞正阳"):
        town.account(leader)
    town.says("周建明", LAMP)
    town.press("周建明", opened(town), "我需要帮助")
    town.hears("周建明", "县供电公司", "要县供电公司帮什么？")
    town.hears("周建明", "换一根电杆", "卡住了，需要：县供电公司", "周建明 求助：县供电公司：换一根电杆")
    assert value(town, "SELECT needs FROM issues") == "县供电公司"
    (note,) = told(town, "倪海军")  # the leader of these villages, not everybody above him
    assert "周建明有件事需要帮助：王家坞村 坞里3组路灯不亮" in note.text
    assert told(town, "俞正阳") == []
    card = town.press("倪海军", note, note.labels[0])[-1]
    assert "卡住了" not in town.press("倪海军", card, "有着落了")[-1].text
    assert value(town, "SELECT needs FROM issues") is None
    town.press("周建明", opened(town), "我需要帮助")
    town.says("周建明", "1")
    town.hears("周建明", "协调一下", "卡住了，需要：镇领导")
    town.press("周建明", opened(town), "办结")
    assert value(town, "SELECT needs FROM issues") is None


def test_whoever_left_is_told_nothing(town: Town) -> None:
    town.account("童建新")
    town.says("周建明", LAMP)
    town.wait(hours=6)
    town.press("周建明", opened(town), "转给…")
    town.says("周建明", "童建新")
    with town.database.writing() as session:
        session.connection().exec_driver_sql(
            f"UPDATE people SET left_on = '2026-11-17' WHERE id = {town.people['童建新']} AND township_id > 0"
        )
    town.wait(hours=24)
    beat(town)
    assert told(town, "童建新") == []
    assert value(town, "SELECT count(*) FROM tray WHERE told_at IS NULL") == 0


def test_merged_by_mistake_it_stands_on_its_own_again(town: Town) -> None:
    town.says("周建明", "今天走访了李桂兰，水渠堵了")
    town.press("周建明", town.hears("周建明", "李桂兰家的水渠又堵了", "是同一件事吗？"), "同一件事")
    assert value(town, "SELECT merged_into FROM issues WHERE id = 2") == 1
    with town.database.writing() as session:
        scope = people.scope_of(session.connection(), town.people["周建明"])
        assert scope is not None
        assert moves.move(session, scope, 2, Step("reopened", town.now))
    assert value(town, "SELECT merged_into FROM issues WHERE id = 2") is None


def test_who_may_not_merge_by_the_table_merges_nothing(town: Town) -> None:
    town.says("周建明", "今天走访了李桂兰，水渠堵了")
    card = town.hears("周建明", "李桂兰家的水渠又堵了", "是同一件事吗？")
    with town.database.writing() as session:
        session.connection().exec_driver_sql(
            f"UPDATE role_grants SET role = 'leader' WHERE person_id = {town.people['周建明']}"
        )
    town.press("周建明", card, "同一件事")
    assert value(town, "SELECT merged_into FROM issues WHERE id = 2") is None


def test_what_is_read_the_next_morning_counts_no_days(town: Town) -> None:
    town.account("童建新")
    town.says("周建明", LAMP)
    town.wait(hours=6)  # half past ten in the evening
    town.press("周建明", town.press("周建明", opened(town), "转给…")[-1], "童建新（包这个村）")
    town.wait(hours=10)
    beat(town)
    (note,) = told(town, "童建新")
    assert "11月26日（周四）" in note.text
    assert "个工作日" not in note.text


def test_who_cannot_be_told_is_named_with_the_reason(town: Town) -> None:
    town.says("周建明", LAMP)
    asked = town.press("周建明", opened(town), "转给…")[-1]
    assert "童建新还没登录过，在这里收不到" in town.press("周建明", asked, "童建新（包这个村）")[-1].text
    town.press("周建明", opened(town), "我需要帮助")
    town.says("周建明", "1")
    heard = town.says("周建明", "请他们来看看")[-1].text
    assert "没有能告诉的包片领导" in heard
    assert "倪海军还没登录过" in heard
    assert "已经告诉" not in heard


def test_a_phone_that_takes_nothing_any_more_is_said(town: Town) -> None:
    town.account("童建新")
    with town.database.begin() as connection:
        people.lost(connection, "terminal", "童建新", town.now)
    town.says("周建明", LAMP)
    asked = town.press("周建明", opened(town), "转给…")[-1]
    assert "童建新那边的消息发不过去" in town.press("周建明", asked, "童建新（包这个村）")[-1].text
