"""Receipts cannot contradict themselves: whatever happens in whatever order, on the rows themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from sqlalchemy import event, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from storage import nudges, receipts, surveys, tallies, tasks
from storage.audiences import Audience
from storage.scope import Scope
from storage.tables import TaskRecipient, Unit
from storage.vocabulary import RECEIPT_TRANSITIONS, SAID_STATES
from tests.conversation import Town
from tests.tasks.rows import drafted

CADRES = ["周建明", "童建新", "方晓燕", "汪洋"]
# What may happen to a receipt: somebody says something, the machine finds something out.
DEEDS = st.sampled_from(
    [
        "sent",
        "delivered",
        "unreachable",
        "on_leave",
        "cancelled",
        "received",
        "done",
        "stuck",
        "solve",
        "answer",
        "late",
    ]
)
LIVES = st.lists(st.tuples(DEEDS, st.integers(0, 3)), max_size=25)


def states(session: Session) -> dict[int, Any]:
    rows = session.execute(select(TaskRecipient).where(TaskRecipient.township_id > 0)).scalars()
    return {row.id: row for row in rows}


@given(life=LIVES)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_the_row_tells_one_story(sqlite: Any, life: list[tuple[str, int]]) -> None:
    town = _town(sqlite)
    with sqlite.engine.connect().execution_options(writes=True) as connection, Session(connection) as session:
        admin, now = town.scope("贺佳"), town.now
        task = drafted(session, admin, now)
        assert tasks.send(session, admin, task, now, now) == len(CADRES)
        ids = sorted(states(session))
        for deed, place in life:
            before = states(session)[ids[place]]
            known, owner = before.state, _scope(town, before.person_id)
            if deed == "late":
                now = task.due_at + timedelta(minutes=1)
            moved = _do(session, admin, owner, task.id, ids[place], deed, now)
            session.expire_all()
            _coherent(session, admin, task.id, known, states(session)[ids[place]], moved)
        connection.rollback()


_TOWNS: dict[int, Town] = {}


def _town(sqlite: Any) -> Town:
    """One town a database: examples are rolled back."""
    if id(sqlite) not in _TOWNS:
        _TOWNS.clear()
        _TOWNS[id(sqlite)] = Town(sqlite)
    return _TOWNS[id(sqlite)]


def _scope(town: Town, person_id: int) -> Scope:
    return town.scope(next(name for name, id_ in town.people.items() if id_ == person_id))


def _do(session: Session, admin: Scope, owner: Scope, task: int, receipt: int, deed: str, now: Any) -> bool | None:
    if deed == "solve":
        return receipts.solve(session, admin, task, receipt)
    if deed == "answer":
        receipts.answer(session, owner, receipt, {"受灾户数": 3})
        return None
    if deed == "late":
        return None
    if deed in SAID_STATES:
        return receipts.say(session, owner, receipt, deed, now, "没有车" if deed == "stuck" else None)
    why = "failed" if deed == "unreachable" else None
    return receipts.put(session.connection(), [receipt], deed, why) == 1  # type: ignore[arg-type]


def _coherent(session: Session, admin: Scope, task: int, known: str, row: Any, moved: bool | None) -> None:
    if moved:
        assert (known, row.state) in RECEIPT_TRANSITIONS
    else:
        assert row.state == known
    assert (row.why is not None) == (row.state in ("stuck", "unreachable"))
    assert row.state in SAID_STATES or not row.late
    counts = tallies.counts(session, admin, task)
    assert sum(counts.values()) == len(CADRES)
    assert len(tallies.rows(session, admin, task)) == len(CADRES)


def test_the_database_refuses_a_row_that_contradicts_itself(town: Town) -> None:
    with town.database.writing() as session:
        task = drafted(session, town.scope("贺佳"), town.now)
        tasks.send(session, town.scope("贺佳"), task, town.now, town.now)
    wrong: list[dict[str, Any]] = [
        {"state": "done", "why": "没有车"},
        {"state": "stuck"},
        {"state": "read"},
        {"late": True},
    ]
    for values in wrong:
        with pytest.raises(IntegrityError), town.database.begin() as connection:
            connection.execute(update(TaskRecipient).where(TaskRecipient.township_id > 0).values(**values))


def test_only_the_recipient_speaks_and_only_while_it_is_open(town: Town) -> None:
    admin, cadre, now = town.scope("贺佳"), town.scope("周建明"), town.now
    with town.database.writing() as session:
        task = drafted(session, admin, now)
        tasks.send(session, admin, task, now, now)
        row = next(row for row in tallies.rows(session, admin, task.id) if row.name == "周建明")
        receipts.put(session.connection(), [row.id], "sent")
        for stranger in ("方晓燕", "贺佳", "韩冬"):
            assert not receipts.say(session, town.scope(stranger), row.id, "done", now)
        assert receipts.say(session, cadre, row.id, "received", now)
        assert not receipts.solve(session, town.scope("韩冬"), task.id, row.id)
        assert tasks.recall(session, admin, task, now) == (1, 3)
        assert not receipts.say(session, cadre, row.id, "done", now)
        assert tasks.recall(session, admin, task, now) is None, "recalled once"


def test_sent_twice_it_has_one_receipt_each(town: Town) -> None:
    admin = town.scope("贺佳")
    with town.database.writing() as session:
        task = drafted(session, admin, town.now)
        assert tasks.send(session, admin, task, town.now, town.now) == len(CADRES)
        assert tasks.send(session, admin, task, town.now, town.now) is None
        assert len(tallies.rows(session, admin, task.id)) == len(CADRES)


def cases(town: Town, units: dict[str, int]) -> list[tuple[Audience, str]]:
    """Audiences, and the names each of them means."""
    cadre = Audience(roles=("cadre",))
    return [
        (Audience(), "周建明 童建新 方晓燕 汪洋 倪海军 俞正阳 秦审 王树根"),
        (cadre, "周建明 童建新 方晓燕 汪洋"),
        (Audience(units=(units["北片"],)), "周建明 童建新 方晓燕 倪海军 王树根"),
        (replace(cadre, units=(units["北片"],)), "周建明 童建新 方晓燕"),
        (replace(cadre, units=(units["上云村"],)), "汪洋"),
        (Audience(roles=("village_officer", "leader")), "倪海军 俞正阳 王树根"),
        (Audience(tags=("低保户",)), "周建明 童建新 方晓燕"),
        (Audience(people=(town.people["汪洋"],)), "汪洋"),
        (Audience(people=(town.people["韩冬"],)), ""),
        (Audience(roles=("leader",), people=(town.people["汪洋"],)), "汪洋 倪海军 俞正阳"),
        (replace(cadre, without=(town.people["汪洋"],)), "周建明 童建新 方晓燕"),
        (replace(cadre, without_units=(units["王家坞村"],)), "方晓燕 汪洋"),
        (Audience(units=(units["石门村"],)), ""),
    ]


def test_an_audience_means_whom_it_says(town: Town) -> None:
    admin = town.scope("贺佳")
    with town.database.writing() as session:
        units = {unit.name: unit.id for unit in session.scalars(select(Unit))}
        for audience, names in cases(town, units):
            assert Audience.of(audience.kept()) == audience
            task = drafted(session, admin, town.now, audience)
            tasks.send(session, admin, task, town.now, town.now)
            assert {row.name for row in tallies.rows(session, admin, task.id)} == set(names.split()), audience
            assert surveys.survey(session, admin, audience, town.now.date()).count == len(names.split())


def test_of_a_duty_only_who_has_nothing_yet_and_of_a_task_only_the_silent(town: Town) -> None:
    town.says("汪洋", "今天去上云村走访了胡大海，家里都好")
    admin = town.scope("贺佳")
    with town.database.writing() as session:
        nothing = Audience(roles=("cadre",), duties=("opinion",), since="2026-11-01")
        assert surveys.survey(session, admin, nothing, town.now.date()).names == ("周建明", "童建新", "方晓燕")
        task = drafted(session, admin, town.now)
        tasks.send(session, admin, task, town.now, town.now)
        rows = {row.name: row.id for row in tallies.rows(session, admin, task.id)}
        receipts.put(session.connection(), list(rows.values()), "sent")
        receipts.handed_on(session.connection(), list(rows.values()), 1, town.now)
        receipts.say(session, town.scope("周建明"), rows["周建明"], "received", town.now)
        silent = Audience(silent=task.id)
        assert surveys.survey(session, admin, silent, town.now.date()).names == ("童建新", "方晓燕", "汪洋")
        assert nudges.silent(session.connection(), task.id, 1, town.now, 9) == [
            (rows[name], town.people[name]) for name in ("童建新", "方晓燕", "汪洋")
        ]


def test_the_silent_and_the_absent_are_found_by_their_own_indexes(town: Town) -> None:
    plans: dict[str, str] = {}

    def explained(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
        if "EXPLAIN" not in statement and "FROM task_recipients" in statement:
            how = "EXPLAIN QUERY PLAN " if town.database.is_sqlite else "EXPLAIN "
            rows = conn.exec_driver_sql(how + statement, parameters, execution_options={"unscoped": True})
            plans[name] = str(rows.all())

    with town.database.engine.connect() as connection:
        if not town.database.is_sqlite:  # a table as small as this one it would rather read whole
            connection.exec_driver_sql("SET enable_seqscan = off")
        event.listen(connection, "before_cursor_execute", explained)
        name = "ix_task_recipients_silent"
        nudges.silent(connection, 1, 2, town.now, 500)
        name = "ix_task_recipients_away"
        nudges.on_leave(connection, 1, 500)
    assert len(plans) == 2
    for index, plan in plans.items():
        assert index in plan


def test_the_preview_says_who_cannot_be_reached(town: Town) -> None:
    town.account("周建明", "telegram")
    town.account("方晓燕", "web")
    blocked = town.account("汪洋", "telegram")
    with town.database.writing() as session:
        from storage.tables import ChannelAccount

        session.execute(update(ChannelAccount).where(ChannelAccount.id == blocked).values(unreachable_at=town.now))
        found = surveys.survey(session, town.scope("贺佳"), Audience(roles=("cadre",)), town.now.date())
    assert (found.count, found.nowhere, found.blocked, found.looking) == (4, ("童建新",), ("汪洋",), 1)
