"""Slow work: ordered in the transaction of a message, claimed under a lease, ended with its result."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.tables import Job
from storage.tables.base import table_of

_table = table_of(Job)
_c = _table.c
_open = _c.ended_at.is_(None)


class Ordered(Struct, frozen=True):
    """A claimed job: for whom, what, with what; `attempts` counts this one."""

    id: int
    person_id: int
    kind: str
    args: dict[str, Any]
    attempts: int


def order(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Adds jobs: person_id, kind, args, due_at."""
    if rows:
        connection.execute(insert(_table), [row | {"state": "waiting", "attempts": 0} for row in rows])


def any_due(session: Session, now: datetime) -> bool:
    """Whether there is a job to be claimed."""
    return session.scalar(select(_c.id).where(_open, _c.due_at <= now).limit(1)) is not None


def claim(connection: Connection, now: datetime, lease: timedelta) -> Ordered | None:
    """Takes the oldest job that is due; nobody else takes it before the lease ends, as it does after a crash."""
    due = select(_c.id).where(_open, _c.due_at <= now).order_by(_c.due_at, _c.id).limit(1)
    id_ = connection.scalar(due if connection.dialect.name == "sqlite" else due.with_for_update(skip_locked=True))
    if id_ is None:
        return None
    until = now + lease
    taken = (
        update(_table)
        .where(_c.id == id_)
        .values(state="claimed", attempts=_c.attempts + 1, due_at=until, lease_until=until)
        .returning(_c.id, _c.person_id, _c.kind, _c.args, _c.attempts)
    )
    return Ordered(*connection.execute(taken).one())


def end(connection: Connection, id_: int, state: str, now: datetime, result: dict[str, Any] | None = None) -> bool:
    """The job has come to a named end: done, failed, cancelled. False when it had ended already."""
    mine = update(_table).where(_c.id == id_, _open)
    return connection.execute(mine.values(state=state, ended_at=now, result=result)).rowcount == 1


def put_off(connection: Connection, id_: int, until: datetime, why: str) -> None:
    """The job is tried again then."""
    again = update(_table).where(_c.id == id_, _open)
    connection.execute(again.values(state="waiting", due_at=until, lease_until=None, result={"error": why}))


def going_on(session: Session, person_id: int, now: datetime) -> bool:
    """Whether a job of this person is due, or being done by any process."""
    soon = or_(_c.due_at <= now, _c.state == "claimed")
    return session.scalar(select(_c.id).where(_open, soon, _c.person_id == person_id).limit(1)) is not None
