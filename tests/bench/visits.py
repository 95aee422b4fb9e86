"""A visit told in one sentence, read and recorded, against the typical author's bot: message by message."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path as Folder

from sqlalchemy import func, select, update

from handlers.routes import routes
from storage.engine import Database
from storage.tables import Entry, Issue
from tests.bench import county, echo, typical
from tests.bench.county import Cadre
from tests.bench.measure import Result, Size, interleaved, rate, ratio, spread, timed
from tests.bench.path import Path, Said
from tests.campaigns.place import place
from tests.reading.township import sentences

GATE = 2.0
# Of the sentences told, at least so many must have become records, or something else was measured.
RECORDED = 0.95


class Villages(Path):
    """Cadres of a county and the sentences in which they tell of visits."""

    def __init__(self, database: Database, cadres: Sequence[Cadre]) -> None:
        self._cadres = cadres
        super().__init__(database, routes())

    def sentences(self) -> list[Said]:
        """Each visit of the reader's development sentences, told by the cadre of that name of every township."""
        told = [(row["me"], row["text"]) for row in sentences("reading-dev.jsonl") if "visit" in row["gold"]["kind"]]
        return [(cadre.address, text) for me, text in told for cadre in self._cadres if cadre.name == me]

    def told(self) -> float:
        """Seconds a message of all sentences, from the inbox row to the queued card."""
        self._settle()
        before, said = self.records(), self.sentences()
        spent = self.handled(said)
        share = (self.records() - before) / len(said)
        assert share >= RECORDED, f"only {share:.0%} of the sentences were recorded"
        return spent

    def records(self) -> int:
        """How many records are stored."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(Entry)) or 0

    def _settle(self) -> None:
        """What the last round told is settled: no village has the same matter open a dozen times."""
        with self.database.begin() as connection:
            live = update(Issue).where(Issue.done_on.is_(None)).values(done_on=self.now.date(), state="resolved")
            connection.execute(live.execution_options(unscoped=True))


def visits(size: Size) -> Iterator[Result]:
    """On SQLite: ours with every commit synced, theirs with the driver's defaults."""
    with place(postgres=False) as database, tempfile.TemporaryDirectory(prefix="baocun-bench-") as folder:
        villages = Villages(database, county.settle(database, size.townships))
        author, bare = typical.Bot(Folder(folder)), echo.Bot()
        conversations = typical.conversations(max(size.messages // 16, 1))
        echoed = [
            echo.update(number, text, number % size.people) for number, (_, text) in enumerate(villages.sentences())
        ]
        turns = {
            "ours": villages.told,
            "theirs": lambda: timed(lambda: author.handle(conversations), len(conversations)),
            "echo": lambda: timed(lambda: bare.handle(echoed), len(echoed)),
        }
        took = interleaved(turns, size.rounds)
        whole = len(conversations) // len(typical.VISIT) * (size.rounds + 1)
        assert author.visits() == whole, "the typical bot lost visits"
        author.close()
        bare.close()
    ours, theirs = took["ours"], took["theirs"]
    figure = ratio(ours, theirs)
    detail = f"rounds {spread(ours, theirs)}, {rate(ours)} to {rate(theirs)}"
    detail += f"; a whole visit {figure * len(typical.VISIT):.1f}; ÷ echo {ratio(ours, took['echo']):.2f}"
    yield Result("visit in a sentence ÷ typical bot, a message", figure, GATE, detail)
