"""All word lists as one lexicon: one pass over a text yields every sign in it, longer words swallowing shorter ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import compress
from operator import or_
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
    """Words by their first two characters, longest first: at most places one look-up says that none begins."""

    def __init__(self) -> None:
        listed = defaultdict[str, dict[str, list[str]]](lambda: defaultdict(list))
        for word, kind, name in _listed():
            if name not in listed[word][kind]:
                listed[word][kind].append(name)
        self.words = {word: self._word(word, found) for word, found in listed.items()}
        lengths = defaultdict[tuple[str, str], set[int]](set)
        for word in self.words:
            if len(word) > 1:
                lengths[word[0], word[1]].add(len(word))
        self.lengths = {pair: tuple(sorted(found, reverse=True)) for pair, found in lengths.items()}

    @staticmethod
    def _word(text: str, found: dict[str, list[str]]) -> Word:
        signs = frozenset(found["signs"]) - {"empty"}
        return Word(text, signs, tuple(found["topics"]), tuple(found["troubles"]), tuple(found["work"]))

    def hits(self, text: str) -> list[Hit]:
        """The longest word at every place that is not inside a longer one, in order."""
        found, reach, words = list[Hit](), 0, self.words
        pairs = list(zip(text, text[1:] + " ", strict=False))
        begins = map(or_, map(self.lengths.__contains__, pairs), map(words.__contains__, text))
        for start in compress(range(len(text)), begins):
            for length in self.lengths.get(pairs[start], ()):
                end = start + length
                if end <= reach:
                    break
                if (word := words.get(text[start:end])) is not None and end <= len(text):
                    found.append(Hit(start, end, word))
                    reach = end
                    break
            if start >= reach and (single := words.get(text[start])) is not None:
                found.append(Hit(start, start + 1, single))
                reach = start + 1
        return found


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one lexicon, built when first asked for (about 20 ms)."""
    return Lexicon()
