"""Access tokens: one for all processes, fetched by one of them at a time, kept where they all see it.

The platforms give the same token for two hours and may take it back before. Who asks too often is shut out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.channels import SendError

# A token is not used in its last seconds. No more of them: asked early, the platform gives the same token once more.
MARGIN = timedelta(seconds=10)
# Whoever fetches has so long; then it is another's turn. Meanwhile the others look again.
LEASE = timedelta(seconds=15)
LOOK_SECONDS = 0.2
LOOKS = 60


class TokenStore(Protocol):
    """Where tokens lie, for every process of the program."""

    async def held(self, name: str) -> tuple[str, datetime] | None:
        """The token of this name and when it ends."""
        ...

    async def mine(self, name: str, now: datetime, until: datetime) -> bool:
        """Whether it is this process's turn to fetch a token; then it is nobody else's before `until`."""
        ...

    async def keep(self, name: str, token: str, ends: datetime) -> None:
        """Keeps a token, and lets whoever waits for it look."""
        ...

    async def give_up(self, name: str) -> None:
        """None was to be had: it is the next one's turn."""
        ...


class Tokens:
    """The token of one app. `fetch` asks the platform: the token, and for how many seconds. Raises SendError."""

    def __init__(
        self,
        name: str,
        store: TokenStore,
        fetch: Callable[[], Awaitable[tuple[str, float]]],
        clock: Callable[[], datetime],
    ) -> None:
        self._name = name
        self._store = store
        self._fetch = fetch
        self._clock = clock
        self._lock = asyncio.Lock()
        self._known: tuple[str, datetime] | None = None

    async def now(self) -> str:
        """A token that should hold. Raises SendError."""
        return self._good(self._known) or await self._another("")

    async def instead_of(self, refused: str) -> str:
        """Another one than this, which the platform does not take. Raises SendError."""
        return await self._another(refused)

    async def _another(self, refused: str) -> str:
        async with self._lock:
            try:
                return await self._awaited(refused)
            except SendError:
                raise
            except Exception as error:  # the database is unwell: no message was written
                raise SendError(f"no token: {type(error).__name__}") from None

    async def _awaited(self, refused: str) -> str:
        for _ in range(LOOKS):
            self._known = await self._store.held(self._name)
            token = self._good(self._known)
            if token and token != refused:
                return token
            if await self._store.mine(self._name, self._clock(), self._clock() + LEASE):
                return await self._fetched()
            await asyncio.sleep(LOOK_SECONDS)
        raise SendError("no token in time")

    async def _fetched(self) -> str:
        try:
            token, seconds = await self._fetch()
        except BaseException:
            await self._store.give_up(self._name)
            raise
        self._known = token, self._clock() + timedelta(seconds=seconds)
        await self._store.keep(self._name, *self._known)
        return token

    def _good(self, known: tuple[str, datetime] | None) -> str:
        return known[0] if known is not None and known[1] - MARGIN > self._clock() else ""
