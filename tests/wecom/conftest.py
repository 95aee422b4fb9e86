"""One strict fake and one running bot for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.channels.wecom import sending
from bot.limiter import Rate, Rates
from storage.engine import Database
from tests.fakes import WeCom
from tests.wecom.chat import Office

FAST = Rates(Rate(1000, 1.0), Rate(1000, 1.0), Rate(1000, 1.0))


@pytest.fixture
def fake() -> Iterator[WeCom]:
    """The fake corporation with all its bounds."""
    with WeCom() as fake:
        yield fake


@pytest.fixture
def office(fake: WeCom, sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The township's bot, whose callback is saved in the console; no minute of the test's own hour is a busy one."""
    monkeypatch.setattr(sending, "BUSY_MINUTES", ())
    with Office(fake, sqlite).running() as office:
        fake.save_callback(f"{office.url}/wecom")
        yield office
