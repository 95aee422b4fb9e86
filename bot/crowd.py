"""A platform's bound over all chats: who may leave now, so that it never counts too many, and hardly too few."""

from __future__ import annotations

from bisect import insort
from collections import deque

# Where many wait, they leave evenly and a bit slower than allowed: on their way they do not stay as far apart as they
# left. So many may leave at once, after a pause and to make up for one.
EVENLY = 0.985
AT_ONCE = 8
# With all of them under way, how soon it is looked again.
LOOK_AGAIN = 0.02
# What is known of the way: nobody needs less, and each message may need so many times as long as the quickest so far.
AT_LEAST = 0.005
SLOWER = 1.05


class Crowd:
    """All messages to one platform, at most so many in so many seconds. Moments are seconds of one clock."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._arrived: deque[float] = deque(maxlen=most)
        self._under_way = 0
        self._gap = seconds / most / EVENLY
        self._even = 0.0
        self._quickest = 0.0

    def recall(self, moment: float) -> None:
        """One that an earlier process sent."""
        self._arrived.append(moment)

    def leave(self, moment: float, messages: int = 1) -> None:
        """So many go out in one call."""
        self._under_way += messages
        self._even = max(self._even, moment) + self._gap * messages

    def arrive(self, left: float, moment: float, messages: int = 1) -> None:
        """A call that had left then was answered. Its messages count from the latest moment they can have arrived:
        shortly before, by what the quickest ones need for their way."""
        self._under_way -= messages
        self._quickest = min(moment - left, max(AT_LEAST, self._quickest * SLOWER))
        for _ in range(messages):
            if len(self._arrived) == self._most:
                self._arrived.popleft()
            insort(self._arrived, moment - self._quickest)

    def free(self, now: float) -> float:
        """The moment from which on one more may leave."""
        room = self._most - self._under_way
        if room <= 0:
            return now + LOOK_AGAIN
        full = self._arrived[-room] + self._seconds if len(self._arrived) >= room else 0.0
        return max(full, self._even - self._gap * AT_ONCE)
