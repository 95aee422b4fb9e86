"""Little room, no room, and room again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from bot.disk import MEGABYTE, Disk
from bot.inbox import accept
from handlers.kit.messages import Incoming
from storage.engine import Database
from storage.trouble import Full, no_room
from tests.conversation import Town
from tests.web.house import House, house


class Room:
    """A disk whose free space the test decides."""

    def __init__(self, database: Database) -> None:
        self.free = 10_000 * MEGABYTE
        self.disk = Disk(database, 100, lambda folder: self.free)


def test_low_full_and_enough_again(sqlite: Database) -> None:
    town, room = Town(sqlite), Room(sqlite)
    town.writer.disk = room.disk
    town.hears("周建明", "今天去王家坞走访了刘福生", "已记录")
    room.free = 399 * MEGABYTE
    assert room.disk.room == "low"
    town.hears("周建明", "今天去王家坞走访了王建国", "已记录")
    room.free = 99 * MEGABYTE
    incoming = Incoming("telegram", "周建明", "t1", town.now, "今天去王家坞走访了李桂兰")
    with pytest.raises(Full):
        accept(town.writer, incoming, town.now).result(1)
    room.free = 10_000 * MEGABYTE
    town.hears("周建明", "今天去王家坞走访了李桂兰", "已记录")


def test_a_server_looks_after_its_own_disk(database: Database) -> None:
    disk = Disk(database, 10**9)
    assert disk.room == ("full" if database.is_sqlite else "enough")
    assert (disk.free is None) is not database.is_sqlite


def test_a_write_that_finds_no_room_is_named(sqlite: Database) -> None:
    """The driver's own word: SQLITE_FULL while a message is kept."""
    town = Town(sqlite)
    town.hears("周建明", "菜单", "周建明")

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count=1")

    sqlite.engine.dispose()
    event.listen(sqlite.engine, "connect", limit)
    long = Incoming("terminal", "周建明", "long", town.now, "水" * 20_000)
    future = accept(town.writer, long, town.now)
    with pytest.raises(OperationalError) as told:
        town.writer.drain()
    assert no_room(told.value)
    with pytest.raises(Full):
        future.result(0)
    event.remove(sqlite.engine, "connect", limit)
    sqlite.engine.dispose()
    assert accept(town.writer, long, town.now) is not None
    town.writer.drain()
    with sqlite.engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM inbox WHERE key = 'long'")) == 1


@pytest.fixture
async def site(sqlite: Database) -> object:
    async with house(sqlite) as built:
        yield built


async def test_the_page_says_it_in_one_sentence_and_health_too(site: House) -> None:
    room = Room(site.town.database)
    site.writer.disk = room.disk
    async with site.signed_in("周建明") as phone:
        room.free = 1
        refused = await phone.say("今天去王家坞走访了刘福生", id_="00000000-0000-4000-8000-000000000001")
        assert refused.status_code == 503
        assert "存储空间不够" in refused.json()["error"]
        health = await phone.client.get("/healthz")
        assert (health.status_code, health.json()) == (200, {"status": "degraded", "why": ["disk_low", "read_only"]})
        assert "baocun_read_only 1.0" in (await phone.client.get("/metrics")).text
        room.free = 10_000 * MEGABYTE
        kept = await phone.say("今天去王家坞走访了刘福生", id_="00000000-0000-4000-8000-000000000001")
        assert kept.json()["again"] is False
        await phone.hears("已记录")
        assert (await phone.client.get("/healthz")).json() == {"status": "ok"}


def test_the_terminal_says_it_too(tmp_path: Path) -> None:
    from tests.command import baocun

    path = str(tmp_path / "a.db")
    baocun("invite", "贺佳", "--role", "admin", "--unit", "清源县/云溪镇", "--db", path)
    said = baocun("chat", "--as", "贺佳", "--db", path, typed="菜单\n", BAOCUN_DISK_RESERVE_MB="999999999")
    assert "存储空间不够" in said
    assert "nothing new is taken" in baocun("check", "--db", path, code=1, BAOCUN_DISK_RESERVE_MB="999999999")
