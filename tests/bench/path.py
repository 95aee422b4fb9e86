"""The durable path against the bare echo: a word or a form's answer, from the inbox row to the queued reply."""

from __future__ import annotations

import itertools
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.inbox import accept, keep, row_of
from bot.writer import Writer
from handlers.kit.messages import Incoming
from handlers.kit.routes import Routes
from storage.engine import Database
from tests.bench.measure import timed
from tests.path import office


class Path:
    """A database with many people who all talk at once, and the writer without its thread."""

    def __init__(self, database: Database, people: int, routes: Routes | None = None) -> None:
        self.database = database
        self.people = office.settle(database, people)
        self.writer = Writer(
            database, Desk(routes or office.routes(), office.SHANGHAI), "bench", self._clock, lambda accounts: None
        )
        self._now = office.NOW
        self._keys = itertools.count()
        self._speakers = itertools.cycle(range(people))

    def _clock(self) -> datetime:
        self._now += timedelta(milliseconds=1)
        return self._now

    def messages(self, texts: list[str]) -> list[Incoming]:
        """One message a text, each from the next person."""
        return [
            Incoming(office.CHANNEL, office.address(next(self._speakers)), f"k{next(self._keys)}", self._now, text)
            for text in texts
        ]

    def whole(self, texts: list[str]) -> float:
        """Seconds from the edge to the queued reply."""
        messages = self.messages(texts)

        def work() -> None:
            now = self._clock()
            for message in messages:
                accept(self.writer, message, now)
            self.writer.drain()

        return timed(work)

    def handled(self, texts: list[str]) -> float:
        """Seconds from the inbox row to the queued reply."""
        now = self._clock()
        with self.database.begin() as connection:
            keep(connection, [row_of(message, now) for message in self.messages(texts)])
        return timed(self.writer.drain)
