"""The register of a township as plain values, so that before and after can be compared."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import text

from handlers import imports
from handlers.kit.texts import Texts
from storage import units
from storage.engine import Database
from storage.imports import snapshot

NOW = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
TODAY = date(2026, 11, 17)
TEXTS = Texts("zh_CN")


class Register:
    """A database into which workbooks are imported, and what then stands in it."""

    def __init__(self, database: Database, township: str = "云溪镇") -> None:
        self.database, self.name = database, township
        self.shown: list[str] = []

    def imports(self, data: bytes, *, agree: bool = True, today: date = TODAY) -> list[str]:
        """Imports a workbook; the preview is kept in `shown`."""
        self.shown = []

        def decide(lines: list[str]) -> bool:
            self.shown = lines
            return agree

        return imports.run(self.database, data, "花名册.xlsx", NOW, today, TEXTS, decide)

    def undo(self, batch: int) -> list[str]:
        """Takes an import back."""
        return imports.run_undo(self.database, batch, NOW, TODAY, TEXTS)

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """Every row of the township's register."""
        with self.database.reading() as session:
            township = next(unit for unit in units.townships(session) if unit.name == self.name)
            return snapshot(session, township.id)

    def unit(self, name: str) -> dict[str, Any]:
        """The unit of that name."""
        return one(self.rows()["units"], name=name)

    def household(self, village: str, no: int) -> dict[str, Any]:
        """The household living at a number, with its everyday names and present tags."""
        rows = self.rows()
        key = one(rows["units"], name=village)["id"]
        found = one(rows["households"], village_id=key, no=no, moved_on=None)
        aka = {row["alias"] for row in rows["household_aliases"] if row["household_id"] == found["id"]}
        tags = {
            row["tag"] for row in rows["household_tags"] if row["household_id"] == found["id"] and row["until"] is None
        }
        return found | {"aka": aka, "tags": tags}

    def terms(self, village: str) -> list[tuple[str, int, date, date | None]]:
        """Who serves or served a village: name, position, since, ended."""
        rows = self.rows()
        names = {row["id"]: row["name"] for row in rows["people"]}
        key = one(rows["units"], name=village)["id"]
        terms = [row for row in rows["assignments"] if row["village_id"] == key]
        return [(names[row["person_id"]], row["position"], row["since"], row["ended_on"]) for row in terms]

    def count(self, table: str) -> int:
        """How many rows a table has, over all townships."""
        with self.database.engine.connect() as connection:
            # The comment names what the guard looks for: this counts over all townships on purpose.
            return int(connection.scalar(text(f"SELECT count(*) FROM {table} /* township_id */")) or 0)


def one(rows: list[dict[str, Any]], **values: Any) -> dict[str, Any]:
    """The only row with these values."""
    found = [row for row in rows if all(row[name] == value for name, value in values.items())]
    assert len(found) == 1, f"{len(found)} rows with {values}"
    return found[0]
