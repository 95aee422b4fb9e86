"""How fast a platform may be written to: one window for all chats, one for each chat, and a halt that it asked for."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager

from msgspec import Struct

from bot.crowd import Crowd

# Chats that are remembered before those that have been quiet for long are forgotten.
MOST_CHATS = 4000


class Rate(Struct, frozen=True):
    """At most so many messages in so many seconds."""

    most: int
    seconds: float


class Rates(Struct, frozen=True):
    """A platform's bounds: over all chats, for a chat with one person, for a group."""

    overall: Rate
    person: Rate
    group: Rate


class Halted(Exception):
    """The platform wants to be left alone for so many seconds: too long to wait in line for."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"for {seconds:.0f} s")
        self.seconds = seconds


class Crowded(Exception):
    """It would take so many seconds until a message may go to this address: too long to wait for."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"for {seconds:.0f} s")
        self.seconds = seconds


class Limiter:
    """Lets messages out one by one. `clock` counts seconds; `group` tells a group's address from a person's."""

    def __init__(
        self,
        rates: Rates,
        group: Callable[[str], bool] = lambda address: False,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._rates = rates
        self._group = group
        self._clock = clock or time.monotonic
        self._sent: dict[str, deque[float]] = {}
        self._all = Crowd(rates.overall.most, rates.overall.seconds)
        # First come, first served: an answer stands before what is said to many. Whoever's own chat makes him wait does
        # so before he gets in line.
        self._line = asyncio.Lock()
        self._halted_until = 0.0
        self._full = MOST_CHATS

    @property
    def longest(self) -> float:
        """For how many seconds what was sent counts."""
        return max(rate.seconds for rate in (self._rates.overall, self._rates.person, self._rates.group))

    def recall(self, sent: Iterable[tuple[str, float]]) -> None:
        """After a restart: what an earlier process sent, oldest first, as (address, seconds ago)."""
        now = self._clock()
        for address, ago in sent:
            self._note(address, now - ago)
            self._all.recall(now - ago)

    def halt(self, seconds: float) -> None:
        """The platform asked to be left alone: nothing goes out for so long, to nobody."""
        self._halted_until = max(self._halted_until, self._clock() + seconds)

    @asynccontextmanager
    async def turn(self, address: str, messages: int = 1) -> AsyncIterator[None]:
        """Waits until a message may go to this address. What is done inside is the sending. Raises Halted.

        `messages` that go out in one call, an album, wait for one and count as many.
        """
        while (wait := self._of_chat(address)) > 0:  # noqa: ASYNC110 - it is known for how long
            await asyncio.sleep(wait)
        async with self._line:
            while (wait := self._wait(address)) > 0:  # noqa: ASYNC110
                await asyncio.sleep(wait)
            left = self._clock()
            for _ in range(messages):
                chat = self._note(address, left)
            self._all.leave(left, messages)
        try:
            yield
        finally:
            # It arrived at some moment in between: the next one counts from the latest it can have been.
            chat[-1] = self._clock()
            self._all.arrive(left, chat[-1], messages)

    @asynccontextmanager
    async def turn_of(self, addresses: Sequence[str], patience: float) -> AsyncIterator[None]:
        """The same for one message to several, which is one call; waits no longer than `patience` seconds.

        Raises Halted, Crowded.
        """
        end = self._clock() + patience
        while (wait := max(self._wait(address) for address in addresses)) > 0:
            if self._clock() + wait > end:
                raise Crowded(wait)
            await asyncio.sleep(wait)
        left = self._clock()
        chats = [self._note(address, left) for address in addresses]
        self._all.leave(left)
        try:
            yield
        finally:
            arrived = self._clock()
            for chat in chats:
                chat[-1] = arrived
            self._all.arrive(left, arrived)

    def _wait(self, address: str) -> float:
        now = self._clock()
        if now < self._halted_until:
            raise Halted(self._halted_until - now)
        return max(self._all.free(now) - now, self._of_chat(address))

    def _of_chat(self, address: str) -> float:
        rate = self._rates.group if self._group(address) else self._rates.person
        return _free(self._sent.get(address, deque()), rate) - self._clock()

    def _note(self, address: str, moment: float) -> deque[float]:
        if address not in self._sent and len(self._sent) >= self._full:
            self._forget(moment)
        most = max(self._rates.person.most, self._rates.group.most)
        chat = self._sent.setdefault(address, deque(maxlen=most))
        chat.append(moment)
        return chat

    def _forget(self, now: float) -> None:
        self._sent = {address: sent for address, sent in self._sent.items() if now - sent[-1] < self.longest}
        # Where nearly all of them were written to just now, it is not looked again at every one.
        self._full = max(MOST_CHATS, 2 * len(self._sent))


def _free(sent: deque[float], rate: Rate) -> float:
    """The moment from which on one more is within the rate."""
    return sent[-rate.most] + rate.seconds if len(sent) >= rate.most else 0.0
