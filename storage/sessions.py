"""One session for a group of messages, each behind a savepoint of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.orm import Session


class Sessions:
    """Hands out a session for one message after another, inside the caller's transaction.

    Most messages (a word, a form's answer) never touch it, so it is made once a group and costs them nothing.
    """

    def __init__(self, connection: Connection) -> None:
        self._session = Session(
            connection, join_transaction_mode="create_savepoint", expire_on_commit=False, autoflush=False
        )

    @contextmanager
    def one(self) -> Iterator[Session]:
        """The session of one message: its savepoint is set at the first use; an exception undoes what it did."""
        session = self._session
        try:
            yield session
            if session.in_transaction():
                session.commit()  # releases the savepoint; the transaction itself ends in begin()
        except BaseException:
            session.rollback()
            raise
        finally:
            if session.identity_map:
                session.expunge_all()  # the next message reads for itself

    def close(self) -> None:
        """Ends the session; the caller's transaction goes on."""
        self._session.close()
