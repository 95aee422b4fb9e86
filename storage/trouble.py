"""Whose fault an error is: the database's, which passes, or that of the work it was given, which does not."""

from __future__ import annotations

import sqlite3
from typing import Final

from sqlalchemy.exc import DBAPIError

# SQLite: busy, locked, out of memory, read-only, I/O error, damaged, full, cannot open, protocol, not a database.
_SQLITE: Final = frozenset({5, 6, 7, 8, 10, 11, 13, 14, 15, 26})
# PostgreSQL: connection, resources, operator's intervention, system. A statement that ran too long is its own fault.
_POSTGRESQL: Final = ("08", "53", "57", "58")
_TOO_SLOW: Final = "57014"


class Full(Exception):
    """There is no room left to keep anything: people are told in one sentence, platforms get 503 and re-send."""


def no_room(error: BaseException) -> bool:
    """Whether the database could not write for want of room: SQLITE_FULL, or PostgreSQL's disk_full."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return (getattr(error.orig, "sqlite_errorcode", None) or 0) & 0xFF == sqlite3.SQLITE_FULL
    return getattr(error.orig, "sqlstate", None) == "53100"


def unwell(error: BaseException) -> bool:
    """Whether the database cannot do its work now: full disk, lost connection, lock. Try again later, blame nobody."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error.orig, sqlite3.Error):
        return (getattr(error.orig, "sqlite_errorcode", None) or 0) & 0xFF in _SQLITE
    state: str | None = getattr(error.orig, "sqlstate", None)
    if state is None:  # no word from the server: the connection itself failed
        return bool(error.connection_invalidated) or type(error.orig).__name__ == "OperationalError"
    return state != _TOO_SLOW and state.startswith(_POSTGRESQL)
