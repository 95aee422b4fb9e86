"""The site of every web test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot import log
from storage.engine import Database
from tests.web.house import House, house


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    log.set_up()


@pytest.fixture
async def site(sqlite: Database) -> AsyncIterator[House]:
    """A site on a free port, on a database of this test alone."""
    async with house(sqlite) as built:
        yield built
