"""Where a campaign by hand runs: a database of its own, gone afterwards; and the seed it can be repeated with."""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage import migrations
from storage.engine import Database
from tests.postgres import Server


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
