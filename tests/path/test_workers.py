"""Crashes, several workers, and a database that is unwell."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, text
from sqlalchemy.exc import DBAPIError, OperationalError

from bot.inbox import accept
from bot.writer import Stopped, Writer
from handlers.kit.context import Context
from handlers.kit.routes import Args
from storage import inbox
from storage.engine import Database
from storage.trouble import Full, unwell
from tests.campaigns.life import Life
from tests.path.office import Office, settle, word


def _says_back(ctx: Context, args: Args) -> None:
    ctx.say(f"听到{args['argument']}")


HEAR = word("说", _says_back)


@pytest.mark.parametrize("together", [False, True])
def test_a_message_that_kills_the_process_is_dead_after_three_tries(database: Database, together: bool) -> None:
    settle(database, 3)
    messages = [("k0", 0, "死"), ("k1", 0, "记 后来")]
    if together:
        messages += [("k2", 1, "记 一"), ("k3", 2, "记 二")]
    lives = 0
    while True:
        lives += 1
        with Life(database.url) as life:
            for key, who, said in messages:
                life.hand_in(key, who, said)
            if life.ended(seconds=3):  # it died of the message
                continue
            break
    assert lives == inbox.MOST_ATTEMPTS + 1
    office = Office.__new__(Office)
    office.database = database
    rows = {row.key: row for row in office.kept()}
    assert rows["k0"].state == "dead"
    assert {row.state for key, row in rows.items() if key != "k0"} == {"done"}
    apology, later = office.heard(0)
    assert f"№{rows['k0'].id}" in apology
    assert later == "记下 后来"
    if together:
        assert office.heard(1) == ["记下 一"]
        assert office.heard(2) == ["记下 二"]


def test_two_workers_handle_each_message_once_and_in_order(postgres: object, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgres")
    with server.fresh() as database:
        office = Office(database, HEAR, people=200)
        with database.begin() as connection:  # kept, and claimed by nobody yet
            from bot.inbox import keep, row_of

            keep(connection, [row_of(office.message(n % 200, f"说 {n}"), office.now) for n in range(600)])
        workers = [office.worker(f"w{number}") for number in range(2)]
        busy: list[set[int]] = [set(), set()]

        def work(number: int) -> None:
            workers[number]._told = busy[number].update
            while inbox_waits(database):
                workers[number].turn(wait=False)

        threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        for who in range(200):
            assert office.heard(who) == [f"听到{n}" for n in range(600) if n % 200 == who]
        assert all(busy), "both had work"
        assert all(row.attempts == 1 for row in office.kept())


def inbox_waits(database: Database) -> int:
    with database.begin() as connection:
        return inbox.waiting(connection)


def test_a_dead_workers_messages_are_handled_when_its_lease_ends(database: Database) -> None:
    office = Office(database, HEAR)
    office.keep(office.message(0, "说 一"))  # claimed by "one", which dies now
    other = office.worker("two")
    other.drain()
    assert office.heard(0) == []
    office.now += inbox.LEASE + timedelta(seconds=1)
    other.drain()
    assert office.heard(0) == ["听到一"]
    office.writer.drain()  # the dead one was only slow: it finds that the message is not its any more
    assert office.heard(0) == ["听到一"]


def test_an_orderly_end_gives_back_what_was_not_tried(database: Database) -> None:
    office = Office(database, HEAR)
    office.keep(office.message(0, "说 一"))
    assert office.kept()[0].attempts == 1
    office.writer.stop()
    row = office.kept()[0]
    assert (row.state, row.attempts, row.worker) == ("new", 0, None)
    with pytest.raises(Stopped):
        accept(office.writer, office.message(0, "说 二"), office.now)
    office.worker("two").drain()
    assert office.heard(0) == ["听到一"]


def test_the_thread_does_all_of_it(database: Database) -> None:
    office = Office(database, HEAR)
    office.writer.start()
    futures = [accept(office.writer, office.message(n % 4, f"说 {n}"), office.now) for n in range(40)]
    assert all(future.result(20).id for future in futures)
    assert office.writer.run(lambda connection: connection.scalar(text("SELECT 7"))) == 7
    for _ in range(400):
        if not office.writer.run(inbox.waiting):
            break
        threading.Event().wait(0.02)
    office.writer.stop()
    assert all(office.heard(who) == [f"听到{n}" for n in range(40) if n % 4 == who] for who in range(4))


def test_a_process_that_only_keeps_leaves_the_handling_to_others(database: Database) -> None:
    office = Office(database, HEAR)
    office.writer.start(handling=False)
    assert accept(office.writer, office.message(0, "说 一"), office.now).result(20).id
    assert accept(office.writer, office.message(0, "说 二"), office.now).result(20).id
    office.writer.stop()
    assert [row.state for row in office.kept()] == ["new", "new"]
    office.worker("two").drain()
    assert office.heard(0) == ["听到一", "听到二"]


def test_a_full_disk_does_nothing_by_halves_and_blames_nobody(sqlite: Database) -> None:
    full = [False]

    def squeeze(connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages if full[0] else 1_000_000}")

    event.listen(sqlite.engine, "begin", squeeze)
    office = Office(sqlite, HEAR)
    office.keep(office.message(0, "说 一"))
    full[0] = True
    refused = []
    for _ in range(60):  # until the pages that are there are full too
        future = accept(office.writer, office.message(1, "说 " + "长" * 4000), office.now)
        try:
            office.writer.turn(wait=False)
        except OperationalError as error:
            assert unwell(error)
            refused.append(future)
    assert refused, "the disk never was full"
    for future in refused:
        with pytest.raises(Full):
            future.result(0)
    with sqlite.reading() as session:
        assert session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    kept = len(office.kept())
    full[0] = False
    office.writer.drain()
    assert len(office.kept()) == kept
    assert all((row.state, row.attempts) == ("done", 1) for row in office.kept())
    assert office.heard(0) == ["听到一"]
    assert len(office.heard(1)) == kept - 1
    assert office.says(2, "说 好") == ["听到好"]


def test_a_lost_server_fails_the_waiting_and_then_it_goes_on(postgres: object, request: pytest.FixtureRequest) -> None:
    server = request.getfixturevalue("postgres")
    with server.fresh() as database:
        office = Office(database, HEAR)
        office.keep(office.message(0, "说 一"))
        with database.engine.connect() as connection, database.engine.connect() as other:
            pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            database.engine.pool.dispose()
            assert pid
            other.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid NOT IN (pg_backend_pid())"
            )
            with pytest.raises(DBAPIError) as caught:
                connection.exec_driver_sql("SELECT 1")
            assert unwell(caught.value)
            other.rollback()
            connection.invalidate()
        office.writer.drain()
        assert office.heard(0) == ["听到一"]


def test_a_database_that_comes_back_finds_the_writer_waiting(database: Database, monkeypatch: object) -> None:
    """The thread lives on through trouble, and nothing that was claimed is forgotten or blamed."""
    import sqlite3

    office = Office(database, HEAR)
    sick = threading.Event()

    def trouble(connection: Connection) -> None:
        if sick.is_set() and threading.current_thread().name == "one":
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = 10
            raise OperationalError("BEGIN", {}, error)

    event.listen(database.engine, "begin", trouble)
    office.keep(office.message(0, "说 一"))
    sick.set()
    office.writer.start()
    failed = accept(office.writer, office.message(0, "说 二"), office.now)
    with pytest.raises(OperationalError):
        failed.result(10)
    sick.clear()
    again = accept(office.writer, office.message(0, "说 二"), office.now)
    assert again.result(10).id
    for _ in range(400):
        if len(office.heard(0)) == 2:
            break
        threading.Event().wait(0.02)
    office.writer.stop()
    assert office.heard(0) == ["听到一", "听到二"]
    assert all(row.attempts == 1 or row.key == "k1" for row in office.kept())


def test_without_the_thread_trouble_is_told(sqlite: Database) -> None:
    office = Office(sqlite, HEAR)
    writer: Writer = office.writer
    event.listen(sqlite.engine, "begin", lambda connection: connection.exec_driver_sql("PRAGMA query_only=ON"))
    future = accept(writer, office.message(0, "说 一"), office.now)
    with pytest.raises(OperationalError):
        writer.drain()
    with pytest.raises(OperationalError):
        future.result(0)
