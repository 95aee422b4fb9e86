"""Reading speed: ``python -m tests.bench.reading`` prints sentences a second, index build and import times."""

import subprocess
import sys
import time
from datetime import datetime

from handlers.reading import NameIndex, read
from tests.reading.township import DATA, Township, sentences

ROUNDS = 20


def import_seconds() -> float:
    """What `import handlers.reading` costs in a fresh interpreter."""
    code = "import time; t = time.perf_counter(); import handlers.reading; print(time.perf_counter() - t)"
    return float(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout)


def sentences_a_second(town: Township) -> float:
    """All sentences of the first township, over and over, on one core."""
    rows = [(r["text"], datetime.fromisoformat(r["now"]), r["me"]) for r in sentences("reading-dev.jsonl")]
    work = [(text, now, town.home(me, now.date())) for text, now, me in rows]
    for text, now, home in work:
        read(text, now, town.index, home)
    start = time.perf_counter()
    for _ in range(ROUNDS):
        for text, now, home in work:
            read(text, now, town.index, home)
    return ROUNDS * len(work) / (time.perf_counter() - start)


def main() -> None:
    """Print the three figures."""
    town = Township(DATA / "township-a.json")
    start = time.perf_counter()
    NameIndex(town.villages, town.staff())
    built = time.perf_counter() - start
    print(f"sentences/s {sentences_a_second(town):8.0f}")
    print(f"index build {built * 1000:8.1f} ms")
    print(f"import      {import_seconds():8.3f} s")


if __name__ == "__main__":
    main()
