"""How a character sounds, without tones and without the differences many speakers do not make."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import product

from handlers.reading.words import lists
from storage.pinyin import readings

_FOLDS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"), ("uang", "uan"))


def _fold(syllable: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", syllable) if not unicodedata.combining(c))
    for long, short in _FOLDS:
        bare = bare.replace(long, short)
    return "n" + bare[1:] if bare.startswith("l") else bare


@lru_cache(maxsize=8192)
def sounds(char: str) -> tuple[str, ...]:
    """The folded readings of one character, none for what is not Chinese; at most four."""
    return tuple(dict.fromkeys(_fold(reading) for reading in readings(char)))[:4]


class _First(dict[str, str]):
    """Fills itself character by character."""

    def __missing__(self, char: str) -> str:
        self[char] = first = next(iter(sounds(char)), "")
        return first


_FIRST = _First()


def heard(text: str) -> list[str]:
    """The commonest sound of every character of a text, empty for what is not Chinese."""
    return list(map(_FIRST.__getitem__, text))


def spellings(word: str) -> list[tuple[str, ...]]:
    """Every way the word may sound, as tuples of folded syllables; at most 16 ways."""
    ways = [sounds(char) for char in word]
    return list(product(*ways))[:16] if all(ways) else []


def _neighbours() -> dict[str, frozenset[str]]:
    near: dict[str, set[str]] = {}
    for group in lists("names")["lookalikes"]:
        for char in group:
            near.setdefault(char, set()).update(group)
    return {char: frozenset(others - {char}) for char, others in near.items()}


_NEAR = _neighbours()


def lookalikes(word: str) -> list[str]:
    """The words that differ from this one by one character of similar shape."""
    return [word[:i] + other + word[i + 1 :] for i, char in enumerate(word) for other in _NEAR.get(char, ())]
