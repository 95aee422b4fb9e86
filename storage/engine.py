"""The database: one `begin()` for everything that writes, one `reading()` for everything that only looks.

What differs between SQLite and PostgreSQL stands here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from typing import Any

import orjson
from sqlalchemy import ColumnElement, Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op

from storage.sealing import Keyring
from storage.sessions import settled, within
from storage.tables.base import for_postgres

# FULL, because an acknowledged message must survive a power cut: with NORMAL the log is not synced at commit.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA cache_size=-32768",
)


class Database:
    """One database and the ways into it; `keyring` seals and opens its encrypted fields.

    Raises sqlalchemy.exc.ArgumentError for a URL that is none.
    """

    def __init__(self, url: str, keyring: Keyring | None = None) -> None:
        self.keyring = keyring or Keyring()
        self.url = as_url(url)
        self.is_sqlite = self.url.startswith("sqlite")
        self.engine: Engine = create_engine(
            self.url, json_serializer=_dump, json_deserializer=orjson.loads, query_cache_size=1500, hide_parameters=True
        )
        _plain_savepoints(self.engine.dialect)
        # Where the types of sealed columns find the keys: a statement knows its dialect and nothing else of us.
        self.engine.dialect.keyring = self.keyring  # type: ignore[attr-defined]
        if self.is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        else:
            for_postgres()

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One writing transaction; the only commit in the program. Leaving by an exception rolls back."""
        with self.engine.connect().execution_options(writes=True) as connection:
            yield connection
            with self._undone_if_it_fails(connection):
                connection.commit()

    @contextmanager
    def _undone_if_it_fails(self, connection: Connection) -> Iterator[None]:
        """After a commit that failed SQLAlchemy takes the transaction for ended and gives the connection back as it is;
        SQLite may still be inside, and the next BEGIN on that connection would fail."""
        driver = connection.connection
        try:
            yield
        except BaseException:
            with suppress(Exception):  # a lost server has nothing left to undo
                driver.rollback()
            raise

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in a writing transaction of its own, for commands that are not messages."""
        with self.begin() as connection, message_session(connection) as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one consistent state and changes nothing."""
        with Session(self.engine, autoflush=False) as session:
            yield session

    def close(self) -> None:
        """Gives all connections back."""
        self.engine.dispose()


@contextmanager
def message_session(connection: Connection) -> Iterator[Session]:
    """A session inside the caller's transaction, behind a savepoint that is set only when it is first used.

    An exception undoes what this session did and leaves the rest of the transaction as it was.
    """
    with closing(within(connection)) as session, settled(session):
        yield session


def upsert(connection: Connection | Session) -> Any:
    """The dialect's `insert`, which knows ON CONFLICT."""
    bind = connection.get_bind() if isinstance(connection, Session) else connection
    return insert_of(bind.dialect.name)


@cache
def insert_of(dialect: str) -> Any:
    """The `insert` of a dialect by its name.

    Loaded when asked for: PostgreSQL's half of SQLAlchemy is a noticeable part of a start on SQLite.
    """
    if dialect == "sqlite":
        from sqlalchemy.dialects import sqlite

        return sqlite.insert
    from sqlalchemy.dialects import postgresql

    return postgresql.insert


def unindexed(column: Any) -> ColumnElement[Any]:
    """A column as a condition that only checks: the rows are found by another one.

    SQLite keeps no statistics and takes any index on a township for a good one; it would walk through all its years.
    """
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)


def as_url(url_or_path: str) -> str:
    """A path becomes a SQLite URL; postgres:// becomes the spelling SQLAlchemy knows."""
    if "://" not in url_or_path:
        return f"sqlite:///{url_or_path}"
    return url_or_path.replace("postgres://", "postgresql://", 1)


def _dump(value: Any) -> str:
    return orjson.dumps(value).decode()


def _plain_savepoints(dialect: Any) -> None:
    """Savepoints as plain text: SQLAlchemy compiles each of them anew, which was a tenth of a message's time."""
    dialect.do_savepoint = lambda connection, name: connection.exec_driver_sql(f"SAVEPOINT {name}")
    dialect.do_release_savepoint = lambda connection, name: connection.exec_driver_sql(f"RELEASE SAVEPOINT {name}")
    dialect.do_rollback_to_savepoint = lambda connection, name: connection.exec_driver_sql(
        f"ROLLBACK TO SAVEPOINT {name}"
    )


def _prepare_sqlite(dbapi: Any, _record: Any) -> None:
    # The driver's own transaction guessing is off: transactions begin where _begin_sqlite says.
    dbapi.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        dbapi.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that later writes fails at once with SQLITE_BUSY_SNAPSHOT, whatever the busy timeout.
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
