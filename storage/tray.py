"""The tray: what a person is to be told at a proper hour, kept until then whatever channel he uses by then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select, update

from storage import outbox, people
from storage.engine import message_session, upsert
from storage.tables import Tray
from storage.tables.base import table_of
from storage.tables.tray import RIDES


class Riding(Struct, frozen=True):
    """A note that waits for a person's next morning card."""

    id: int
    body: dict[str, Any]
    about: str | None
    key: str | None
    created_at: datetime


# Notes that become messages at one beat.
MOST = 500

_tray = table_of(Tray)
_insert = insert(_tray)
_due = (
    select(_tray.c.id, _tray.c.person_id, _tray.c.body, _tray.c.about)
    .where(_tray.c.told_at.is_(None), _tray.c.due_at <= bindparam("now"))
    .order_by(_tray.c.due_at, _tray.c.id)
    .limit(MOST)
)
_riding = (
    select(_tray.c.id, _tray.c.body, _tray.c.about, _tray.c.key, _tray.c.created_at)
    .where(_tray.c.person_id == bindparam("person"), _tray.c.told_at.is_(None), _tray.c.due_at == bindparam("rides"))
    .order_by(_tray.c.id)
)
_told = update(_tray).where(_tray.c.id.in_(bindparam("ids", expanding=True))).values(told_at=bindparam("at"))


def put(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Lays notes into the tray: person_id, body, about, created_at, due_at."""
    if rows:
        connection.execute(_insert, [{"key": None} | row | {"told_at": None} for row in rows])


def ride(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Lays notes in that are brought up in each person's next morning card: person_id, key, body, about, created_at.

    `body` is {text, choices} as in the outbox, or {what, …} for a reminder that says only then what it is about. A
    `key` that was laid in once, told or not, is not laid in again.
    """
    if rows:
        statement = upsert(connection)(Tray).on_conflict_do_nothing(index_elements=["key"])
        connection.execute(statement, [row | {"due_at": RIDES, "told_at": None} for row in rows])


def riding(connection: Connection, person_id: int) -> list[Riding]:
    """What is to be brought up in a person's next morning card, the oldest first."""
    return [Riding(*row) for row in connection.execute(_riding, {"person": person_id, "rides": RIDES})]


def told(connection: Connection, ids: Sequence[int], at: datetime) -> None:
    """These were brought up, or are no longer worth it."""
    if ids:
        connection.execute(_told, {"ids": ids, "at": at})


def again(connection: Connection, person_id: int, ids: Sequence[int]) -> None:
    """These are to be brought up once more: 晚点."""
    mine = update(_tray).where(_tray.c.id.in_(ids), _tray.c.person_id == person_id, _tray.c.due_at == RIDES)
    connection.execute(mine.values(told_at=None))


def take(connection: Connection, key: str, now: datetime) -> dict[str, Any] | None:
    """Takes back what waits under a key, to tell it now: its body; None when it was told."""
    mine = _tray.c.key == key, _tray.c.told_at.is_(None)
    taken = update(_tray).where(*mine).values(told_at=now).returning(_tray.c.body)
    return connection.execute(taken).scalar_one_or_none()


def once(connection: Connection, row: dict[str, Any]) -> None:
    """Lays a note into the tray unless one about the same waits there for the same hour."""
    waiting = select(_tray.c.id).where(
        _tray.c.told_at.is_(None),
        _tray.c.due_at == row["due_at"],
        _tray.c.person_id == row["person_id"],
        _tray.c.about == row["about"],
    )
    if connection.scalar(waiting) is None:
        put(connection, [row])


def forget(connection: Connection, about: str, before: str) -> None:
    """Drops what was laid in about a rule under a key before this one: nobody asks for it again."""
    old = _tray.c.key >= f"{about}:", _tray.c.key < before, _tray.c.about == about
    connection.execute(delete(_tray).where(*old))


def deliver(connection: Connection, now: datetime) -> set[int]:
    """Turns what is due into messages to where each person was last answered; the accounts they go to."""
    due = _due if connection.dialect.name == "sqlite" else _due.with_for_update(skip_locked=True)
    notes = connection.execute(due, {"now": now}).all()
    if not notes:
        return set()
    with message_session(connection) as session:
        reached = people.reaches(session, {note.person_id for note in notes})
    rows = [
        outbox.row(reach.account_id, reach.channel, note.body, note.about, now)
        for note in notes
        if (reach := reached.get(note.person_id)) is not None
    ]
    outbox.queue(connection, rows)
    connection.execute(_told, {"ids": [note.id for note in notes], "at": now})
    return {row["account_id"] for row in rows}
