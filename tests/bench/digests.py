"""A leader's digest when years are stored, the whole weekly pack, and its picture."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median
from typing import Final

from handlers.digests.digest import digest
from handlers.digests.facts import gather
from handlers.digests.pictures import heat, trend
from handlers.kit.context import Eyes
from handlers.kit.texts import Texts
from handlers.papers import picture
from handlers.rules import periods
from storage import units
from storage.scope import Scope
from tests.bench.growth import Years
from tests.bench.measure import Result, Size, Turn, interleaved, ratio, spread
from tests.campaigns.place import place
from tests.path import office

GATE: Final = 2.0
PACK_SECONDS: Final = 0.5
PICTURE_SECONDS: Final = 0.05
PICTURE_BYTES: Final = 150_000


class Leader:
    """Who reads all of one township, in a county with years behind it."""

    def __init__(self, years: Years) -> None:
        self._database = years.database
        self._now = office.NOW.astimezone(office.SHANGHAI)
        with self._database.reading() as session:
            township = units.townships(session)[0]
            self._scope = Scope(0, township.id, (township.path,), roles=frozenset({"leader"}))

    def digest(self) -> float:
        """Seconds of last week's digest, in words."""
        return self._with(lambda eyes: digest(eyes, gather(eyes, periods.of("week", self._now.date()).before)))

    def pack(self) -> float:
        """Seconds of the digest and its picture."""
        return self._with(self._pack)

    def drawn(self) -> tuple[float, int]:
        """Seconds of the drawing alone, and the bytes of the picture."""
        with self._database.reading() as session:
            eyes = Eyes(session, self._scope, self._now, Texts("zh_CN"))
            week = periods.of("week", self._now.date()).before
            fields, bars = heat(eyes, week), trend(eyes, week)
        started = time.perf_counter()
        body = picture.draw("云溪镇 上周", fields, bars)
        return time.perf_counter() - started, len(body)

    def _pack(self, eyes: Eyes) -> None:
        week = periods.of("week", self._now.date()).before
        digest(eyes, gather(eyes, week))
        picture.draw("云溪镇 上周", heat(eyes, week), trend(eyes, week))

    def _with(self, work: Callable[[Eyes], object]) -> float:
        started = time.perf_counter()
        with self._database.reading() as session:
            work(Eyes(session, self._scope, self._now, Texts("zh_CN")))
        return time.perf_counter() - started


def digests(size: Size) -> Iterator[Result]:
    """The digest over few and many entries side by side; the pack and the picture over many."""
    with ExitStack() as places:
        few, many = (
            Years(places.enter_context(place(postgres=False)), size, entries) for entries in (size.few, size.many)
        )
        short, long = Leader(few), Leader(many)
        turns: dict[str, Turn] = {"many": long.digest, "few": short.digest, "pack": long.pack}
        took = interleaved(turns, size.rounds)
        drawings = [long.drawn() for _ in range(size.rounds)]
    detail = f"rounds {spread(took['few'], took['many'])}, {1000 * median(took['many']):.0f} ms at {many.entries:,}"
    detail += f", {1000 * median(took['few']):.0f} ms at {few.entries:,}"
    yield Result("cost of a digest, years stored ÷ weeks", ratio(took["few"], took["many"]), GATE, detail, at_most=True)
    said = f"words and picture, {many.entries:,} entries stored"
    yield Result("a whole weekly pack", median(took["pack"]), PACK_SECONDS, said, "s", at_most=True)
    seconds = median(spent for spent, _ in drawings)
    yield Result("a picture, once warm", seconds, PICTURE_SECONDS, "13 villages, 8 weeks", "s", at_most=True)
    largest = max(body for _, body in drawings)
    yield Result("bytes of a picture", largest, PICTURE_BYTES, "13 villages, 8 weeks", "B", at_most=True)
