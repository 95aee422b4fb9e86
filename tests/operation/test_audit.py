"""The trail: what an auditor reads of it, and the chain that shows every change."""

from __future__ import annotations

import random
import re
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from bot import clock
from storage import chain
from storage.tables import Audit
from storage.tables.base import table_of
from tests.conversation import Town

VISIT = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"


def test_an_auditor_reads_the_trail_and_nothing_else(town: Town) -> None:
    town.hears("周建明", VISIT, "已记录")
    town.wait(days=1)
    town.hears("俞正阳", "简报")
    menu = town.hears("秦审", "菜单", "操作记录")
    assert menu.labels == ("审计", "帮助")
    (page,) = town.press("秦审", menu, "审计")
    assert "11-17 16:30 周建明 记录 №" in page.text
    assert "俞正阳 看简报" in page.text
    assert "水渠" not in page.text
    assert "李桂兰" not in page.text
    for refused in (VISIT, "查 李桂兰", "今天", "我的", "简报"):
        town.hears("秦审", refused, "用不了")
    town.hears("秦审", "帮助", "看不到记录的内容")


def test_by_person_day_and_act(town: Town) -> None:
    town.hears("周建明", VISIT, "已记录")
    town.hears("方晓燕", "今天去汪家坞走访了汪建军", "已记录")
    town.wait(days=1)
    town.hears("周建明", "简报", "用不了")
    assert town.hears("秦审", "审计 方晓燕").text.count("\n") == 1
    yesterday = town.hears("秦审", "审计 周建明 昨天", "周建明 记录").text
    assert "未允许" not in yesterday
    assert "周建明 看简报" not in yesterday
    town.hears("秦审", "审计 周建明 今天", "周建明 看简报（未允许）")
    town.hears("秦审", "审计 11月17日 记录", "方晓燕 记录", "周建明 记录")
    town.hears("秦审", "审计 record", "方晓燕 记录")
    town.hears("秦审", "审计 无此人", "没有这样的操作记录")


def test_it_speaks_of_acts_and_records_by_their_names(town: Town) -> None:
    town.hears("周建明", VISIT, "已记录")
    town.says("周建明", "履职")
    town.says("周建明", "认人 李桂兰")
    town.says("贺佳", "离任 周建明")
    town.says("贺佳", "童建新（同村）")
    town.says("贺佳", "调走")
    town.says("贺佳", "确认离任")
    trail = town.hears("秦审", "审计", "周建明 看履职", "周建明 看农户 农户", "贺佳 办离任 周建明").text
    assert "人员" not in trail
    assert not re.search("[a-z]", trail)
    assert town.hears("秦审", "审计 看农户").text.count("\n") == 1


def test_nobody_else_reads_it_and_no_other_township_is_in_it(town: Town) -> None:
    town.hears("韩冬", "今天去石门村走访了石大山", "已记录")
    for name in ("周建明", "俞正阳", "贺佳", "王树根", "韩冬"):
        town.hears(name, "审计", "用不了")
    trail = town.hears("秦审", "审计").text
    assert "韩冬" not in trail
    assert "周建明" in trail


def test_the_trail_has_pages(town: Town) -> None:
    for _ in range(14):
        town.says("周建明", "简报")
    first = town.hears("秦审", "审计 周建明", "第1页")
    assert len(first.labels) == 1
    (second,) = town.press("秦审", first, first.labels[0])
    assert "第2页" in second.text
    assert second.text.count("周建明") == 2


def test_a_village_officer_has_words_of_his_own(town: Town) -> None:
    town.hears("王树根", "帮助", "村里的事", "一句话就能报")
    town.hears("周建明", VISIT, "已记录")
    (listed,) = town.says("王树根", "查 水渠")
    (card,) = town.press("王树根", listed, listed.labels[0])
    (matter,) = town.press("王树根", card, next(label for label in card.labels if "水渠" in label))
    assert "办结" in matter.labels
    assert "办结" in town.press("王树根", matter, "办结")[-1].text


def acted(town: Town, count: int = 30) -> list[int]:
    """A trail of so many acts, chained."""
    for _ in range(count):
        town.says("周建明", "简报")
    assert beat(town) == 0, "what has just happened is not settled"
    town.wait(minutes=6)
    assert beat(town) == count
    with town.database.engine.connect() as connection:
        return list(connection.scalars(select(table_of(Audit).c.id).order_by(table_of(Audit).c.id)))


def beat(town: Town) -> int:
    with town.database.begin() as connection:
        return clock.tick(connection, town.now)["acts_chained"]


def state(town: Town) -> chain.State:
    with town.database.engine.connect() as connection:
        return chain.look(connection)


def run(town: Town, statement: str, **values: object) -> None:
    with town.database.begin() as connection:
        connection.execute(text(statement), values)


def test_a_chain_that_nobody_touched(town: Town) -> None:
    ids = acted(town)
    first = state(town)
    assert (first.broken, first.last, first.since, first.oldest) == (None, ids[-1], 0, None)
    town.says("周建明", "简报")
    assert (state(town).since, state(town).oldest) == (1, town.now)
    town.wait(minutes=6)
    assert beat(town) == 1
    assert beat(town) == 0
    assert first.head in state(town).heads
    assert state(town).head != first.head


@pytest.mark.parametrize("column", ["action", "target", "result", "channel"])
def test_a_changed_act_is_named(town: Town, column: str) -> None:
    ids = acted(town)
    for changed in reversed(random.Random(7).sample(ids, 5)):
        run(town, f"UPDATE audit SET {column} = 'x' WHERE id = :id", id=changed)
        assert state(town).broken is not None
    first = min(random.Random(7).sample(ids, 5))
    assert state(town).broken == f"act {first} was changed"


def test_a_missing_moved_or_foreign_act_is_named(town: Town) -> None:
    ids = acted(town)
    run(
        town,
        "UPDATE audit SET at = :at WHERE id = :id",
        id=ids[20],
        at=town.now.replace(tzinfo=None) - timedelta(days=9),
    )
    assert state(town).broken == f"act {ids[20]} was changed"
    run(town, "UPDATE audit SET id = :far WHERE id = :id", id=ids[10], far=-5)
    assert state(town).broken == f"act {ids[10]} is missing"


def test_links_that_were_changed_or_lost(town: Town) -> None:
    acted(town)
    town.says("周建明", "简报")
    town.wait(minutes=6)
    beat(town)
    head = state(town).head
    run(town, "UPDATE audit_seals SET hash = 'x' WHERE id = 2")
    assert state(town).broken == "link 2 was changed"
    run(town, "UPDATE audit_seals SET hash = :h WHERE id = 2", h=head)
    assert state(town).broken is None
    run(town, "DELETE FROM audit_seals WHERE id = 1")
    assert state(town).broken == "link 1 is missing"


def test_a_chain_made_anew_lacks_the_head_written_down(town: Town) -> None:
    ids = acted(town)
    written_down = state(town).head
    run(town, "UPDATE audit SET result = 'ok' WHERE id = :id", id=ids[3])
    run(town, "DELETE FROM audit_seals")
    beat(town)
    assert state(town).broken is None, "whoever can write everything can chain anew"
    assert written_down not in state(town).heads, "but not to the head that lies elsewhere"


def test_acts_purged_by_age_are_told_apart(town: Town) -> None:
    ids = acted(town)
    run(town, "DELETE FROM audit WHERE id <= :id", id=ids[9])
    assert (state(town).broken, state(town).purged) == (None, 10)
    run(town, "DELETE FROM audit WHERE id = :id", id=ids[12])
    assert state(town).broken == f"act {ids[12]} is missing"
