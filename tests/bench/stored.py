"""What messages leave in the tables, and taking it away again, so that every round meets the same database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, func, select

from storage.engine import Database
from storage.tables import Base

# The tables that a message adds rows to, those that refer to others behind them.
GROWING = (
    "inbox",
    "entries",
    "visits",
    "entry_people",
    "issues",
    "issue_households",
    "issue_events",
    "duty_evidence",
    "promises",
    "outbox",
    "audit",
)
TABLES = {name: Base.metadata.tables[name] for name in GROWING}


def key_of(name: str) -> Any:
    """The column whose numbers grow with a table's rows: its own, or that of the record it hangs from."""
    columns = TABLES[name].c
    return columns["id"] if "id" in columns else columns["issue_id" if "issue_id" in columns else "entry_id"]


class Mark:
    """How far each table is filled now; `clear` takes away what comes later."""

    def __init__(self, database: Database) -> None:
        self._database = database
        with database.reading() as session:
            self._last = {name: session.scalar(select(func.max(key_of(name)))) or 0 for name in GROWING}

    def clear(self) -> int:
        """Returns how many entries it took away."""
        with self._database.begin() as connection:
            connection.execute(delete(Base.metadata.tables["drafts"]))
            gone = {
                name: connection.execute(delete(TABLES[name]).where(key_of(name) > self._last[name])).rowcount
                for name in reversed(GROWING)
            }
        return gone["entries"]
