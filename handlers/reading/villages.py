"""Which villages a sentence names: by full name, everyday name or an obvious misspelling."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, pairwise
from operator import or_
from typing import Final

from msgspec import Struct

from handlers.patterns import regex
from handlers.reading.index import NameIndex, Place
from handlers.reading.sounds import heard

# Where a village's name is likely to stand when it is misspelt or could be an ordinary word.
_LED = frozenset("去到在回访村从来下,。;: ")
_FOLLOWED = regex(r"村?(?:[0-9一二三四五六七八九十]+组|村|走访|入户|,| |$)")
_COMMON_WORD: Final = frozenset("里上下边头口外坡底前后中旁畔内街园")


class VillageMention(Struct, frozen=True):
    """A village named at `start:end`; `villages` are the ids the word may mean."""

    start: int
    end: int
    villages: tuple[int, ...]


def find_villages(text: str, index: NameIndex, home: Sequence[int]) -> list[VillageMention]:
    """The mentions in order, the longest word at each place; a cadre's own villages win over namesakes."""
    found, position = list[VillageMention](), 0
    sounds = heard(text)
    written = list(map(index.place_pairs.__contains__, pairwise(text)))
    alike = list(map(index.heard_place_pairs.__contains__, pairwise(sounds)))
    for start in compress(range(len(written)), map(or_, written, alike)):
        if start < position:
            continue
        mention = _written_at(text, start, index, home) if written[start] else None
        if mention is None and alike[start]:
            mention = _heard_at(text, start, sounds, index, home)
        if mention:
            found.append(mention)
            position = mention.end
    return found


def _written_at(text: str, start: int, index: NameIndex, home: Sequence[int]) -> VillageMention | None:
    for length in range(min(index.longest_place, len(text) - start), 1, -1):
        places = index.places.get(text[start : start + length])
        if not places:
            continue
        end = start + length
        if _is_person(text, start, end, index):
            return None
        own = tuple(p for p in places if p.village in home)
        likely = own or tuple(p for p in places if not home or _surely_meant(text, start, end, p))
        if likely:
            return VillageMention(start, end, tuple(p.village for p in likely))
    return None


def _is_person(text: str, start: int, end: int, index: NameIndex) -> bool:
    """梅坞 inside a head called 梅坞生 is no village; a village's name before a name is."""
    return any(text[start : start + n] in index.heads for n in (3, 4) if n > end - start)


def _surely_meant(text: str, start: int, end: int, place: Place) -> bool:
    """桥头 in the words of a cadre of another village is the end of a bridge, unless it is led in as a village."""
    word = text[start:end]
    if place.full and (len(word) > 2 or word.endswith("村")):
        return True
    if word.endswith("村"):
        return True
    led = start == 0 or text[start - 1] in _LED
    if word[-1] in _COMMON_WORD:
        return led and bool(_FOLLOWED.match(text, end)) and text[end : end + 1] not in (",", " ", "")
    return led or bool(_FOLLOWED.match(text, end))


def _heard_at(text: str, start: int, sounds: list[str], index: NameIndex, home: Sequence[int]) -> VillageMention | None:
    """A name of three characters or more written with others that sound alike: 李加沟 for 李家沟."""
    if start and text[start - 1] not in _LED and not home:
        return None
    for length in (5, 4, 3):
        villages = index.heard_places.get(tuple(sounds[start : start + length]))
        if villages and text[start : start + 3] not in index.heads:
            own = tuple(v for v in villages if v in home) or villages
            return VillageMention(start, start + length, own)
    return None
