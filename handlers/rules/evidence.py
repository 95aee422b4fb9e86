"""Which duties follow from what a record holds, whatever the words were."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from storage.vocabulary import DUTY_CODES

OF_CATEGORY: Final = {
    "dispute": "mediation",
    "petition": "mediation",
    "safety": "priority",
    "environment": "priority",
    "industry": "development",
    "governance": "democracy",
}


def follow(kind: str, categories: Iterable[str]) -> frozenset[str]:
    """The duties that a visit and matters of these categories are evidence for."""
    seen = {"opinion"} if "visit" in kind else set[str]()
    return frozenset(seen | {OF_CATEGORY[category] for category in categories if category in OF_CATEGORY})


def after_change(duties: Collection[str], before: frozenset[str], now: frozenset[str]) -> tuple[str, ...]:
    """The duties of a corrected record: what only followed from the old content goes, what follows from the new comes.

    What the words themselves were evidence for (a meeting, help given) stays.
    """
    return tuple(sorted((set(duties) - (before - now)) | now, key=DUTY_CODES.index))
