"""The names of one township, compiled once: what is called how, and which households a word may mean."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

from msgspec import Struct

from handlers.reading.names import HouseholdNames, VillageNames
from handlers.reading.sounds import lookalikes, spellings
from handlers.reading.words import lists

Spelling = tuple[str, ...]
K = TypeVar("K")

# Scopes of several villages are few: one for each cadre who has more than one.
_BOOKS_KEPT: Final = 64


def surname_of(name: str) -> str:
    """司马懿 → 司马, 王水木 → 王."""
    return name[:2] if name[:2] in lists("names")["compound surnames"] and len(name) > 2 else name[:1]


class Place(Struct, frozen=True):
    """A word for a village. `full` if it is the name itself, with or without 村."""

    village: int
    full: bool


class People(Struct, frozen=True):
    """What the people of one village may be called: words → household ids. Never changed after it is built."""

    names: Mapping[str, tuple[int, ...]]
    given: Mapping[str, tuple[int, ...]]
    surnames: Mapping[str, tuple[int, ...]]
    endings: Mapping[str, tuple[int, ...]]
    heard: Mapping[Spelling, tuple[int, ...]]
    heard_given: Mapping[Spelling, tuple[int, ...]]
    seen_as: Mapping[str, tuple[int, ...]]
    pairs: frozenset[tuple[str, str]]
    heard_pairs: frozenset[tuple[str, str]]
    singles: frozenset[str]


class NameIndex:
    """All names of a township for `read`: build once from the register, then share freely; it is never changed.

    `staff` are the names of cadres, leaders and officials, who are never villagers.
    """

    def __init__(self, villages: Iterable[VillageNames], staff: Iterable[str] = ()) -> None:
        self.villages = {village.id: village for village in villages}
        self.households = {h.id: h for village in self.villages.values() for h in village.households}
        self.homes = {h.id: village.id for village in self.villages.values() for h in village.households}
        self.staff = frozenset(name for name in staff if name)
        self.people = {village.id: _people(village.households) for village in self.villages.values()}
        self.heads = frozenset(name for people in self.people.values() for name in people.names)
        self.officials = self.staff | {name for village in self.villages.values() for name in village.officers if name}
        self.places, self.heard_places = _places(self.villages.values())
        self.longest_place = max(map(len, self.places), default=0)
        self.place_pairs = _beginnings(self.places)
        self.heard_place_pairs = _beginnings(self.heard_places)
        self.known_pairs = _beginnings(self.officials) | _beginnings(self.heads)
        self._books: dict[tuple[int, ...], People] = {}

    def book(self, scope: tuple[int, ...]) -> People:
        """The people of one village or of several together; what was put together before is kept."""
        if len(scope) == 1:
            return self.people[scope[0]]
        if scope not in self._books:
            if len(self._books) >= _BOOKS_KEPT:
                self._books.clear()
            self._books[scope] = _people(h for village in scope for h in self.villages[village].households)
        return self._books[scope]

    def village_name(self, village: int | None) -> str | None:
        """The full name of a village, None for None."""
        return None if village is None else self.villages[village].name

    def sex(self, household: int) -> str | None:
        """男 or 女 of the head where the register tells."""
        return self.households[household].sex


def _frozen(found: Mapping[K, set[int]]) -> dict[K, tuple[int, ...]]:
    return {word: tuple(sorted(ids)) for word, ids in found.items()}


def _people(households: Iterable[HouseholdNames]) -> People:
    names, given, surnames, endings = (defaultdict[str, set[int]](set) for _ in range(4))
    heard, heard_given = (defaultdict[Spelling, set[int]](set) for _ in range(2))
    seen_as = defaultdict[str, set[int]](set)
    for household in households:
        key, head = household.id, household.head
        surname = surname_of(head)
        for word in filter(None, (head, *household.aka, *household.members)):
            names[word].add(key)
        surnames[surname].add(key)
        if len(head) - len(surname) >= 2:
            given[head[len(surname) :]].add(key)
        if len(head) > len(surname):
            endings[head[-1]].add(key)
        for spelling in spellings(head):
            heard[spelling].add(key)
            heard_given[spelling[len(surname) :]].add(key)
        for word in lookalikes(head):
            seen_as[word].add(key)
    for name in list(names):
        seen_as.pop(name, None)
    return People(
        _frozen(names),
        _frozen(given),
        _frozen(surnames),
        _frozen(endings),
        _frozen(heard),
        _frozen(heard_given),
        _frozen(seen_as),
        _beginnings(names) | _beginnings(given) | _beginnings(seen_as),
        _beginnings(heard) | _beginnings(heard_given),
        frozenset(surnames) | frozenset(endings),
    )


def _beginnings(words: Iterable[Sequence[str]]) -> frozenset[tuple[str, str]]:
    """The first two characters or syllables of every word: at most places of a text no name begins."""
    return frozenset((word[0], word[1]) for word in words if len(word) > 1)


def _places(villages: Iterable[VillageNames]) -> tuple[dict[str, tuple[Place, ...]], dict[Spelling, tuple[int, ...]]]:
    """The words for villages as written, and as they sound (three characters and more: two sound like anything)."""
    words, heard = defaultdict[str, set[Place]](set), defaultdict[Spelling, set[int]](set)
    for village in villages:
        bare = village.name.removesuffix("村")
        for word in filter(None, (village.name, bare, *village.aliases)):
            full = word in (village.name, bare)
            words[word].add(Place(village.id, full))
            if not word.endswith("村"):
                words[word + "村"].add(Place(village.id, full))
        for word in (village.name, bare, *village.aliases):
            if len(word) >= 3:
                for spelling in spellings(word):
                    heard[spelling].add(village.id)
    return {word: tuple(sorted(found, key=lambda p: p.village)) for word, found in words.items()}, _frozen(heard)
