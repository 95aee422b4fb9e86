"""Reading one sentence, and what its modules and a township's names cost to load."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from statistics import median

from handlers.reading import NameIndex, read
from tests.bench.measure import Result, Size, timed
from tests.command import environment
from tests.reading.township import DATA, Township, sentences

A_SECOND = 1_000
IMPORT_SECONDS = 0.3
_IMPORT = "import time; t = time.perf_counter(); import handlers.reading; print(time.perf_counter() - t)"


def reading(size: Size) -> Iterator[Result]:
    """Sentences a second on one core, and the import in a fresh interpreter."""
    town = Township(DATA / "township-a.json")
    built = timed(lambda: NameIndex(town.villages, town.staff()))
    detail = f"{len(town.villages)} villages, names compiled in {built * 1000:.0f} ms"
    yield Result("sentences read", sentences_a_second(town, size.rounds), A_SECOND, detail, "/s")
    seconds = [import_seconds() for _ in range(size.starts)]
    detail = f"fastest {min(seconds):.2f} s of {len(seconds)}"
    yield Result("import of the reading", median(seconds), IMPORT_SECONDS, detail, "s", at_most=True)


def sentences_a_second(town: Township, rounds: int) -> float:
    """All sentences of the first township, over and over."""
    given = [(row["text"], datetime.fromisoformat(row["now"]), row["me"]) for row in sentences("reading-dev.jsonl")]
    work = [(text, now, town.home(me, now.date())) for text, now, me in given]

    def once() -> None:
        for text, now, home in work:
            read(text, now, town.index, home)

    once()
    return len(work) / median(timed(once) for _ in range(rounds))


def import_seconds() -> float:
    """What `import handlers.reading` costs in a fresh interpreter."""
    done = subprocess.run(
        [sys.executable, "-c", _IMPORT], capture_output=True, text=True, check=True, env=environment()
    )
    return float(done.stdout)
