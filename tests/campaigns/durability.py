"""Every acknowledgement comes after a sync of the log that holds its message, as strace sees it.

`python -m tests.campaigns.durability --acknowledgements 20000 [--synchronous NORMAL] [--seed N]`
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from storage.engine import Database
from tests.campaigns import place, strace
from tests.campaigns.life import Life
from tests.campaigns.platform import Platform
from tests.path import office

PEOPLE = 40
# A process that acknowledges nothing for so long has failed.
SILENCE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Outcome:
    """How much was acknowledged, how often the log was synced, and which acknowledgements came too early."""

    seed: int
    acknowledged: int
    syncs: int
    early: tuple[str, ...]

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.acknowledged} acknowledged, {self.syncs} syncs, {len(self.early)} too early"


def campaign(database: Database, acknowledgements: int, seed: int, *flags: str) -> Outcome:
    """Has that many messages acknowledged by a process under strace, and reads what strace saw."""
    office.settle(database, PEOPLE)
    platform = Platform(seed, PEOPLE)
    with tempfile.TemporaryDirectory(prefix="baocun-strace-") as folder:
        trace = Path(folder) / "trace"
        with Life(database.url, *flags, wrap=strace.command(trace)) as life:
            _send(life, platform, acknowledgements)
        watch = strace.Watch()
        with trace.open(encoding="ascii") as lines:
            seen = list(watch.early(lines))
    missed = platform.acknowledged - {key for key, _ in seen}
    assert not missed, f"strace has not seen all: {sorted(missed)[:3]}"
    return Outcome(seed, len(seen), watch.syncs, tuple(key for key, early in seen if early))


def _send(life: Life, platform: Platform, acknowledgements: int) -> None:
    silent = time.monotonic()
    while len(platform.acknowledged) < acknowledgements and time.monotonic() - silent < SILENCE_SECONDS:
        platform.send(life)
        if heard := list(life.heard(0.01)):
            platform.hear(heard)
            silent = time.monotonic()


def main() -> int:
    """By hand: prints the seed first, the figures last; 1 when an acknowledgement came too early."""
    parser = place.options("every acknowledgement after a sync")
    parser.add_argument("--acknowledgements", type=int, default=20_000)
    parser.add_argument("--synchronous", default="", help="NORMAL is the control that must fail")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    started = time.monotonic()
    flags = ("--synchronous", options.synchronous) if options.synchronous else ()
    with place.place(postgres=False) as database:
        outcome = campaign(database, options.acknowledgements, options.seed, *flags)
    print(f"{outcome}\n{time.monotonic() - started:.0f} s")
    return 1 if outcome.early else 0


if __name__ == "__main__":
    sys.exit(main())
