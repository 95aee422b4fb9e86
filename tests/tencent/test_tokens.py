"""One token for all processes: fetched once however many ask, renewed when it is refused, kept sealed."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.channels import SendError
from bot.channels.tencent import tokens
from bot.channels.tencent.tokens import Tokens
from bot.desk import Desk
from bot.tokens import TokenStore
from bot.writer import Writer
from handlers.kit.routes import Routes
from storage.engine import Database
from storage.sealing import Keyring

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)


class Platform:
    """Gives out tokens, each for two hours, and counts how often it was asked."""

    def __init__(self) -> None:
        self.now = NOW
        self.asked = 0
        self.broken = False

    async def fetch(self) -> tuple[str, float]:
        """A new one."""
        self.asked += 1
        await asyncio.sleep(0)
        if self.broken:
            raise SendError("answered 502")
        return f"token-{self.asked}", 7200.0

    def process(self, writer: Writer) -> Tokens:
        """What one process knows of it."""
        return Tokens("wecom:ww:1", TokenStore(writer), self.fetch, lambda: self.now)


@pytest.fixture
async def writer(database: Database) -> AsyncIterator[Writer]:
    """The thread that owns all writing."""
    url = database.engine.url.render_as_string(hide_password=False)
    sealing = Database(url, Keyring([base64.urlsafe_b64encode(b"k" * 32).decode()]))
    writer = Writer(sealing, Desk(Routes([], [], [], {}), UTC), "w", lambda: NOW, lambda accounts: None)
    writer.start(handling=False)
    yield writer
    await asyncio.to_thread(writer.stop)
    sealing.close()


async def test_it_is_fetched_once_however_many_ask(writer: Writer, database: Database) -> None:
    platform = Platform()
    one, another = platform.process(writer), platform.process(writer)
    assert set(await asyncio.gather(one.now(), one.now(), another.now())) == {"token-1"}
    assert platform.asked == 1
    with database.engine.connect() as connection:
        lying = connection.scalar(text("SELECT token FROM platform_tokens"))
    assert "token-1" not in lying


async def test_a_refused_token_is_renewed_once_and_a_neighbours_new_one_is_taken(writer: Writer) -> None:
    platform = Platform()
    one, another = platform.process(writer), platform.process(writer)
    assert await one.now() == await another.now() == "token-1"
    assert await one.instead_of("token-1") == "token-2"
    assert await another.instead_of("token-1") == "token-2"
    assert platform.asked == 2
    platform.now += timedelta(hours=2)
    assert await another.now() == "token-3"


async def test_who_could_not_fetch_lets_the_next_one(writer: Writer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "LOOKS", 2)
    monkeypatch.setattr(tokens, "LOOK_SECONDS", 0.01)
    platform = Platform()
    platform.broken = True
    one = platform.process(writer)
    with pytest.raises(SendError, match="502"):
        await one.now()
    platform.broken = False
    store = TokenStore(writer)
    assert await store.mine("wecom:ww:1", NOW, NOW + tokens.LEASE)  # a process that was killed while it fetched
    with pytest.raises(SendError, match="in time"):
        await one.now()
    platform.now += tokens.LEASE
    assert await one.now() == "token-2"


async def test_a_database_that_is_unwell_is_no_message_that_may_have_arrived(writer: Writer) -> None:
    one = Platform().process(writer)
    await asyncio.to_thread(writer.stop)
    with pytest.raises(SendError, match="Stopped") as failed:
        await one.now()
    assert not failed.value.uncertain
