"""What a beat of the clock costs with a million rules stored: when none is due, and when some are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, update

from handlers.mornings import Mornings
from storage.engine import Database
from storage.tables import Reminder
from storage.tables.base import table_of
from tests.bench.measure import Result, Size, Turn, interleaved, ratio, spread, timed
from tests.campaigns.place import place
from tests.path.office import NOW, SHANGHAI, settle

NOTHING_DUE_MS = 1.0
GROWTH = 1.2
# Rules that fall due at once, for whom nobody is there.
DUE = 50
BEATS = 20
_BATCH = 10_000
_rules = table_of(Reminder)


class Rules:
    """A township with so many rules, all of them for later; and its clock."""

    def __init__(self, database: Database, count: int) -> None:
        self._database = database
        self._mornings = Mornings()
        settle(database, 1, 1)
        self.count = count
        later = NOW + timedelta(days=30)
        with database.begin() as connection:
            for first in range(0, count, _BATCH):
                many = range(first, min(first + _BATCH, count))
                connection.execute(insert(_rules), [_row(later + timedelta(seconds=n)) for n in many])
        self.beat(NOW)  # the township's own rules are looked at for the first time
        with database.begin() as connection:
            usual = update(_rules).where(_rules.c.what != "text", _rules.c.township_id.is_not(None))
            connection.execute(usual.values(paused_at=NOW))

    def beat(self, now: datetime) -> None:
        """One step of the clock, from the begin to the commit."""
        with self._database.begin() as connection:
            self._mornings.step(connection, now.astimezone(SHANGHAI))

    def nothing_due(self) -> float:
        """Seconds a beat when nothing is due."""
        return timed(self._beats, BEATS)

    def _beats(self) -> None:
        for _ in range(BEATS):
            self.beat(NOW)

    def some_due(self) -> float:
        """Seconds a beat that finds some due; afterwards they are for later again."""
        with self._database.begin() as connection:
            some = _rules.c.id.in_(range(12, 12 + DUE)), _rules.c.township_id.is_not(None)
            connection.execute(update(_rules).where(*some).values(next_fire_at=NOW, every="daily"))
        return timed(lambda: self.beat(NOW))


def _row(at: datetime) -> dict[str, Any]:
    return {
        "township_id": 2,
        "what": "text",
        "text": "巡查",
        "every": "yearly:1-1",
        "at": time(7, 30),
        "next_fire_at": at,
    }


def clock(size: Size) -> Iterator[Result]:
    """A beat with nothing due, and what a beat with something due costs the more, the more is stored."""
    with ExitStack() as places:
        few, many = (Rules(places.enter_context(place(postgres=False)), count) for count in (size.few, size.rules))
        turns: dict[str, Turn] = {
            "nothing": many.nothing_due,
            "due, many": many.some_due,
            "due, few": few.some_due,
        }
        took = interleaved(turns, size.rounds)
    spent = sorted(took["nothing"])[len(took["nothing"]) // 2] * 1000
    yield Result(
        "beat with nothing due", spent, NOTHING_DUE_MS, f"{many.count:,} rules stored", unit="ms", at_most=True
    )
    grown = ratio(took["due, few"], took["due, many"])
    detail = f"rounds {spread(took['due, few'], took['due, many'])}, {DUE} due, {many.count:,} and {few.count:,} stored"
    yield Result("cost of a beat with rules due, many ÷ few", grown, GROWTH, detail, at_most=True)
