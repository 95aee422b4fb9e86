"""The small township on Telegram: its real app, writer thread, sender and poller, against the strict fake."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from pydantic import SecretStr
from sqlalchemy import select

from bot.app import App
from bot.config import Settings
from bot.push import Push
from storage import people, signins
from storage.engine import Database
from storage.tables import Base, ChannelAccount
from tests.conversation import Town
from tests.fakes import Telegram
from tests.fakes.telegram.people import Cadre

T = TypeVar("T")
Row = TypeVar("Row", bound=Base)

SENTENCE = "今天上午去王家坞走访了李桂兰，水渠堵了，答应周五前给答复"


class Office:
    """A running bot. `settings` are the fake's, a webhook may be added."""

    def __init__(self, fake: Telegram, database: Database, **settings: Any) -> None:
        self.fake = fake
        self.town = Town(database)
        url = database.engine.url.render_as_string(hide_password=False)
        self.app = App(
            Settings(database_url=url, telegram_base_url=fake.url, telegram_token=SecretStr(fake.token), **settings)
        )
        self.app.database = database
        self.app.writer._database = database
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.push: Push | None = None

    @contextmanager
    def running(self) -> Iterator[Office]:
        """The bot works until the block ends."""
        self._thread.start()
        self.app.writer.start()
        self.push = self._do(self._begin())
        try:
            yield self
        finally:
            self._do(self.push.stop())
            self.app.writer.stop()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _begin(self) -> Push:
        push = Push(self.app.settings, self.app.writer, self.app.desk._routes, self.app.clock)
        self.app._push = push
        push.start(("sender",))
        return push

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def code(self, name: str) -> str:
        """A new invite of a person."""
        person, now = self.town.people[name], self.app.clock()
        return self.app.writer.run(lambda connection: signins.make_invite(connection, person, now))

    def bound(self, name: str) -> Cadre:
        """A person of the township whose chat is known already."""
        cadre = self.fake.person(name)
        cadre.chat.started = True
        person, now = self.town.people[name], self.app.clock()
        self.app.writer.run(lambda connection: people.account(connection, "telegram", cadre.address, person, now))
        return cadre

    def rows(self, table: type[Row]) -> list[Row]:
        """A table as it is."""
        with self.town.database.reading() as session:
            return list(session.scalars(select(table), execution_options={"unscoped": True}))

    def unreachable(self, cadre: Cadre) -> datetime | None:
        """Since when this person cannot be written to."""
        return next(row.unreachable_at for row in self.rows(ChannelAccount) if row.address == cadre.address)
