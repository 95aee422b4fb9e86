"""The sentences of a paper, section by section: each out of records, each number leading to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct

from handlers import card
from handlers.kit.context import Eyes
from handlers.rules import phones
from handlers.summaries import wording
from handlers.summaries.backing import Backing
from handlers.summaries.found import Found
from storage import units
from storage.ledgers import EntryRow, IssueRow

# Numbers of records named in a bracket, names in a sentence, matters of a list, and records told of a duty.
MOST_NUMBERS: Final = 6
MOST_NAMES: Final = 8
MOST_MATTERS: Final = 20
MOST_TOLD: Final = 3


class Sentences(Struct, frozen=True):
    """What is said of what was found in a period that ends with `last`."""

    eyes: Eyes
    found: Found
    last: date
    backing: Backing

    def visits(self) -> Iterable[str]:
        """How many in all, and village by village in the order of the township."""
        t, found = self.eyes.t, self.found.visits
        rows = [row for many in found.values() for row in many]
        if not rows:
            yield t("summary.no_visits")
            return
        what = t("summary.source_visits")
        seen = sum(len(row.seen) for row in rows)
        went, people, villages = (self.backing.count(n, what, rows) for n in (len(rows), seen, len(found)))
        yield t("summary.went", count=went, people=people, villages=villages)
        places = [unit.name for unit in units.below(self.eyes.session, self.eyes.scope)]
        for village, many in sorted(found.items(), key=lambda pair: (*places, pair[0]).index(pair[0])):
            yield self._village(village, many)

    def _village(self, village: str, many: Sequence[EntryRow]) -> str:
        t, what = self.eyes.t, self.eyes.t("summary.source_village", village=village)
        names = list(dict.fromkeys(name for row in many if not wording.veils(row) for name in row.seen))
        shown = t("digest.and").join(names[:MOST_NAMES])
        if len(names) > MOST_NAMES:
            shown = t("summary.and_so_on", names=shown, count=self.backing.count(len(names), what, many))
        seen = t("summary.seen", names=shown) if names else ""
        count, numbers = self.backing.count(len(many), what, many), self._numbers(what, many)
        return t("summary.went_to", village=village, count=count, seen=seen, numbers=numbers)

    def matters(self, first: date) -> Iterable[str]:
        """How many were told from `first` on, settled, and go on; what was settled, one by one."""
        told = [row for row in self.found.matters if first <= row.opened_on <= self.last]
        done, left = self._done(), self._left()
        yield self.eyes.t(
            "summary.told",
            told=self._count("told", told),
            done=self._count("done", done),
            left=self._count("left", left),
        )
        for row in done[:MOST_MATTERS]:
            assert row.done_on is not None  # they are the settled ones
            days = {"told": wording.short(self.eyes, row.opened_on), "done": wording.short(self.eyes, row.done_on)}
            yield self._matter("summary.settled", row, **days)
        if len(done) > MOST_MATTERS:
            yield self.eyes.t("summary.more", count=self._count("done", done, len(done) - MOST_MATTERS))

    def duties(self, notes: Mapping[str, str]) -> Iterable[str]:
        """The nine, with the latest records of each and one's own note on it."""
        for code, name in card.duties_of(self.eyes).items():
            many = self.found.duties.get(code, [])
            yield self._duty(name, many) if many else self.eyes.t("summary.no_records", name=name)
            if code in notes:
                yield self.eyes.t("summary.note", note=phones.hidden(notes[code]))

    def _duty(self, name: str, many: Sequence[EntryRow]) -> str:
        told = "".join(self._told(row) for row in many[-MOST_TOLD:] if not wording.veils(row))
        count, numbers = self.backing.count(len(many), name, many), self._numbers(name, many)
        return self.eyes.t("summary.records", name=name, count=count, told=told, numbers=numbers)

    def open(self) -> Iterable[str]:
        """What goes on, one by one."""
        left = self._left()
        if not left:
            yield self.eyes.t("summary.nothing_open")
        for row in left[:MOST_MATTERS]:
            yield self._matter("summary.goes_on", row, due=wording.due(self.eyes, row))
        if len(left) > MOST_MATTERS:
            yield self.eyes.t("summary.more_open", count=self._count("left", left, len(left) - MOST_MATTERS))

    def _done(self) -> list[IssueRow]:
        return [row for row in self.found.matters if row.done_on is not None and row.done_on <= self.last]

    def _left(self) -> list[IssueRow]:
        return [row for row in self.found.matters if row.done_on is None or row.done_on > self.last]

    def _count(self, what: str, rows: Sequence[IssueRow], shown: int | None = None) -> str:
        named = self.eyes.texts.of("summary_source", what)
        return self.backing.count(len(rows) if shown is None else shown, named, rows)

    def _matter(self, key: str, row: IssueRow, **values: str) -> str:
        village, gist = wording.place(self.eyes, row.village), wording.matter(self.eyes, row)
        return self.eyes.t(key, village=village, gist=gist, number=self.backing.numbers([row]), **values)

    def _told(self, row: EntryRow) -> str:
        return self.eyes.t("summary.one", day=wording.short(self.eyes, row.day), text=wording.record(row))

    def _numbers(self, what: str, many: Sequence[EntryRow]) -> str:
        numbers = self.backing.numbers(many[:MOST_NUMBERS])
        if len(many) <= MOST_NUMBERS:
            return self.eyes.t("summary.numbers", numbers=numbers)
        return self.eyes.t("summary.so_many", numbers=numbers, count=self.backing.count(len(many), what, many))
