"""Score readings against gold: ``python -m tests.reading.score GOLD.jsonl < readings.jsonl``.

Gold lines hold ``id``, ``now``, ``me``, ``text`` and ``gold``; reading lines hold ``id`` and the fields of a reading,
either flat or under ``reading``. The rules are those under *Scoring* in the description of the reading data.
"""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from tests.reading.pairs import Json, Pair, fit, pair_issues

VISITS = {"visit", "visit+issue"}


@dataclass
class Tally:
    """How many of ``total`` answers were right; an empty tally counts as right."""

    right: int = 0
    total: int = 0

    def add(self, good: bool) -> bool:
        self.right += good
        self.total += 1
        return good

    @property
    def share(self) -> float:
        return self.right / self.total if self.total else 1.0


@dataclass
class Overlap:
    """True positives, and how many names were read and expected, summed over all records."""

    hits: int = 0
    read: int = 0
    gold: int = 0

    def add(self, read: set[str], gold: set[str]) -> bool:
        self.hits += len(read & gold)
        self.read += len(read)
        self.gold += len(gold)
        return read == gold

    @property
    def precision(self) -> float:
        return self.hits / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        return self.hits / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (self.read + self.gold) if self.read + self.gold else 1.0


@dataclass(frozen=True)
class Failure:
    """One record that is not exact, and what is wrong with it, field by field."""

    id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Scores:
    """Shares between 0 and 1; ``category``, ``state`` and ``urgent`` over matched issues, ``issues_f1`` over all."""

    exact: float
    kind: float
    village: float
    date: float
    promise: float
    people_precision: float
    people_recall: float
    people_f1: float
    duties_precision: float
    duties_recall: float
    duties_f1: float
    issues_precision: float
    issues_recall: float
    issues_f1: float
    category: float
    state: float
    urgent: float
    failures: list[Failure] = field(default_factory=list)

    def figures(self) -> dict[str, float]:
        """Every figure by name, without the failures."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.name != "failures"}


@dataclass
class Sheet:
    """The running sums of one scoring."""

    exact: Tally = field(default_factory=Tally)
    kind: Tally = field(default_factory=Tally)
    village: Tally = field(default_factory=Tally)
    date: Tally = field(default_factory=Tally)
    promise: Tally = field(default_factory=Tally)
    category: Tally = field(default_factory=Tally)
    state: Tally = field(default_factory=Tally)
    urgent: Tally = field(default_factory=Tally)
    people: Overlap = field(default_factory=Overlap)
    duties: Overlap = field(default_factory=Overlap)
    issues: Overlap = field(default_factory=Overlap)
    failures: list[Failure] = field(default_factory=list)

    def record(self, line: Json, reading: Json) -> None:
        """Add one record; an unread record (``{}``) counts as read ``none``."""
        gold, reasons = line["gold"], list[str]()
        kinds, kind = accepted(gold, "kind"), reading.get("kind", "none")
        if not self.kind.add(kind in kinds):
            reasons.append(f"kind {kind} ≠ {'/'.join(kinds)}")
        if gold["kind"] != "none" and not (kind == "none" and kind in kinds):
            self._single_fields(gold, reading, kind == "none", reasons)
            self._names(gold, reading, kinds, reasons)
            self._issues(gold, reading, reasons)
        if not self.exact.add(not reasons):
            self.failures.append(Failure(line["id"], tuple(reasons)))

    def _single_fields(self, gold: Json, reading: Json, missed: bool, reasons: list[str]) -> None:
        """Village, date and promise: a record read as ``none`` is wrong in all three, even where null is gold."""
        for name, tidy in SINGLE_FIELDS.items():
            wanted = [tidy(value) for value in accepted(gold, name)]
            got = tidy(reading.get(name))
            tally: Tally = getattr(self, name)
            if not tally.add(not missed and got in wanted):
                reasons.append(f"{name} {got} ≠ {wanted[0]}")

    def _names(self, gold: Json, reading: Json, kinds: list[Any], reasons: list[str]) -> None:
        ignored = set() if opinion_counts(kinds) else {"opinion"}
        for name, skip in (("people", set[str]()), ("duties", ignored)):
            got = set(reading.get(name) or []) - skip
            wanted = max((set(names) - skip for names in accepted(gold, name)), key=lambda names: closeness(got, names))
            overlap: Overlap = getattr(self, name)
            if not overlap.add(got, wanted):
                reasons.append(f"{name} {sorted(got)} ≠ {sorted(wanted)}")

    def _issues(self, gold: Json, reading: Json, reasons: list[str]) -> None:
        read = reading.get("issues") or []
        lists = [pair_issues(issues, read) for issues in accepted(gold, "issues")]
        pairs = max(lists, key=lambda pairs: sum(map(fit, pairs)))
        expected = sum(pair.gold is not None for pair in pairs)
        self.issues.hits += len([pair for pair in pairs if pair.matched])
        self.issues.read += len(read)
        self.issues.gold += expected
        for pair in pairs:
            reasons.extend(self._pair(pair))

    def _pair(self, pair: Pair) -> Iterable[str]:
        if pair.gold is None:
            yield f"issue too many: {(pair.read or {}).get('text')}"
        elif pair.read is None:
            yield f"issue not found: {pair.gold['gist']}"
        else:
            for name in ("category", "state", "urgent"):
                wanted, got = accepted(pair.gold, name), pair.read.get(name)
                tally: Tally = getattr(self, name)
                if not tally.add(got in wanted):
                    yield f"{name} of {pair.gold['gist']}: {got} ≠ {wanted[0]}"

    def scores(self) -> Scores:
        """The sums as shares."""
        overlaps = {
            f"{name}_{figure}": getattr(getattr(self, name), figure)
            for name in ("people", "duties", "issues")
            for figure in ("precision", "recall", "f1")
        }
        tallies = ("exact", "kind", "village", "date", "promise", "category", "state", "urgent")
        shares = {name: getattr(self, name).share for name in tallies}
        return Scores(**shares, **overlaps, failures=self.failures)


def accepted(gold: Json, name: str) -> list[Any]:
    """The gold value of a field, then its alternatives."""
    return [gold[name], *gold.get("also", {}).get(name, [])]


def opinion_counts(kinds: list[Any]) -> bool:
    """``opinion`` is scored where a visit is certain, or where it is certainly out of place (a duty)."""
    return set(kinds) <= VISITS or set(kinds) == {"duty"}


def closeness(got: set[str], wanted: set[str]) -> float:
    """F1 of one set of names; two empty sets agree."""
    return 2 * len(got & wanted) / (len(got) + len(wanted)) if got or wanted else 1.0


def plain_village(name: Any) -> Any:
    """A village's name without the final 村."""
    return name.strip().removesuffix("村") if isinstance(name, str) else name


def due_day(promise: Any) -> Any:
    """The day of a promise, or None."""
    return promise.get("due") if isinstance(promise, dict) else promise


SINGLE_FIELDS: dict[str, Callable[[Any], Any]] = {
    "village": plain_village,
    "date": lambda day: day,
    "promise": due_day,
}


def score(golds: list[Json], readings: list[Json]) -> Scores:
    """Score readings, found by their ``id``; a gold line without a reading counts as read ``none``."""
    by_id = {reading["id"]: reading.get("reading", reading) for reading in readings}
    sheet = Sheet()
    for line in golds:
        sheet.record(line, by_id.get(line["id"], {}))
    return sheet.scores()


def table(scores: Scores, with_failures: bool) -> str:
    """The figures in percent, one a line; then, if asked for, the failing ids with their reasons."""
    lines = [f"{name:18}{value:7.1%}" for name, value in scores.figures().items()]
    if with_failures:
        lines += [f"{failure.id}  {'; '.join(failure.reasons)}" for failure in scores.failures]
    return "\n".join(lines)


def read_lines(text: str) -> list[Json]:
    """JSON lines, blank ones skipped."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def main() -> None:
    """Read gold from a file and readings from standard input; print the table."""
    parser = argparse.ArgumentParser(description="Score readings against gold.")
    parser.add_argument("gold", type=Path)
    parser.add_argument("--quiet-failures", action="store_true", help="figures only, no ids and no reasons")
    args = parser.parse_args()
    golds = read_lines(args.gold.read_text(encoding="utf-8"))
    print(table(score(golds, read_lines(sys.stdin.read())), with_failures=not args.quiet_failures))


if __name__ == "__main__":
    main()
