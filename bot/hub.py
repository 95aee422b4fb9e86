"""Tells the pages that are open in this process that there is something new for them.

Two sources: the writer thread of this process calls `wake`; and once in a while the outbox is asked which accounts
got messages from other processes, with one query for all pages together.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")

# How long a message of another process may wait until a page learns of it.
FOLLOW_SECONDS = 2.0


class Hub:
    """Counts what was told to each account; whoever waits names the count he knows, so nothing falls in between."""

    def __init__(self) -> None:
        self._told: dict[int, int] = defaultdict(int)
        self._sleepers: dict[int, set[asyncio.Event]] = defaultdict(set)
        self._loop: asyncio.AbstractEventLoop | None = None
        self.closed = False

    def wake(self, account_ids: Iterable[int]) -> None:
        """There are new messages for these accounts. May be called from any thread."""
        told = tuple(account_ids)
        loop = self._loop
        if loop is None or loop.is_closed():  # nobody ever waited in this process
            return
        loop.call_soon_threadsafe(self._wake, told)

    def _wake(self, account_ids: tuple[int, ...]) -> None:
        for account_id in account_ids:
            self._told[account_id] += 1
            for sleeper in self._sleepers.get(account_id, ()):
                sleeper.set()

    def told(self, account_id: int) -> int:
        """How often this account was woken: ask before reading the database, and hand it to `wait`."""
        self._loop = asyncio.get_running_loop()
        return self._told[account_id]

    async def wait(self, account_id: int, timeout: float, told: int | None = None) -> bool:  # noqa: ASYNC109
        """Sleeps until the account is woken, or was since `told`; False after `timeout` seconds of silence."""
        if told is None:
            told = self.told(account_id)
        sleeper = asyncio.Event()
        self._sleepers[account_id].add(sleeper)
        try:
            if self.closed or self.told(account_id) != told:
                return True
            async with asyncio.timeout(timeout):
                await sleeper.wait()
            return True
        except TimeoutError:
            return False
        finally:
            self._sleepers[account_id].discard(sleeper)
            if not self._sleepers[account_id]:
                del self._sleepers[account_id]

    def close(self) -> None:
        """The process ends: everybody wakes up, and nobody waits again."""
        self.closed = True
        for account_id in tuple(self._sleepers):
            self._wake((account_id,))

    async def follow(self, newer: Callable[[int], tuple[int, set[int]]]) -> None:
        """Wakes the accounts that got messages from other processes, until cancelled.

        `newer(cursor)` reads the database: the newest message's number and the accounts of those above the cursor.
        """
        self._loop = asyncio.get_running_loop()
        cursor, _ = await asyncio.to_thread(newer, -1)
        while not self.closed:
            await asyncio.sleep(FOLLOW_SECONDS)
            cursor, accounts = await asyncio.to_thread(newer, cursor)
            self._wake(tuple(accounts))
