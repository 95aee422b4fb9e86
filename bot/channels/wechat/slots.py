"""Answers in the very reply to a callback: whoever waits there is served before a message is sent by itself.

A slot is open from before a message is kept until its reply must leave. It is known to this process alone; where
sending is another process's business, none is opened, and everything is sent by itself.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import contextmanager


class Slot:
    """The place for one answer."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._said: asyncio.Future[str] = loop.create_future()
        self._left: asyncio.Future[bool] = loop.create_future()

    async def said(self, seconds: float) -> str:
        """Waits so long for an answer; empty when there is none. From then on the slot takes none."""
        try:
            async with asyncio.timeout(seconds):
                return await asyncio.shield(self._said)
        except TimeoutError:
            self._said.cancel()
            return ""

    def close(self) -> None:
        """No answer is waited for."""
        self._said.cancel()

    def left(self, arrived: bool) -> None:
        """The reply is written, or it could not be."""
        if not self._left.done():
            self._left.set_result(arrived)

    async def answer(self, text: str) -> bool:
        """Hands in the answer, and returns once the reply is written: whether it was."""
        self._said.set_result(text)
        return await self._left

    @property
    def free(self) -> bool:
        """Whether it still takes an answer."""
        return not self._said.done()


class Slots:
    """The open slots, by address, the oldest first."""

    def __init__(self) -> None:
        self._open: dict[str, deque[Slot]] = defaultdict(deque)

    @contextmanager
    def opened(self, address: str) -> Iterator[Slot]:
        """A slot for this address, until the block ends."""
        slot = Slot()
        self._open[address].append(slot)
        try:
            yield slot
        finally:
            self._open[address].remove(slot)
            if not self._open[address]:
                del self._open[address]

    def free(self, address: str) -> Slot | None:
        """One that waits for an answer to this address."""
        return next((slot for slot in self._open.get(address, ()) if slot.free), None)
