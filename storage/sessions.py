"""One session for a group of messages, each behind a savepoint of its own, and the rows that can wait for its end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, Insert
from sqlalchemy.orm import Session

Rows = Sequence[dict[str, Any]]

# Where a connection keeps the rows of the message being handled, as (statement, rows).
LATER: Final = "baocun.later"


class Sessions:
    """Hands out a session for one message after another, inside the caller's transaction.

    Most messages (a word, a form's answer) never touch it, so it is made once a group and costs them nothing.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._session = Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False, autoflush=False
        )
        self._info = connection.info
        self._later: dict[Insert, list[dict[str, Any]]] = {}

    @contextmanager
    def one(self, *, grouped: bool = True) -> Iterator[Session]:
        """The session of one message: its savepoint is set at the first use; an exception undoes what it did.

        `grouped`: what it appends waits for the end of the group.
        """
        session = self._session
        later: list[tuple[Insert, Rows]] = []
        if grouped:
            self._info[LATER] = later
        try:
            yield session
            if session.in_transaction():
                session.commit()  # releases the savepoint; the transaction itself ends in begin()
            for statement, rows in later:
                self._later.setdefault(statement, []).extend(rows)
        except BaseException:
            session.rollback()
            raise
        finally:
            self._info.pop(LATER, None)
            if session.identity_map:
                session.expunge_all()  # the next message reads for itself

    def close(self) -> None:
        """Writes what could wait, and ends the session; the caller's transaction goes on."""
        for statement, rows in self._later.items():
            self._connection.execute(statement, rows)
        self._later.clear()
        self._session.close()


def append(connection: Connection, statement: Insert, rows: Rows) -> None:
    """Adds rows that nothing reads before the message is handled: in a group, with one statement for all its messages.

    A message that fails leaves none of them. Outside a group they are written at once.
    """
    later = connection.info.get(LATER)
    if not rows:
        return
    if later is None:
        connection.execute(statement, rows)
    else:
        later.append((statement, rows))


def write_now(connection: Connection) -> None:
    """What this message has appended is written, because it is about to be read."""
    later = connection.info.get(LATER, [])
    for statement, rows in later:
        connection.execute(statement, rows)
    later.clear()
