"""一包三年 in an import: terms begin, change and end; none is ever deleted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from datetime import date, timedelta

from msgspec import Struct

from handlers.imports.plan import Detail, Draft, Group, told
from handlers.sheets.items import Cadre, Roster, Term
from handlers.sheets.notices import Notice
from storage.assignments import REPLACED, RUN_OUT, due
from storage.imports import Row

Pair = tuple[int, int]  # person, village


class Named(Struct, frozen=True):
    """A term of the workbook with the rows it speaks of."""

    pair: Pair
    term: Term
    cadre: Cadre


class Terms:
    """Plans the assignments of one workbook."""

    def __init__(self, draft: Draft, roster: Roster, villages: dict[str, int], people: dict[str, int]) -> None:
        self._draft = draft
        self._rows: dict[Pair, list[int]] = defaultdict(list)
        for key, row in draft.rows("assignments"):
            self._rows[row["person_id"], row["village_id"]].append(key)
        self._named = [
            Named((people[cadre.name], villages[term.village]), term, cadre)
            for cadre in roster.cadres
            for term in cadre.terms
            if term.village in villages and cadre.name in people
        ]
        # Villages of cadres about whom the workbook is unclear: nobody's term is ended there.
        self._unclear = {villages.get(t.village) for c in roster.cadres if c.name not in people for t in c.terms}
        self._begun: dict[int, date] = {}  # village → since when a new cadre serves it
        self._seen: set[int] = set()

    def plan(self) -> None:
        """Takes over the present terms, then the past ones, then ends those that are no longer named."""
        present = {named.pair: named for named in self._named if self._is_present(named.term)}
        places: dict[int, int] = defaultdict(int)
        for named in sorted(present.values(), key=lambda named: named.term.order):
            self._present(named, places[named.pair[1]])
            places[named.pair[1]] += 1
        for named in self._named:
            if not self._is_present(named.term):
                self._past(named)
        self._end_the_unnamed(present.keys())

    def _is_present(self, term: Term) -> bool:
        return term.until is None or term.until >= self._draft.today

    def _live(self, pair: Pair) -> int | None:
        return next((key for key in self._rows[pair] if self._row(key)["ended_on"] is None), None)

    def _row(self, key: int) -> Row:
        return self._draft.row("assignments", key)

    def _since(self, pair: Pair, since: date | None) -> int | None:
        return next((key for key in self._rows[pair] if since and self._row(key)["since"] == since), None)

    # --- present ---------------------------------------------------------------------------------------------------

    def _present(self, named: Named, place: int) -> None:
        key = self._live(named.pair) or self._since(named.pair, named.term.since)
        if key is None:
            self._begin(named, place)
            return
        self._seen.add(key)
        row, since = self._row(key), named.term.since
        new: dict[str, object] = {"position": place, "ended_on": None, "reason": None}
        if since is not None and since != row["since"]:
            new |= {"since": since, "due_on": due(since)}
        if named.term.until is not None:
            new["due_on"] = named.term.until
        details = self._draft.change("assignments", key, **new)
        if details:
            self._tell("term_changed", named, *details)
        self._draft.count("assignment", "changed" if details else "unchanged")

    def _begin(self, named: Named, place: int) -> None:
        since = named.term.since
        if since is None:
            since = self._draft.today
            self._tell("term_since_today", named, group="doubtful")
        if self._is_known(named.pair[1]):
            self._tell("term_begun", named, since=since)
        key = self._add(named, since, named.term.until or due(since), place)
        self._seen.add(key)
        begun = self._begun.get(named.pair[1])
        self._begun[named.pair[1]] = min(since, begun) if begun else since

    def _add(self, named: Named, since: date, due_on: date, place: int, ended_on: date | None = None) -> int:
        person, village = named.pair
        key = self._draft.add(
            "assignments",
            person_id=person,
            village_id=village,
            position=place,
            since=since,
            due_on=due_on,
            ended_on=ended_on,
            reason=RUN_OUT if ended_on else None,
        )
        self._rows[named.pair].append(key)
        self._draft.count("assignment", "added")
        return key

    # --- past ------------------------------------------------------------------------------------------------------

    def _past(self, named: Named) -> None:
        until, since = named.term.until, named.term.since
        assert until is not None
        key = self._since(named.pair, since) or self._served_until(named.pair, until)
        if key is None and since is None:
            words = f"{named.cadre.name} {named.term.village}"
            self._draft.skipped.append(Notice(named.cadre.source, "term_without_start", "since", words))
        elif key is None and since is not None:
            self._add(named, since, due(since), named.term.order - 1, until)
        elif key is not None:
            self._seen.add(key)
            self._finish(key, until, RUN_OUT, named)

    def _served_until(self, pair: Pair, until: date) -> int | None:
        """The term that was running, or ended, on that day, and is not one the workbook calls present."""
        for key in self._rows[pair]:
            row = self._row(key)
            running = row["ended_on"] is None and row["since"] <= until
            if key not in self._seen and (running or row["ended_on"] == until):
                return key
        return None

    def _finish(self, key: int, until: date, reason: str, named: Named) -> None:
        row = self._row(key)
        if row["ended_on"] == until:
            self._draft.count("assignment", "unchanged")
            return
        self._draft.change("assignments", key, ended_on=until, reason=row["reason"] or reason)
        self._tell("term_ended", named, until=until)
        self._draft.count("assignment", "changed")

    def _end_the_unnamed(self, present: Set[Pair]) -> None:
        """Ends live terms of villages or cadres the workbook speaks of, where it does not name them any more."""
        villages = {named.pair[1] for named in self._named}
        people = {named.pair[0] for named in self._named}
        for pair, keys in self._rows.items():
            if pair in present or pair[1] in self._unclear or not (pair[1] in villages or pair[0] in people):
                continue
            for key in keys:
                if self._row(key)["ended_on"] is None and key not in self._seen:
                    self._replace(key, pair)

    def _replace(self, key: int, pair: Pair) -> None:
        since = self._row(key)["since"]
        assert isinstance(since, date)
        begun = self._begun.get(pair[1])
        until = begun - timedelta(days=1) if begun and since < begun <= self._draft.today else self._draft.today
        self._draft.change("assignments", key, ended_on=max(since, until), reason=REPLACED)
        names = {
            "name": self._draft.row("people", pair[0])["name"],
            "village": self._draft.row("units", pair[1])["name"],
        }
        self._draft.tell("changed", "term_replaced", None, **names, until=max(since, until))
        self._draft.count("assignment", "changed")

    def _is_known(self, village: int) -> bool:
        """Whether the village was served by anybody before this import."""
        return any(pair[1] == village and key > 0 for pair, keys in self._rows.items() for key in keys)

    def _tell(self, what: str, named: Named, *details: Detail, group: Group = "changed", **values: object) -> None:
        names = {"name": named.cadre.name, "village": named.term.village}
        self._draft.tell(group, what, named.cadre.source, *map(_counted_from_one, told(details)), **names, **values)


def _counted_from_one(detail: Detail) -> Detail:
    """People call the first place the first."""
    if detail.field != "position":
        return detail
    return Detail("place", str(int(detail.old) + 1), str(int(detail.new) + 1))
