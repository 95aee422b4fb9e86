"""What stands behind a paper: the rows that its numbers count, listed in its annex."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

from msgspec import Struct, field

from handlers.kit.context import Eyes
from handlers.papers.document import Annex, Listed, Row, Source, linked
from handlers.summaries import wording
from storage.ledgers import EntryRow, IssueRow

# Rows of a list, and numbers of a source: a year of a township has thousands, which would take a minute and stand in
# the ledger anyway. So many take a second.
MOST_ROWS: Final = 600
MOST_NUMBERS: Final = 60

Backed = EntryRow | IssueRow


class Backing(Struct):
    """Turns numbers into links to the rows they count, and gathers these rows for the annex."""

    eyes: Eyes
    last: date
    _named: dict[str, Backed] = field(default_factory=dict)
    _counted: dict[str, Backed] = field(default_factory=dict)
    _sources: dict[tuple[str, ...], tuple[str, str]] = field(default_factory=dict)

    def numbers(self, rows: Sequence[Backed]) -> str:
        """№12、15、17, each leading to its row."""
        self._named |= {_anchor(row): row for row in rows}
        return self._numbered(list(map(_anchor, rows)))

    def _numbered(self, anchors: Sequence[str]) -> str:
        # One sign for all of them: a line does not break before it, and would be torn at its bracket.
        signs = ("№", *[""] * len(anchors))
        return self.eyes.t("digest.and").join(
            linked(f"{sign}{one[1:]}", one) for sign, one in zip(signs, anchors, strict=False)
        )

    def count(self, number: int, what: str, rows: Sequence[Backed]) -> str:
        """A number, leading to the only row it counts, or to the line that names all of them."""
        if not rows:
            return str(number)
        self._counted |= {_anchor(row): row for row in rows}
        anchors = tuple(map(_anchor, rows))
        if len(anchors) == 1:
            return linked(str(number), anchors[0])
        anchor, _ = self._sources.setdefault(anchors, (f"n{len(self._sources) + 1}", what))
        return linked(str(number), anchor)

    def annex(self) -> Annex | None:
        """The rows by day, and what each number counts; None where nothing was counted."""
        entries, left_entries = self._kept(EntryRow)
        matters, left_matters = self._kept(IssueRow)
        t = self.eyes.t
        records = tuple(self._record(row) for row in _by_day(entries) if isinstance(row, EntryRow))
        issues = tuple(self._issue(row) for row in _by_day(matters) if isinstance(row, IssueRow))
        lists = (
            Listed(t("summary.annex_records"), self._columns("text"), records, self._left_out("visits", left_entries)),
            Listed(t("summary.annex_matters"), self._columns("matter"), issues, self._left_out("issues", left_matters)),
        )
        sources = tuple(self._source(anchors, *named) for anchors, named in self._sources.items())
        return Annex(t("summary.annex"), t("summary.annex_sources"), sources, lists) if records or issues else None

    def _kept(self, kind: type[Backed]) -> tuple[list[Backed], int]:
        """Those that a number of their own leads to, and then as many more as find room; how many do not."""
        rows = [row for row in (self._named | self._counted).values() if isinstance(row, kind)]
        most = max(MOST_ROWS, sum(isinstance(row, kind) for row in self._named.values()))
        return rows[:most], len(rows) - len(rows[:most])

    def _columns(self, last: str) -> tuple[str, str, str, str]:
        number, day, village, words = (
            self.eyes.texts.of("summary_column", one) for one in ("number", "day", "village", last)
        )
        return number, day, village, words

    def _left_out(self, ledger: str, count: int) -> str:
        name = self.eyes.texts.of("ledger_kind", ledger)
        return self.eyes.t("summary.left_out", count=count, ledger=name) if count else ""

    def _record(self, row: EntryRow) -> Row:
        told = self.eyes.t("summary.veiled") if wording.veils(row) else wording.record(row)
        return self._row(row, row.day, row.village, told)

    def _issue(self, row: IssueRow) -> Row:
        over = row.done_on is not None and row.done_on <= self.last
        stands = (
            self.eyes.t("summary.done_on", day=wording.short(self.eyes, row.done_on)) if over and row.done_on else ""
        )
        return self._row(
            row, row.opened_on, row.village, wording.matter(self.eyes, row) + (stands or wording.due(self.eyes, row))
        )

    def _row(self, row: Backed, day: date, village: str | None, told: str) -> Row:
        cells = (f"№{row.id}", wording.short(self.eyes, day), wording.place(self.eyes, village), told)
        return Row(_anchor(row), cells)

    def _source(self, anchors: Sequence[str], anchor: str, what: str) -> Source:
        numbers = self._numbered(anchors[:MOST_NUMBERS])
        key = "summary.source" if len(anchors) <= MOST_NUMBERS else "summary.source_more"
        return Source(anchor, self.eyes.t(key, what=what, numbers=numbers, count=len(anchors)))


def _anchor(row: Backed) -> str:
    return f"r{row.id}" if isinstance(row, EntryRow) else f"m{row.id}"


def _by_day(rows: Iterable[Backed]) -> list[Backed]:
    return sorted(rows, key=lambda row: (row.day if isinstance(row, EntryRow) else row.opened_on, row.id))
