"""Faults planted on purpose, one a run: a campaign that does not find each of them proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, select

from bot import inbox as edge
from storage import inbox
from storage.tables import Inbox

# Acknowledges when a message comes in, and not when it is committed.
EARLY = "early"


def _early() -> None:
    """The process itself does it."""


def _twice() -> None:
    """Keeps a message as if the inbox had no unique key: every copy that is sent again is a message of its own."""
    numbers, row_of = count(), edge.row_of

    def keyed(*args: Any) -> dict[str, Any]:
        row = row_of(*args)
        return row | {"key": f"{row['key']}+{datetime.now().timestamp()}+{next(numbers)}"}

    patch.object(edge, "row_of", keyed).start()


def _halves() -> None:
    """Marks messages as handled one transaction after the one that keeps what they did."""
    finish, claim, late = inbox.finish, inbox.claim, list[int]()

    def later(connection: Connection, ids: Sequence[int], now: datetime) -> None:
        finish(connection, late, now)
        late[:] = ids

    def claimed(connection: Connection, worker: str, most: int, now: datetime) -> list[inbox.Waiting]:
        found = [waiting for waiting in claim(connection, worker, most, now) if waiting.id not in late]
        if not found:
            finish(connection, late, now)
            late.clear()
        return found

    patch.object(inbox, "finish", later).start()
    patch.object(inbox, "claim", claimed).start()


def _order() -> None:
    """Claims the newest first, and not one a person."""
    newest = select(Inbox.id, Inbox.attempts).where(Inbox.ended_at.is_(None), Inbox.state == "new")
    patch.object(inbox, "_oldest", newest.order_by(Inbox.id.desc()).limit(5)).start()


BUGS: dict[str, Callable[[], None]] = {EARLY: _early, "twice": _twice, "halves": _halves, "order": _order}


def plant(bug: str) -> None:
    """From now on this process has that fault."""
    BUGS[bug]()
