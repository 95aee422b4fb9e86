"""kill -9 at random moments: nothing lost, nothing double, everybody in order.

`python -m tests.campaigns.kill --kills 200 [--postgres] [--seed N]`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from storage.engine import Database
from tests.campaigns import books, place
from tests.campaigns.life import Life
from tests.campaigns.platform import Platform
from tests.path import office

PEOPLE = 40
# A life ends up to this long after it has got to work. One in so many ends while it starts, but never two such lives
# in a row: a message whose process dies under it three times running is taken for the cause and dead-lettered.
LONGEST = 0.4
STILLBORN = 0.15
STARTING = 0.3
# A process that does no work for so long is killed all the same.
FIRST_SECONDS = 30
# What is left of a long campaign is handled within this time.
LAST_SECONDS = 900
# Between two batches, so that handling keeps up with keeping and a long campaign does not end in a longer wait.
PACE = 0.02


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a campaign did, and what it found wrong."""

    seed: int
    kills: int
    said: int
    again: int
    acknowledged: int
    taken_back: int
    faults: tuple[str, ...]

    def __str__(self) -> str:
        lines = [
            f"seed {self.seed}: {self.kills} kills, {self.said} messages, {self.again} sent again, "
            f"{self.acknowledged} acknowledged, {self.taken_back} handled at a second try, {len(self.faults)} faults",
            *self.faults[:20],
        ]
        return "\n".join(lines)


def campaign(database: Database, kills: int, seed: int, *, bug: str = "") -> Outcome:
    """Kills the process that many times while it works, lets it finish, and reads the books."""
    office.settle(database, PEOPLE)
    platform = Platform(seed, PEOPLE)
    flags = ("--bug", bug) if bug else ()
    stillborn = False
    for _ in range(kills):
        stillborn = not stillborn and platform.random.random() < STILLBORN
        with Life(database.url, *flags, ready=not stillborn) as life:
            (_wait if stillborn else _work)(life, platform)
            platform.hear(life.kill())
    with Life(database.url, *flags) as life:
        platform.resume(life)
        platform.hear(life.idle(LAST_SECONDS))
    found = tuple(books.faults(database, platform))
    told = (len(platform.said), platform.again, len(platform.acknowledged), books.tried_again(database))
    return Outcome(seed, kills, *told, found)


def _wait(life: Life, platform: Platform) -> None:
    """Hands in what is left to a process that only starts."""
    platform.resume(life)
    time.sleep(platform.random.uniform(0, STARTING))


def _work(life: Life, platform: Platform) -> None:
    """Sends and listens until the random moment of this life's end."""
    platform.resume(life)
    _send(life, platform, platform.heard_back, FIRST_SECONDS)
    _send(life, platform, lambda: False, platform.random.uniform(0, LONGEST))


def _send(life: Life, platform: Platform, enough: Callable[[], bool], seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not life.dead and not enough():
        platform.send(life)
        platform.hear(list(life.heard(PACE)))
        time.sleep(PACE)


def main() -> int:
    """By hand: `--kills N`, and `--postgres`."""
    return place.by_hand(
        "kill -9 at random moments", "kills", 200, lambda database, kills, seed: [campaign(database, kills, seed)]
    )


if __name__ == "__main__":
    sys.exit(main())
