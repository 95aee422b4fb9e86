"""Whether the clock on the wall can be believed: one that jumps must not set off a year's messages at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

# A difference between the wall and the time since the machine was started, from one look to the next, that is a jump.
JUMP: Final = timedelta(minutes=5)
# So long the clock has to go evenly again before it is believed.
STABLE: Final = timedelta(minutes=15)

log = structlog.get_logger()


def since_boot() -> timedelta:
    """The time since the machine was started, its sleep included where the system counts it; never set by anybody."""
    source = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return timedelta(seconds=time.clock_gettime(source))


class Steady:
    """Compares the wall's clock with the machine's own at every look."""

    def __init__(self, wall: Callable[[], datetime], own: Callable[[], timedelta] = since_boot) -> None:
        self._wall = wall
        self._own = own
        self._apart: datetime = wall() - own()
        self._until: timedelta | None = None

    def look(self) -> bool:
        """Whether anything may be said of its own accord: no jump now, nor one that is not long enough ago."""
        wall, own = self._wall(), self._own()
        moved, self._apart = wall - own - self._apart, wall - own
        if abs(moved) > JUMP:
            self._until = own + STABLE
            log.error("clock_jump", seconds=moved.total_seconds(), held_minutes=STABLE.total_seconds() / 60)
        elif self._until is not None and own >= self._until:
            self._until = None
            log.warning("clock_steady")
        return self._until is None
