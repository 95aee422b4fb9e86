"""What characters and pairs of them say about a matter: whatever has 堰 in it is likely to be about canals.

The lists never hold every word. What they do hold teaches which characters go with which category; this is a weak voice
beside the words themselves.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from functools import lru_cache
from itertools import pairwise
from typing import Final

from handlers.reading.words import lists

_LOUDNESS: Final = 0.15
# One character can speak for a category this much, and against it as much.
_MOST, _LEAST = 2.0, -1.5


def _grams(text: str) -> set[str]:
    return {*text, *map("".join, pairwise(text))}


@lru_cache(maxsize=1)
def _voices() -> dict[str, tuple[tuple[str, float], ...]]:
    """Character or pair → (category, weight): how much commoner it is in the category's words than in all words."""
    seen = defaultdict[str, Counter[str]](Counter)
    for kind in ("topics", "troubles"):
        for heading, words in lists(kind).items():
            for word in words:
                for gram in _grams(word):
                    seen[gram][heading.split("/")[0]] += 1
    totals = sum(seen.values(), Counter[str]())
    whole = totals.total()
    shares = {category: count / whole for category, count in totals.items()}
    # How things stand (还没, 坏) can be said of everything.
    anything = {word for words in lists("signs").values() for word in words}
    return {gram: _weights(counts, shares) for gram, counts in seen.items() if gram not in anything}


def _weights(counts: Counter[str], shares: dict[str, float]) -> tuple[tuple[str, float], ...]:
    """The logarithm of the ratio, smoothed as if the gram had been seen once more in every category alike."""
    whole = counts.total() + 1
    found = ((category, math.log((counts[category] + share) / whole / share)) for category, share in shares.items())
    return tuple((category, _LOUDNESS * max(_LEAST, min(ratio, _MOST))) for category, ratio in found)


def hear(text: str, scores: dict[str, float], share: float) -> None:
    """Add what the characters of `text` say to the scores of the categories."""
    voices = _voices()
    for gram in _grams(text):
        for category, weight in voices.get(gram, ()):
            scores[category] += share * weight
