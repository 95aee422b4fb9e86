"""What the importer tells the office about its workbook: repaired, skipped, blocked. Codes and values, no sentences."""

from __future__ import annotations

from collections import Counter
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

# Notices of one code about one field of one sheet; what comes after is counted into the last of them.
EACH: Final = 500
# Mere formatting (spaces in telephones, filled-down villages): one example and a count.
ONCE: Final = 1


class Source(Struct, frozen=True):
    """Where something stands: the sheet's name and the row as Excel shows it (0: the sheet as a whole)."""

    sheet: str
    row: int


class Notice(Struct, frozen=True):
    """One thing to tell. The text's key is `import.notice.<what>`; `count` rows are meant, `source` being the first."""

    source: Source
    what: str
    field: str = ""
    old: str = ""
    new: str = ""
    count: int = 1


class Notices(Struct):
    """Collects while a workbook is read."""

    warnings: list[Notice] = field(default_factory=list)
    skipped: list[Notice] = field(default_factory=list)
    blocked: list[Notice] = field(default_factory=list)
    _seen: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _last: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def warn(self, notice: Notice, limit: int = EACH) -> None:
        """Something was repaired, left empty or is odd; at most `limit` single notices of a kind and sheet."""
        key = (notice.what, notice.field, notice.source.sheet)
        self._seen[key] += 1
        if self._seen[key] <= limit:
            self._last[key] = len(self.warnings)
            self.warnings.append(notice)
        else:
            last = self._last[key]
            self.warnings[last] = replace(self.warnings[last], count=self.warnings[last].count + 1)
