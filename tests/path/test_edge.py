"""What is kept of a message, and what is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from bot.edge import Edge
from bot.inbox import LONGEST, OLDEST, accept
from handlers.kit.messages import File, Incoming
from storage.engine import Database
from storage.tables import Inbox, Outbox, StrangerCount
from storage.trouble import Full
from tests.path.office import CHANNEL, Office


def test_a_stranger_leaves_only_a_count(database: Database) -> None:
    office = Office(database)
    messages = [Incoming(CHANNEL, "nobody", f"s{n}", office.now, "我是谁") for n in range(3)]
    assert all(accepted.stranger and not accepted.again for accepted in office.keep(*messages))
    office.keep(replace(messages[0], key="s9"), office.message(0, "帮助"))
    office.writer.drain()
    with database.reading() as session:
        assert session.execute(select(StrangerCount.channel, StrangerCount.count)).all() == [(CHANNEL, 4)]
        assert len(session.scalars(select(Inbox)).all()) == 1
        assert len(session.scalars(select(Outbox)).all()) == 1


def test_a_leaver_is_heard_no_more(database: Database) -> None:
    from storage.tables import Person

    office = Office(database)
    office.keep(office.message(0, "帮助"))
    with database.writing() as session:
        session.get_one(Person, office.people[0]).left_on = office.now.date()
    office.writer.drain()
    assert office.heard(0) == []
    assert [row.state for row in office.kept()] == ["done"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("李\x00桂兰", "李桂兰"),
        ("\ud83d半个表情\udc00", "半个表情"),
        ("👩‍👩‍👧 家庭\u202e反向\u200b", "👩‍👩‍👧 家庭\u202e反向\u200b"),
        ("长" * (LONGEST + 5), "长" * LONGEST),
        ("", ""),
    ],
)
def test_what_no_database_keeps_is_taken_out(database: Database, said: str, kept: str) -> None:
    office = Office(database)
    office.keep(office.message(0, said, press="\x00a.0"))
    office.writer.drain()
    assert office.kept()[0].body == {"text": kept, "press": "a.0"}
    assert office.kept()[0].state == "done"


def test_files_are_kept_as_references(database: Database) -> None:
    office = Office(database)
    office.keep(replace(office.message(0), files=(File("photo", "p1"),)))
    assert office.kept()[0].body["files"] == [{"kind": "photo", "ref": "p1", "kept": False}]


@pytest.mark.parametrize(
    ("ago", "believed"),
    [
        (timedelta(0), True),
        (timedelta(hours=5), True),
        (OLDEST, True),
        (OLDEST + timedelta(seconds=1), False),
        (-timedelta(seconds=1), False),
        (timedelta(days=20_000), False),
    ],
)
def test_the_time_of_typing_is_believed_within_a_week(database: Database, ago: timedelta, believed: bool) -> None:
    office = Office(database)
    said_at = office.now - ago
    office.keep(replace(office.message(0, "帮助"), said_at=said_at))
    row = office.kept()[0]
    assert row.said_at == (said_at if believed else office.now)
    assert row.received_at == office.now


def test_nothing_is_acknowledged_before_it_is_committed(database: Database) -> None:
    office = Office(database)
    future = accept(office.writer, office.message(0, "帮助"), office.now)
    assert not future.done()
    assert office.kept() == []
    office.writer.turn(wait=False)
    assert future.result(0).id == office.kept()[0].id


async def test_without_room_no_platform_is_told_that_it_was_kept(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(sqlite)

    def full() -> None:
        raise Full

    monkeypatch.setattr(office.writer, "check_room", full)
    with pytest.raises(Full):
        await Edge(office.writer, lambda: office.now).keep(office.message(0, "帮助"))
