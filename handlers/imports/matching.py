"""Which household of the register is meant by which of the workbook: at its number, moved, renumbered, or new."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from msgspec import Struct, field

from handlers.imports.plan import Draft
from handlers.sheets.items import Household
from storage.imports import Row

Place = tuple[int, int]  # village, 户号


class Matches(Struct):
    """Workbook household (by its place) → row of the register; those whose place is another family's by now."""

    found: dict[Place, int] = field(default_factory=dict)
    displaced: list[int] = field(default_factory=list)


class Matcher:
    """Matches in four rounds: number and head; a family elsewhere that is gone from there; number alone; new."""

    def __init__(self, draft: Draft, wanted: dict[Place, Household]) -> None:
        self._wanted = wanted
        self._rows = dict(draft.rows("households"))
        self._live = {(r["village_id"], r["no"]): key for key, r in self._rows.items() if r["moved_on"] is None}
        self._covered = {village for village, _ in wanted}
        self._matches = Matches()

    def run(self) -> Matches:
        """All matches."""
        self._at_their_number()
        self._elsewhere()
        self._by_number_alone()
        taken = set(self._matches.found.values())
        self._matches.displaced = [
            self._live[place]
            for place, key in self._matches.found.items()
            if place in self._live and self._live[place] != key and self._live[place] not in taken
        ]
        return self._matches

    def _at_their_number(self) -> None:
        for place, household in self._wanted.items():
            key = self._live.get(place)
            if key is not None and self._rows[key]["head"] == household.head:
                self._matches.found[place] = key

    def _elsewhere(self) -> None:
        """By telephone first, then by year of birth, at last by a head's name that is alone in its village."""
        self._round(lambda village, head, phone, born: (head, phone) if phone else None)
        self._round(lambda village, head, phone, born: (head, born) if born else None)
        self._round(lambda village, head, phone, born: (village, head))

    def _round(self, sign: Callable[[int, str, str | None, int | None], object]) -> None:
        """Pairs what bears one sign on both sides exactly once."""
        there: dict[object, list[int]] = defaultdict(list)
        for key, row in self._gone():
            there[sign(row["village_id"], row["head"], row["phone"], row["born"])].append(key)
        here: dict[object, list[Place]] = defaultdict(list)
        for place, household in self._open():
            here[sign(place[0], household.head, household.phone, household.born)].append(place)
        for mark, places in here.items():
            keys = there.get(mark, [])
            if mark is not None and len(keys) == len(places) == 1 and self._agree(keys[0], places[0]):
                self._matches.found[places[0]] = keys[0]

    def _open(self) -> Iterable[tuple[Place, Household]]:
        return [(place, h) for place, h in self._wanted.items() if place not in self._matches.found]

    def _gone(self) -> Iterable[tuple[int, Row]]:
        """Households that are not where they were, in villages the workbook speaks about, or that had moved away."""
        taken = set(self._matches.found.values())
        for key, row in self._rows.items():
            if key not in taken and (row["moved_on"] is not None or row["village_id"] in self._covered):
                yield key, row

    def _agree(self, key: int, place: Place) -> bool:
        """Heads' names repeat, so what both sides know must not contradict.

        In one village a changed telephone is believed if the year of birth is the same; one that had moved away is
        taken back only on evidence.
        """
        row, household = self._rows[key], self._wanted[place]
        phone, born = _compare(row["phone"], household.phone), _compare(row["born"], household.born)
        if phone is None and born is None:
            return row["moved_on"] is None
        if phone is False:
            return born is True and row["village_id"] == place[0]
        return phone is True or born is True

    def _by_number_alone(self) -> None:
        taken = set(self._matches.found.values())
        for place, _ in self._open():
            key = self._live.get(place)
            if key is not None and key not in taken:
                self._matches.found[place] = key


def _compare(old: object, new: object) -> bool | None:
    return None if old is None or new is None else old == new


def tagging_sheets(households: Iterable[Household]) -> set[str]:
    """Sheets in which tags are written at all: where they are not, a missing tag means nothing."""
    return {household.source.sheet for household in households if household.tags}
