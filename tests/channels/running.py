"""The small township on a platform: its real app, writer thread and sender, against a strict fake."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Generic, Self, TypeVar

from sqlalchemy import select

from bot.app import App, utc_now
from bot.channels import Line
from bot.config import read
from bot.push import Push
from storage import people, signins
from storage.engine import Database
from storage.tables import Attachment, Base, ChannelAccount, Outbox
from tests.conversation import Town
from tests.fakes.fake import Fake

F = TypeVar("F", bound=Fake)
T = TypeVar("T")
Row = TypeVar("Row", bound=Base)

SENTENCE = "今天上午去王家坞走访了李桂兰，水渠堵了，答应周五前给答复"


class Running(Generic[F]):
    """A running bot on one platform, of whose settings `more` may be said."""

    def __init__(self, fake: F, database: Database, **more: Any) -> None:
        self.fake = fake
        self.town = self.settled(database)
        url = database.engine.url.render_as_string(hide_password=False)
        known = {name.removeprefix("BAOCUN_").lower(): value for name, value in fake.settings().items()}
        self.app = App(read(**{"database_url": url} | known | more), self.clock)
        self.app.database = database
        self.app.writer._database = database
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.push: Push | None = None

    def settled(self, database: Database) -> Town:
        """The township that lives in the database."""
        return Town(database)

    def clock(self) -> datetime:
        """The bot's clock."""
        return utc_now()

    @contextmanager
    def running(self) -> Iterator[Self]:
        """The bot works until the block ends."""
        self._thread.start()
        self.app.writer.start()
        self.do(self._begin())
        try:
            yield self
        finally:
            self.do(self._end())
            self.do(_cancelled())
            self.app.writer.stop()
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

    async def _begin(self) -> None:
        self.push = Push(self.app.settings, self.app.writer, self.app.desk._routes, self.app.clock)
        self.app._push = self.push
        self.push.start(("sender",))

    async def _end(self) -> None:
        assert self.push is not None
        await self.push.stop()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        """Something in the bot's own loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    def code(self, name: str) -> str:
        """A new invite of a person."""
        person, now = self.town.people[name], self.app.clock()
        return self.app.writer.run(lambda connection: signins.make_invite(connection, person, now))

    def bind(self, name: str, address: str) -> None:
        """A person's account is known already."""
        person, channel, now = self.town.people[name], self.fake.NAME, self.app.clock()
        self.app.writer.run(lambda connection: people.account(connection, channel, address, person, now))

    @property
    def line(self) -> Line:
        """The platform's."""
        assert self.push is not None
        return self.push._platforms[0].line

    def account(self, address: str) -> int:
        """The number of an account."""
        return next(row.id for row in self.rows(ChannelAccount) if row.address == address)

    def wake(self) -> None:
        """There is something new to send."""
        assert self.push is not None
        self.push.wake()

    def rows(self, table: type[Row]) -> list[Row]:
        """A table as it is."""
        with self.town.database.reading() as session:
            return list(session.scalars(select(table), execution_options={"unscoped": True}))

    def fetched(self, many: int, wait: float = 8) -> list[Attachment]:
        """The attachments once so many are here."""
        until = time.monotonic() + wait
        while time.monotonic() < until:
            found = self.rows(Attachment)
            if len(found) == many and all(one.body is not None for one in found):
                break
            time.sleep(0.05)
        return self.rows(Attachment)

    def token(self, text: str) -> str:
        """The token of the newest message that begins like this."""
        begins = text.split("\n")[0]
        return next(row.token or "" for row in reversed(self.rows(Outbox)) if row.body["text"].startswith(begins))

    def unreached(self, address: str) -> datetime | None:
        """Since when this address cannot be written to."""
        return next(row.unreachable_at for row in self.rows(ChannelAccount) if row.address == address)


def until(holds: Callable[[], object], wait: float = 8) -> None:
    """Waits for what people do not hear of. Raises AssertionError when it does not come."""
    end = time.monotonic() + wait
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


async def _cancelled() -> None:
    """Nothing is left in the loop, such as what watched over a page that was open."""
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)
