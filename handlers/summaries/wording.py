"""A record and a matter in a few words, as a paper that is passed around may name them."""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers import card
from handlers.kit.context import Eyes
from handlers.patterns import regex
from handlers.rules import phones
from storage.ledgers import EntryRow, IssueRow
from storage.vocabulary import SENSITIVE_CATEGORIES

LONGEST: Final = 60
# 今天 of a record is the day that stands before it already.
_SAID_ON: Final = regex("^(?:今天|昨天|前天|今日|昨日)")


def record(row: EntryRow) -> str:
    """What a record tells, without its 今天 and without telephone numbers."""
    said = _SAID_ON.sub("", _one_line(row.text), count=1)
    return card.shortened(phones.hidden(said).rstrip("。"), LONGEST)


def veils(row: EntryRow) -> bool:
    """What tells of a sensitive matter is counted and named by its number alone."""
    return any(issue.category in SENSITIVE_CATEGORIES for issue in row.issues)


def matter(eyes: Eyes, row: IssueRow) -> str:
    """A matter; a sensitive one by its kind."""
    sensitive = row.category in SENSITIVE_CATEGORIES
    return eyes.texts.of("category", row.category) if sensitive else phones.hidden(_one_line(row.text))


def short(eyes: Eyes, day: date) -> str:
    """11月18日."""
    return eyes.t("period.of_day", month=day.month, day=day.day)


def place(eyes: Eyes, village: str | None) -> str:
    """The village, or that none was named."""
    return village or eyes.t("card.no_village")


def due(eyes: Eyes, row: IssueRow) -> str:
    """Until when; empty where nobody said."""
    return eyes.t("summary.due", day=short(eyes, row.due_on)) if row.due_on else ""


def _one_line(text: str) -> str:
    return text.replace("\n", "，")
