"""All word lists as one lexicon: one pass over a text yields every sign in it, longer words swallowing shorter ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from handlers.reading.words import lists


class Word(NamedTuple):
    """What one word may stand for: signs, `category/part` topics, troubles' categories, duties of work."""

    text: str
    signs: frozenset[str]
    topics: tuple[str, ...]
    troubles: tuple[str, ...]
    work: tuple[str, ...]


class Hit(NamedTuple):
    """A word of the lexicon at `start:end` of a text."""

    start: int
    end: int
    word: Word


def _listed() -> Iterator[tuple[str, str, str]]:
    """Every (word, kind of list, heading)."""
    for kind in ("signs", "topics", "troubles", "work"):
        for heading, words in lists(kind).items():
            yield from ((word, kind, heading) for word in words)


class Lexicon:
    """Words by their first character, longest first."""

    def __init__(self) -> None:
        listed = defaultdict[str, dict[str, list[str]]](lambda: defaultdict(list))
        for word, kind, name in _listed():
            if name not in listed[word][kind]:
                listed[word][kind].append(name)
        self.words = {word: self._word(word, found) for word, found in listed.items()}
        lengths = defaultdict[str, set[int]](set)
        for word in self.words:
            lengths[word[0]].add(len(word))
        self.lengths = {char: tuple(sorted(found, reverse=True)) for char, found in lengths.items()}

    @staticmethod
    def _word(text: str, found: dict[str, list[str]]) -> Word:
        signs = frozenset(found["signs"]) - {"empty"}
        return Word(text, signs, tuple(found["topics"]), tuple(found["troubles"]), tuple(found["work"]))

    def hits(self, text: str) -> list[Hit]:
        """The longest word at every place that is not inside a longer one, in order."""
        found, reach, words, lengths = list[Hit](), 0, self.words, self.lengths
        for start, char in enumerate(text):
            for length in lengths.get(char, ()):
                end = start + length
                if end <= reach:
                    break
                word = words.get(text[start:end])
                if word is not None and end <= len(text):
                    found.append(Hit(start, end, word))
                    reach = end
                    break
        return found


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one lexicon, built when first asked for (about 20 ms)."""
    return Lexicon()
