"""What comes in from platforms, handed to the writer."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import structlog
from sqlalchemy import Connection

from bot.inbox import accept
from bot.welcome import welcome
from bot.writer import Stopped, Writer
from handlers.kit.messages import Incoming
from storage import cards, inbox, people, windows
from storage.trouble import Full, unwell

T = TypeVar("T")

log = structlog.get_logger()


class Edge:
    """The edge of this process, for all its platforms."""

    def __init__(self, writer: Writer, clock: Callable[[], datetime], site: str = "") -> None:
        self._writer = writer
        self._clock = clock
        self._site = site

    def keep(self, incoming: Incoming) -> Awaitable[bool]:
        """Keeps a message; False when it is a stranger's. Raises when the database is unwell."""
        future = asyncio.wrap_future(accept(self._writer, incoming, self._clock()))

        async def kept() -> bool:
            try:
                return not (await future).stranger
            except Exception as error:
                if unwell(error) or isinstance(error, Stopped | Full):
                    raise
                # What the database will never take must not keep everything behind it from coming in.
                log.exception("message_not_kept", channel=incoming.channel, key=incoming.key)
                return True

        return kept()

    async def bury(self, channel: str, key: str, body: Any) -> None:
        """Keeps what nobody can read. Raises when the database is unwell."""
        await self._do(partial(inbox.bury, channel=channel, key=key, body=body, now=self._clock()))

    async def pressed(self, channel: str, address: str, press: str, number: str) -> str:
        """A card of this account was pressed, and has a new number from now on; what was pressed, by his own card."""
        token, dot, place = press.partition(".")
        noted = partial(cards.pressed, channel=channel, address=address, token=token, number=number, now=self._clock())
        return f"{await self._do(noted)}{dot}{place}"

    async def reached(self, channel: str, address: str, reached: bool) -> None:
        """Somebody let the bot write to him again, or blocked it."""
        if reached:
            await self._do(partial(self._back, channel=channel, address=address))
        else:
            await self._do(partial(people.lost, channel=channel, address=address, now=self._clock()))

    async def spend(self, channel: str, address: str) -> bool:
        """Takes one message out of the window that somebody opened by writing; False when there is no room in it."""
        return await self._do(partial(windows.spend, channel=channel, address=address, now=self._clock()))

    def _back(self, connection: Connection, channel: str, address: str) -> None:
        account = people.found(connection, channel, address)
        if account is not None:
            welcome(connection, account, self._clock(), self._site)

    async def _do(self, job: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._writer.submit(job))
