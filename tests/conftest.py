"""Databases for every test: SQLite by copying a migrated file, PostgreSQL by emptying a migrated one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storage.engine import Database
from tests.databases import Template, tested
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
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A migrated SQLite file, made once."""
    return Template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """An embedded PostgreSQL of this test process, with a migrated template database."""
    with Server.start(hurried=True) as server:
        yield server


@pytest.fixture
def sqlite(sqlite_template: Template, tmp_path: Path) -> Iterator[Database]:
    """A database of this test alone."""
    with sqlite_template.copied(tmp_path) as database:
        yield database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The same test on both databases."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite")
        return
    server: Server = request.getfixturevalue("postgres")
    with server.lent() as lent, tested(lent) as database:
        yield database


@pytest.fixture
def town(database: Database) -> Any:
    """A township to talk to, on either database."""
    from tests.conversation import Town

    return Town(database)


@pytest.fixture
def hall(sqlite: Database) -> Any:
    """The same on SQLite alone, for what does not depend on the database."""
    from tests.conversation import Town

    return Town(sqlite)
