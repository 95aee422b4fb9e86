"""The site of every web test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, async_playwright

from bot import log
from storage.engine import Database
from tests.served import CHROMIUM
from tests.web.house import House, house

# A phone's microphone that hums, and may be used.
ARGS = ["--no-sandbox", "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]


@pytest.fixture(scope="session", autouse=True)
def _quiet() -> None:
    log.set_up()


@pytest.fixture
async def site(sqlite: Database) -> AsyncIterator[House]:
    """A site on a free port, on a database of this test alone."""
    async with house(sqlite) as built:
        yield built


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield launched
        await launched.close()
