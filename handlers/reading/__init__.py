"""One Chinese field sentence → what happened. Pure: a name index and a text in, a Reading out."""

from handlers.reading.index import NameIndex
from handlers.reading.names import HouseholdNames, VillageNames
from handlers.reading.reader import read
from handlers.reading.result import NOTHING, Mention, Reading, ReadingKind, ReadIssue

__all__ = [
    "NOTHING",
    "HouseholdNames",
    "Mention",
    "NameIndex",
    "ReadIssue",
    "Reading",
    "ReadingKind",
    "VillageNames",
    "read",
]
