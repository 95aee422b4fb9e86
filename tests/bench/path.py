"""The durable path: people who all talk at once, and the writer without its thread."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from bot.desk import Desk
from bot.inbox import accept, keep, row_of
from bot.writer import Writer
from handlers.kit.messages import Incoming
from handlers.kit.routes import Routes
from storage.engine import Database
from storage.tables import ChannelAccount, Outbox
from tests.bench.measure import timed
from tests.path import office

# Who says what: (address, text).
Said = tuple[str, str]


class Path:
    """A database of people on one channel, a desk with its names compiled, and a clock that goes on by itself."""

    def __init__(self, database: Database, routes: Routes) -> None:
        self.database = database
        desk = Desk(routes, office.SHANGHAI)
        with database.begin() as connection:
            desk.warm(connection)
        self.writer = Writer(database, desk, "bench", self._clock, lambda accounts: None)
        self.now = office.NOW
        self._keys = itertools.count()

    def _clock(self) -> datetime:
        self.now += timedelta(milliseconds=1)
        return self.now

    def whole(self, said: Sequence[Said]) -> float:
        """Seconds a message from the edge to the queued reply."""
        messages = self._messages(said)

        def work() -> None:
            now = self._clock()
            for message in messages:
                accept(self.writer, message, now)
            self.writer.drain()

        return timed(work, len(said))

    def handled(self, said: Sequence[Said]) -> float:
        """Seconds a message from the inbox row to the queued reply."""
        return self._handled(self._messages(said))

    def _handled(self, messages: Sequence[Incoming]) -> float:
        now = self._clock()
        with self.database.begin() as connection:
            keep(connection, [row_of(message, now) for message in messages])
        return timed(self.writer.drain, len(messages))

    def _messages(self, said: Sequence[Said]) -> list[Incoming]:
        return [Incoming(office.CHANNEL, address, self._key(), self.now, text) for address, text in said]

    def _key(self) -> str:
        return f"k{next(self._keys)}"


class Crowd(Path):
    """People of an office without names, for what needs no register: words, and a form's answers."""

    def __init__(self, database: Database, people: int) -> None:
        self._addresses = [office.address(number) for number in range(len(office.settle(database, people)))]
        super().__init__(database, office.routes())

    def words(self, messages: int) -> list[Said]:
        """菜单 from each in turn."""
        return list(zip(itertools.cycle(self._addresses), ["菜单"] * messages, strict=False))

    def pressed(self, messages: int) -> float:
        """Seconds a press of 帮助 on the menus that were shown last, each person's in turn."""
        self.handled([(address, "菜单") for address in self._addresses])
        with self.database.reading() as session:
            last = select(func.max(Outbox.id)).where(Outbox.token.is_not(None)).group_by(Outbox.account_id)
            shown = session.execute(
                select(ChannelAccount.address, Outbox.token, Outbox.body)
                .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
                .where(Outbox.id.in_(last))
            ).all()
        presses = [(row.address, f"{row.token}.{len(row.body['choices']) - 1}") for row in shown]
        turns = itertools.islice(itertools.cycle(presses), messages)
        return self._handled(
            [Incoming(office.CHANNEL, who, self._key(), self.now, press=press) for who, press in turns]
        )

    def answered(self) -> float:
        """Seconds a message of everybody's three answers to a form that is open already."""
        self.handled([(address, "问题") for address in self._addresses])
        return self.handled([(address, answer) for answer in office.ANSWERS for address in self._addresses])
