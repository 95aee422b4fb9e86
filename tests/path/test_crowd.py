"""The bound over all chats holds where the platform counts, not where the message leaves."""

from __future__ import annotations

import random
from collections import deque

from bot.crowd import Crowd

MOST = 30


def counted(ways: list[float], until: float) -> tuple[list[float], int]:
    """When messages with these ways arrive at a platform, each answered as late as it came; the most within a second."""
    crowd, now = Crowd(MOST, 1.0), 0.0
    under_way: deque[tuple[float, float]] = deque()
    arrived = []
    for way in ways:
        while True:
            while under_way and min(under_way)[0] <= now:
                answered, left = min(under_way)
                under_way.remove((answered, left))
                crowd.arrive(left, answered)
            free = crowd.free(now)
            if free <= now:
                break
            now = min([free, *(answered for answered, _ in under_way if answered > now)])
        if now > until:
            break
        crowd.leave(now)
        arrived.append(now + way)
        under_way.append((now + 2 * way, now))
    arrived.sort()
    most = max(sum(first <= other < first + 0.9 for other in arrived) for first in arrived)
    return arrived, most


def test_evenly_and_hardly_slower_than_allowed() -> None:
    for way in (0.002, 0.05, 0.3):
        arrived, most = counted([way] * 600, 15.0)
        assert most <= MOST
        later = [moment for moment in arrived if moment >= 5.0]  # by then it is known how long the way is
        assert (len(later) - 1) / (later[-1] - later[0]) >= 0.95 * MOST, way


def test_a_way_that_is_held_up_lets_no_crowd_arrive() -> None:
    dice = random.Random(6)
    ways = [dice.choice([0.005] * 30 + [0.8, 1.5]) for _ in range(600)]
    assert counted(ways, 30.0)[1] <= MOST
