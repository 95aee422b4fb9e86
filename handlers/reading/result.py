"""What a sentence was read as."""

from __future__ import annotations

from datetime import date as Day
from typing import Literal

from msgspec import Struct

ReadingKind = Literal["visit", "issue", "visit+issue", "duty", "none"]


class Mention(Struct, frozen=True):
    """A villager named in the sentence.

    `name` is the head's full name where exactly one household fits, else the words used. `candidates` holds the
    household ids when several fit (then `household` is None and the card asks which); `seen` is false for people who
    are only concerned (rang up, are spoken of).
    """

    words: str
    name: str
    household: int | None = None
    seen: bool = False
    candidates: tuple[int, ...] = ()


class ReadIssue(Struct, frozen=True):
    """One matter: its category code, the words about it, open or handled, urgent or not, whom it concerns, where."""

    category: str
    text: str
    state: Literal["open", "handled"] = "open"
    urgent: bool = False
    people: tuple[Mention, ...] = ()
    place: str | None = None


class Reading(Struct, frozen=True):
    """One sentence understood. For kind `none` every other field is empty.

    `villages` are the candidates when `village` is None although the sentence is a record (then the card asks).
    """

    kind: ReadingKind
    village: int | None = None
    date: Day | None = None
    people: tuple[Mention, ...] = ()
    issues: tuple[ReadIssue, ...] = ()
    duties: tuple[str, ...] = ()
    promise: Day | None = None
    villages: tuple[int, ...] = ()


NOTHING = Reading("none")
