"""Whether two matters of one village and category may be the same."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from rapidfuzz import fuzz

# Of 100; two tellings of one blocked ditch reach it, a ditch and a lamp do not.
ALIKE: Final = 60

_NOT_WORDS: Final = re.compile(r"[\W\d_]+|又|还是|还没|已经|反映|说")


def alike(told: tuple[str, str | None, Collection[int]], older: tuple[str, str | None, Collection[int]]) -> bool:
    """Compares two matters given as (text, place, households): a shared household, the same place, or alike words."""
    text, place, households = told
    old_text, old_place, old_households = older
    if households and old_households:
        return not set(households).isdisjoint(old_households)
    if place and old_place:
        return place == old_place
    return fuzz.partial_ratio(_NOT_WORDS.sub("", text), _NOT_WORDS.sub("", old_text)) >= ALIKE
