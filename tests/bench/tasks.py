"""A task for very many: its receipts prepared, and memory while it is handed on."""

from __future__ import annotations

import shutil
import tempfile
import time
import tracemalloc
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from handlers import tasks as handlers
from storage import migrations, people, tasks
from storage.audiences import Audience
from storage.engine import Database
from storage.scope import Scope
from storage.tables import Person, RoleGrant
from storage.tasks import New
from tests.bench.measure import Result, Size
from tests.path import office

# Batches of a hundred after which memory is compared.
FEW, MANY = 20, 200


def broadcast(size: Size) -> Iterator[Result]:
    """Rows for as many recipients as the size says, on SQLite."""
    folder = Path(tempfile.mkdtemp(prefix="baocun-bench-"))
    try:
        database = Database(str(folder / "tasks.db"))
        migrations.ensure(database)
        yield from _rows(database, size.recipients)
        database.close()
    finally:
        shutil.rmtree(folder)


def _rows(database: Database, recipients: int) -> Iterator[Result]:
    ids = office.settle(database, recipients)
    now = office.NOW.astimezone(office.SHANGHAI)
    with database.writing() as session:
        sender = session.get_one(Person, ids[0], execution_options={"unscoped": True})
        session.add(RoleGrant(person_id=sender.id, role="admin", unit_id=sender.township_id, since=now.date()))
        session.flush()
        scope = people.scope_of(session.connection(), sender.id)
        assert scope is not None
        new = New("上报受灾户数", [], Audience(roles=("cadre",)), {}, "sender", "防汛", now + timedelta(days=2))
        task = tasks.one(session, scope, tasks.draft(session, scope, new, now))
        assert task is not None
    tracemalloc.start()
    started = time.perf_counter()
    with database.writing() as session:
        count = tasks.send(session, scope, task, now, now)
    seconds = time.perf_counter() - started
    grown = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert count == recipients - 1
    detail = f"{count:,} receipts, {count / seconds:,.0f}/s"
    yield Result("a task's receipts prepared", seconds * 100_000 / recipients, 2.0, detail, "s a 100,000", at_most=True)
    yield Result("memory while they are prepared", grown, 16, "at most, beyond what was there", "MB", at_most=True)
    yield from _handed(database, scope, task.id, now)


def _handed(database: Database, scope: Scope, task_id: int, now: datetime) -> Iterator[Result]:
    peaks = []
    for batches in (FEW, MANY):
        tracemalloc.start()
        started = time.perf_counter()
        handed = 0
        for _ in range(batches):
            with database.begin() as connection:
                if not handlers.hand_on(connection, now):
                    break
                handed += 1
        seconds = time.perf_counter() - started
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    detail = f"{handed} batches of 100, {handed * 100 / max(seconds, 1e-9):,.0f} recipients/s"
    yield Result("memory of ten times as many batches", peaks[1] / max(peaks[0], 1), 1.5, detail, at_most=True)
