"""How fast the bot may send: 30 a second in all, one a second to a chat, 20 a minute to a group.

The platform lets short bursts pass; the fake does not, so that a bot that passes here has room there. Windows are a
tenth shorter than named, for what was sent a second apart may arrive nine tenths apart.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.wording import flood

SLACK = 0.9


@dataclass
class Rates:
    """The limits; `enforced` off lets everything pass."""

    enforced: bool = True
    overall: int = 30
    chat: int = 1
    group: int = 20
    clock: Callable[[], float] = time.monotonic
    _sent: dict[Hashable, deque[float]] = field(default_factory=dict)

    def count(self, chat: Chat, messages: int = 1) -> None:
        """Counts a sending. Raises Refusal when it comes too soon."""
        if not self.enforced:
            return
        window = (chat.id, self.chat, 1.0) if chat.private else (chat.id, self.group, 60.0)
        now = self.clock()
        windows = (("all", self.overall, 1.0), window)
        for key, most, seconds in windows:
            self._room(key, most, seconds * SLACK, now)
        for key, _, _ in windows:
            self._sent[key].extend([now] * messages)

    def _room(self, key: Hashable, most: int, seconds: float, now: float) -> None:
        sent = self._sent.setdefault(key, deque())
        while sent and now - sent[0] >= seconds:
            sent.popleft()
        if len(sent) >= most:
            raise flood(sent[0] + seconds - now, mistake=True)
