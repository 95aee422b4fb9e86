"""Where a campaign by hand runs: a database of its own, gone afterwards; and the seed it can be repeated with."""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from storage import migrations
from storage.engine import Database
from tests.postgres import Server


class Found(Protocol):
    """What a campaign found; its text are the figures."""

    @property
    def faults(self) -> Sequence[str]:
        """What was wrong."""


@contextmanager
def place(postgres: bool) -> Iterator[Database]:
    """An empty migrated database: a SQLite file, or one of an embedded PostgreSQL."""
    if postgres:
        with Server.start() as server, server.fresh() as database:
            yield database
        return
    with tempfile.TemporaryDirectory(prefix="baocun-campaign-") as folder:
        database = Database(str(Path(folder) / "baocun.db"))
        migrations.ensure(database)
        yield database
        database.close()


def seed() -> int:
    """A seed nobody chose."""
    return random.SystemRandom().randrange(1_000_000)


def options(about: str) -> argparse.ArgumentParser:
    """What every campaign takes: the seed of an earlier run."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--seed", type=int, default=seed())
    return parser


def by_hand(about: str, amount: str, default: int, run: Callable[[Database, int, int], Sequence[Found]]) -> int:
    """A campaign's command: prints the seed first, the figures last; 1 when something was wrong.

    `amount` names how much is tried; `run` gets the database, that much, and the seed.
    """
    parser = options(about)
    parser.add_argument(f"--{amount}", dest="amount", type=int, default=default)
    parser.add_argument("--postgres", action="store_true")
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    started = time.monotonic()
    with place(given.postgres) as database:
        outcomes = run(database, given.amount, given.seed)
    print("\n".join(map(str, outcomes)), f"\n{time.monotonic() - started:.0f} s")
    return 1 if any(outcome.faults for outcome in outcomes) else 0
