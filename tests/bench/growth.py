"""What a message costs when years are stored, against what it costs after a few weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

from storage.engine import Database
from tests.bench import county, history
from tests.bench.measure import Result, Size, Turn, interleaved, rate, ratio, spread
from tests.bench.path import Said
from tests.bench.stored import Mark
from tests.bench.visits import Villages
from tests.campaigns.place import place

GATE = 1.2


class Years(Villages):
    """A county with so many entries behind it; every round begins where they end."""

    def __init__(self, database: Database, size: Size, entries: int) -> None:
        cadres = county.settle(database, size.townships)
        super().__init__(database, cadres)
        self.entries = history.fill(self, entries, size.townships)
        self.words: list[Said] = [(cadre.address, word) for word in ("菜单", "好的") for cadre in cadres]
        self._mark = Mark(database)

    def says(self, said: Sequence[Said]) -> float:
        """Seconds a message from the edge to the queued reply."""
        spent = self.whole(said)
        self._mark.clear()
        return spent


def growth(size: Size) -> Iterator[Result]:
    """A sentence that becomes a record, and words that are only answered."""
    with ExitStack() as places:
        few, many = (
            Years(places.enter_context(place(postgres=False)), size, entries) for entries in (size.few, size.many)
        )
        turns: dict[str, Turn] = {
            "visit, many": lambda: many.says(many.sentences()),
            "visit, few": lambda: few.says(few.sentences()),
            "word, many": lambda: many.says(many.words),
            "word, few": lambda: few.says(few.words),
        }
        took = interleaved(turns, size.rounds)
    for what in ("visit", "word"):
        slow, fast = took[f"{what}, many"], took[f"{what}, few"]
        detail = f"rounds {spread(fast, slow)}, {rate(slow)} at {many.entries:,}, {rate(fast)} at {few.entries:,}"
        yield Result(f"cost of a {what}, years stored ÷ weeks", ratio(fast, slow), GATE, detail, at_most=True)
