"""Access tokens of platforms, kept in the database by the writer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import TypeVar

from sqlalchemy import Connection

from bot.writer import Writer
from storage import tokens

T = TypeVar("T")


class TokenStore:
    """Where the tokens of all platforms lie, for every process on this database."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer

    async def held(self, name: str) -> tuple[str, datetime] | None:
        """The token of this name and when it ends."""
        return await self._do(partial(tokens.held, name=name))

    async def mine(self, name: str, now: datetime, until: datetime) -> bool:
        """Whether it is this process's turn to fetch one; then it is nobody else's before `until`."""
        return await self._do(partial(tokens.mine, name=name, now=now, until=until))

    async def keep(self, name: str, token: str, ends: datetime) -> None:
        """Keeps a token, and lets whoever waits for it look."""
        await self._do(partial(tokens.keep, name=name, token=token, ends=ends))

    async def give_up(self, name: str) -> None:
        """None was to be had: it is the next one's turn."""
        await self._do(partial(tokens.give_up, name=name))

    async def _do(self, job: Callable[[Connection], T]) -> T:
        return await asyncio.wrap_future(self._writer.submit(job))
