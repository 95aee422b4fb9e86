"""One strict fake and one running bot for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage.engine import Database
from tests.fakes import WeChat
from tests.wechat.chat import Office


@pytest.fixture
def fake() -> Iterator[WeChat]:
    """The fake account with all its bounds."""
    with WeChat() as fake:
        yield fake


@pytest.fixture
def office(fake: WeChat, sqlite: Database) -> Iterator[Office]:
    """The township's bot, whose callback is saved."""
    with Office(fake, sqlite).running() as office:
        office.save()
        yield office
