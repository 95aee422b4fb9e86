"""One strict fake and one running bot for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.channels.telegram import limits
from bot.limiter import Rate, Rates
from storage.engine import Database
from tests.fakes import Telegram
from tests.telegram.chat import Office

FAST = Rates(Rate(1000, 1.0), Rate(1000, 1.0), Rate(1000, 1.0))


@pytest.fixture
def fake() -> Iterator[Telegram]:
    """The fake Bot API with all its bounds."""
    with Telegram() as fake:
        yield fake


@pytest.fixture
def patient(fake: Telegram, sqlite: Database) -> Iterator[Office]:
    """The township's bot, polling, within the platform's bounds on speed."""
    with Office(fake, sqlite).running() as office:
        yield office


@pytest.fixture
def office(fake: Telegram, sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The same without any bound on speed, for talk that need not wait."""
    monkeypatch.setattr(limits, "RATES", FAST)
    fake.rates.enforced = False
    with Office(fake, sqlite).running() as office:
        yield office
