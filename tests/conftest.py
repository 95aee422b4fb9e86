"""Databases for every test: SQLite by copying a migrated file, PostgreSQL by copying a migrated template."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage import guard, migrations
from storage.engine import Database
from tests.postgres import Server

# Where a skipped test is a failure: everything that can be tested is installed there.
NO_SKIPS = bool(os.environ.get("CI") or os.environ.get("BAOCUN_NO_SKIP"))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Turns a skip into a failure where none is allowed."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, made once."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database = Database(str(path))
    migrations.ensure(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """An embedded PostgreSQL of this test process, with a migrated template database."""
    with Server.start() as server:
        yield server


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A database of this test alone, in which a statement that forgets its township fails."""
    path = tmp_path / "baocun.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(str(path))
    guard.watch(database.engine)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The same test on both databases."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    server: Server = request.getfixturevalue("postgres")
    with server.fresh() as database:
        guard.watch(database.engine)
        yield database


@pytest.fixture
def town(database: Database) -> Any:
    """A township to talk to, on either database."""
    from tests.conversation import Town

    return Town(database)
