"""The terminal: one line in, the bot's replies out, choices as numbers. It fetches its messages, like the page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from uuid import uuid4

from sqlalchemy import Connection

from bot.inbox import accept
from bot.writer import Writer
from handlers.kit.messages import Incoming
from storage import inbox, jobs, outbox, people
from storage.engine import Database
from storage.tables import Outbox

NAME = "terminal"
# How often to look whether another process has finished handling the line.
POLL_SECONDS = 0.02


class Conversation:
    """One person at the terminal. Each person has one terminal account, whoever opens it.

    `work` makes the files that were ordered.
    """

    def __init__(
        self, database: Database, writer: Writer, person_id: int, now: datetime, work: Callable[[], None] = lambda: None
    ) -> None:
        self._database = database
        self._writer = writer
        self._person = person_id
        self._work = work
        self._address = f"p{person_id}"
        self._lane = f"p{person_id}"
        self._account: int = writer.run(
            partial(people.account, channel=NAME, address=self._address, person_id=person_id, now=now)
        )

    def say(self, text: str, now: datetime) -> Iterator[str]:
        """Keeps a line, waits until everything it caused is there, and yields the lines to print."""
        message = Incoming(NAME, self._address, uuid4().hex, now, text)
        future = accept(self._writer, message, now)
        self._writer.drain()
        future.result()
        self._work()
        while self._unhandled(now):
            time.sleep(POLL_SECONDS)
            self._writer.drain()
            self._work()
        yield from self.heard(now)

    def heard(self, now: datetime) -> Iterator[str]:
        """What was said to this person here and not printed yet; printing it is 送达."""
        with self._database.reading() as session:
            fresh = outbox.unseen(session, self._account)
            lines = [line for row in fresh for line in _printed(row)]
            cursor = max((row.id for row in fresh), default=0)
        yield from lines
        if cursor:
            self._writer.run(partial(_seen, account=self._account, cursor=cursor, now=now))

    def _unhandled(self, now: datetime) -> bool:
        with self._database.reading() as session:
            return inbox.waiting(session.connection(), self._lane) > 0 or jobs.going_on(session, self._person, now)


def _seen(connection: Connection, account: int, cursor: int, now: datetime) -> None:
    outbox.seen(connection, account, cursor, now)


def _printed(row: Outbox) -> list[str]:
    labels = [choice["label"] for choice in row.body["choices"]]
    papers = [f"  [{paper['name']}]" for paper in row.body.get("papers", ())]
    return [row.body["text"], *papers, *(f"  {number}. {label}" for number, label in enumerate(labels, 1))]
