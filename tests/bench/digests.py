"""A leader's digest when years are stored, of a township and of a county; the whole weekly pack, and its picture."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any, Final

from sqlalchemy import text

from handlers import ledgers
from handlers.digests.digest import digest
from handlers.digests.facts import gather
from handlers.digests.pictures import heat, trend
from handlers.kit.context import Eyes
from handlers.kit.texts import Texts
from handlers.ledgers import Wanted
from handlers.papers import picture
from handlers.rules import periods
from storage import people, units
from storage.areas import Area
from storage.engine import Database
from storage.tables import Unit
from tests.bench import county, history
from tests.bench.measure import Result, Size, Turn, interleaved, ratio, spread
from tests.bench.visits import Villages
from tests.campaigns.place import place
from tests.path import office

GATE: Final = 2.0
DIGEST_SECONDS: Final = 0.005
PACK_SECONDS: Final = 0.5
PICTURE_SECONDS: Final = 0.05
PICTURE_BYTES: Final = 150_000
TITLE: Final = "云溪镇 上周"
# What a digest and its ledger read; of years the rest is not copied.
READ: Final = ("entries", "visits", "entry_people", "issues", "issue_households", "issue_events", "duty_evidence")
READ_TOO: Final = ("promises",)


class Years:
    """A county of townships with so many entries behind it; somebody leads the first of them, somebody the county."""

    def __init__(self, database: Database, size: Size, entries: int) -> None:
        self._database = database
        self._now = office.NOW.astimezone(office.SHANGHAI)
        villages = Villages(database, county.settle(database, size.county))
        self.entries = history.fill(villages, entries, size.county, (*READ, *READ_TOO))
        with database.writing() as session:
            township = units.townships(session)[0]
            above = session.get_one(Unit, township.parent_id)
            for unit in (township, above):
                person = people.add(session, f"领导{unit.id}", unit).id
                people.grant(session, person, "leader", unit.id, self._now.date())
                scope = people.scope_of(session.connection(), person)
                assert scope is not None
                if unit is township:
                    self._township = scope
                else:
                    self._county = scope
        with database.begin() as connection:
            connection.execute(text("ANALYZE"), execution_options={"unscoped": True})

    def digest(self) -> float:
        """Seconds of last week's digest of the township, in words."""
        return self._with(self._township, lambda eyes: digest(eyes, gather(eyes, self._week())))

    def digest_of_county(self) -> float:
        """The same of the county."""
        return self._with(self._county, lambda eyes: digest(eyes, gather(eyes, self._week())))

    def pack(self) -> float:
        """Seconds of the township's digest, its picture, and the ledger of the week's visits."""
        return self._with(self._township, self._pack)

    def drawn(self) -> tuple[float, int]:
        """Seconds of the drawing alone, and the bytes of the picture."""
        with self._database.reading() as session:
            eyes = Eyes(session, self._township, self._now, Texts("zh_CN"))
            fields, bars = heat(eyes, self._week()), trend(eyes, self._week())
        started = time.perf_counter()
        body = picture.draw(TITLE, fields, bars)
        return time.perf_counter() - started, len(body)

    def _pack(self, eyes: Eyes) -> None:
        digest(eyes, gather(eyes, self._week()))
        picture.draw(TITLE, heat(eyes, self._week()), trend(eyes, self._week()))
        below = tuple(unit.id for unit in units.below(eyes.session, eyes.scope))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "ledger.xlsx"
            ledgers.write(eyes, Wanted("visits", self._week(), Area(below, rest=True), "云溪镇"), path)

    def _week(self) -> Any:
        return periods.of("week", self._now.date()).before

    def _with(self, scope: Any, work: Callable[[Eyes], object]) -> float:
        started = time.perf_counter()
        with self._database.reading() as session:
            work(Eyes(session, scope, self._now, Texts("zh_CN")))
        return time.perf_counter() - started


def digests(size: Size) -> Iterator[Result]:
    """The digests over few and many entries side by side; the pack and the picture over many."""
    with ExitStack() as places:
        few, many = (
            Years(places.enter_context(place(postgres=False)), size, entries) for entries in (size.weeks, size.years)
        )
        turns: dict[str, Turn] = {
            "many": many.digest,
            "few": few.digest,
            "county, many": many.digest_of_county,
            "county, few": few.digest_of_county,
            "pack": many.pack,
        }
        took = interleaved(turns, size.rounds)
        drawings = [many.drawn() for _ in range(size.rounds)]
    yield from _grown("a digest", took["few"], took["many"], few, many)
    stored = f"{many.entries:,} entries stored"
    yield Result("a digest of a township", median(took["many"]), DIGEST_SECONDS, stored, "s", at_most=True)
    of = f"a digest of {size.county} townships"
    yield from _grown(of, took["county, few"], took["county, many"], few, many)
    said = f"words, picture and the ledger of visits, {stored}"
    yield Result("a whole weekly pack", median(took["pack"]), PACK_SECONDS, said, "s", at_most=True)
    seconds = median(spent for spent, _ in drawings)
    yield Result("a picture, once warm", seconds, PICTURE_SECONDS, "13 villages, 8 weeks", "s", at_most=True)
    largest = max(body for _, body in drawings)
    yield Result("bytes of a picture", largest, PICTURE_BYTES, "13 villages, 8 weeks", "B", at_most=True)


def _grown(what: str, fast: list[float], slow: list[float], few: Years, many: Years) -> Iterator[Result]:
    detail = f"rounds {spread(fast, slow)}, {1000 * median(slow):.1f} ms at {many.entries:,}"
    detail += f", {1000 * median(fast):.1f} ms at {few.entries:,}"
    yield Result(f"cost of {what}, years ÷ weeks", ratio(fast, slow), GATE, detail, at_most=True)
