"""One session for a group of messages, each behind a savepoint of its own, and the rows that can wait for its end."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, cast

from msgspec import Struct, field
from sqlalchemy import Connection, Insert, Table
from sqlalchemy.orm import Session

from storage.keys import Keys

Rows = Sequence[dict[str, Any]]

# Where a connection keeps what belongs to the message being handled.
MESSAGE: Final = "baocun.message"


class Message(Struct):
    """A message of a group while it is handled, and the rows it has appended."""

    group: Sessions
    later: list[tuple[Insert, Rows]] = field(default_factory=list)


class Sessions:
    """Hands out a session for one message after another, inside the caller's transaction.

    Most messages (a word, a form's answer, a record) never write through it, so it is made once a group. `inbox_ids`
    are the group's messages; `keys` are for the rows they append; `looked_up` keeps what one look serves for all.
    """

    def __init__(self, connection: Connection, inbox_ids: Collection[int] = ()) -> None:
        self.inbox_ids = inbox_ids
        self.keys = Keys()
        self.looked_up: dict[object, Any] = {}
        self._connection = connection
        self._session = within(connection)
        self._later: dict[Insert, list[dict[str, Any]]] = {}

    @contextmanager
    def one(self) -> Iterator[Session]:
        """The session of one message: its savepoint is set at the first use; an exception undoes what it did."""
        message = Message(self)
        self._connection.info[MESSAGE] = message
        try:
            with settled(self._session):
                yield self._session
        finally:
            del self._connection.info[MESSAGE]
        for statement, rows in message.later:
            self._later.setdefault(statement, []).extend(rows)

    def close(self) -> None:
        """Writes what could wait, and ends the session; the caller's transaction goes on."""
        for statement, rows in self._later.items():
            self._connection.execute(statement, rows)
        self._later.clear()
        self._session.close()


def within(connection: Connection) -> Session:
    """A session inside the caller's transaction, behind savepoints of its own."""
    return Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False, autoflush=False)


@contextmanager
def settled(session: Session) -> Iterator[None]:
    """Keeps what is done through the session within, or undoes all of it."""
    try:
        yield
        if session.in_transaction():
            session.commit()  # releases the savepoint; the transaction itself ends in begin()
    except BaseException:
        session.rollback()
        raise
    finally:
        if session.identity_map:
            session.expunge_all()  # the next message reads for itself


def looking(session: Session) -> Connection:
    """The connection to look something up that was not written by this session: it sets no savepoint."""
    return session.bind if isinstance(session.bind, Connection) else session.connection()


def append(connection: Connection, statement: Insert, rows: Rows) -> None:
    """Adds rows that nothing reads before the message is handled: in a group, with one statement for all its messages.

    A message that fails leaves none of them. Outside a group they are written at once.
    """
    message = _message(connection)
    if not rows:
        return
    if message is None:
        connection.execute(statement, rows)
    else:
        message.later.append((statement, rows))


def appended(connection: Connection, statement: Insert) -> list[dict[str, Any]]:
    """The rows that this message has appended with a statement and that are not written yet."""
    message = _message(connection)
    return [row for one, rows in (message.later if message else ()) if one is statement for row in rows]


def write_now(session: Session) -> None:
    """What this message has appended is written, because it is about to be read."""
    message = _message(looking(session))
    if message is None or not message.later:
        return
    connection = session.connection()  # behind the message's savepoint
    for statement, rows in message.later:
        connection.execute(statement, rows)
    message.later.clear()


def next_key(connection: Connection, table: Table) -> int:
    """A key for a row that is appended."""
    message = _message(connection)
    return (message.group.keys if message else Keys()).take(connection, table)


def group_of(connection: Connection) -> Sessions | None:
    """The group whose message is being handled on this connection."""
    message = _message(connection)
    return None if message is None else message.group


def _message(connection: Connection) -> Message | None:
    return cast("Message | None", connection.info.get(MESSAGE))
