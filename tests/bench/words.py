"""A menu word, a form's answer and a button, kept and answered, against the bare echo that stores nothing."""

from __future__ import annotations

from collections.abc import Iterator

from storage.engine import Database
from tests.bench import echo
from tests.bench.measure import Result, Size, interleaved, rate, ratio, spread, timed
from tests.bench.path import Crowd
from tests.campaigns.place import place

SQLITE_GATE = 1.0
SQLITE_STRETCH = 1.5
# A press needs no reading, but its card looked up.
PRESS_GATE = 0.5
PRESS_STRETCH = 3.0
POSTGRES_GATE = 0.5


def words(size: Size) -> Iterator[Result]:
    """On SQLite, every commit synced."""
    with place(postgres=False) as database:
        with database.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2, "not FULL"
        yield from _against_echo(database, size, "SQLite FULL", SQLITE_GATE, f"stretch {SQLITE_STRETCH}, ")


def postgres(size: Size) -> Iterator[Result]:
    """On PostgreSQL, every commit synced."""
    with place(postgres=True) as database:
        with database.engine.connect() as connection:
            for setting in ("fsync", "synchronous_commit"):
                assert connection.exec_driver_sql(f"SHOW {setting}").scalar() == "on", setting
        yield from _against_echo(database, size, "PostgreSQL", POSTGRES_GATE, "")


def _against_echo(database: Database, size: Size, where: str, gate: float, note: str) -> Iterator[Result]:
    crowd, bot = Crowd(database, size.people), echo.Bot()
    updates = [echo.update(number, "菜单", number % size.people) for number in range(size.messages)]
    turns = {
        "word": lambda: crowd.handled(crowd.words(size.messages)),
        "answer": crowd.answered,
        "press": lambda: crowd.pressed(size.messages),
        "edge": lambda: crowd.whole(crowd.words(size.messages)),
        "echo": lambda: timed(lambda: bot.handle(updates), len(updates)),
    }
    took = interleaved(turns, size.rounds)
    bot.close()
    bare = took["echo"]
    for name, what in (("word", "menu word"), ("answer", "form answer"), ("press", "button")):
        mine = took[name]
        aim = f"stretch {PRESS_STRETCH}, " if name == "press" and note else note
        detail = f"{aim}rounds {spread(mine, bare)}, {rate(mine)} to {rate(bare)}"
        if name == "word":
            detail += f"; from the edge {ratio(took['edge'], bare):.2f}"
        least = PRESS_GATE if name == "press" else gate
        yield Result(f"{what}, {where} ÷ echo", ratio(mine, bare), least, detail)
