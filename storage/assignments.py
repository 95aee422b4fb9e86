"""一包三年: when a term falls due, and the words kept for why one ended."""

from __future__ import annotations

from datetime import date
from typing import Final

from storage.vocabulary import TERM_YEARS

# Kept in the row as people read it, because a term may also be ended by hand with words of its own.
REPLACED: Final = "花名册更换包村干部"
RUN_OUT: Final = "花名册写明包村结束"
IMPORT_UNDONE: Final = "撤销花名册导入"


def due(since: date) -> date:
    """The day a term begun on `since` falls due, three years later; 29 February counts as the 28th."""
    try:
        return since.replace(year=since.year + TERM_YEARS)
    except ValueError:
        return since.replace(year=since.year + TERM_YEARS, day=28)
