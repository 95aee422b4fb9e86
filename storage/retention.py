"""How long things are kept, as a table says, and the purge of what is older: in small steps, each kind from where it
stopped. Rows that others hang from stay, emptied."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from storage import audit
from storage.tables import Inbox, Introduction, Invite, Outbox, Request, Retention, Tray
from storage.tables.base import table_of
from storage.vocabulary import RETENTION

# Rows looked at in one step: a beat of the clock may hold everybody else up no longer than a message does.
STEP: Final = 200
_inbox, _outbox, _invites = table_of(Inbox), table_of(Outbox), table_of(Invite)
_introductions, _requests, _tray = table_of(Introduction), table_of(Request), table_of(Tray)

# The rows of one step: their keys, and how far it reached.
Old = tuple[list[int], int]


def days(connection: Connection) -> dict[str, int | None]:
    """How many days each kind is kept; None: like the office's files."""
    return {row.kind: row.days for row in connection.execute(select(Retention.kind, Retention.days))}


def change(connection: Connection, kind: str, days: int) -> int | None:
    """Keeps a kind for so many days from now on; returns how many it was."""
    before = connection.scalar(select(Retention.days).where(Retention.kind == kind))
    connection.execute(update(Retention).where(Retention.kind == kind).values(days=days))
    return before


def due(connection: Connection, now: datetime) -> dict[str, int]:
    """How many rows the next steps would take, kind by kind; nothing is changed."""
    return {kind: len(old[0]) for kind in _PURGES if (old := _old(connection, kind, now)) is not None}


def purge(connection: Connection, now: datetime, hide: Callable[[str], str]) -> int:
    """One step of every kind; returns how many rows, and notes each kind that had some in the audit trail.

    `hide` gives a text in which numbers that lead to a person are only recognised.
    """
    _seed(connection)
    total = 0
    for kind, take in _PURGES.items():
        old = _old(connection, kind, now)
        if old is None or not old[1]:
            continue
        ids, reached = old
        if kind in _NUMBERS:
            ids = _hide_numbers(connection, _NUMBERS[kind], ids, hide)
        if ids:
            if take is not None:
                take(connection, ids)
            act = {"at": now, "township_id": None, "person_id": None, "channel": "clock", "action": "purge"}
            audit.note(connection, [act | {"target": f"{kind}:{ids[0]}-{ids[-1]}", "result": str(len(ids))}])
        connection.execute(update(Retention).where(Retention.kind == kind).values(reached=reached))
        total += len(ids)
    return total


def _seed(connection: Connection) -> None:
    """A kind that only this release knows begins with the days it is born with."""
    known = days(connection)
    if rows := [{"kind": kind, "days": RETENTION[kind], "reached": 0} for kind in _PURGES if kind not in known]:
        connection.execute(insert(table_of(Retention)), rows)


def _old(connection: Connection, kind: str, now: datetime) -> Old | None:
    """The rows after the last step that are too old and have ended; in the order of their keys, which is that of time.

    None where the table says nothing. A row that has not ended holds the ones behind it: it is somebody's.
    """
    row = connection.execute(select(Retention.days, Retention.reached).where(Retention.kind == kind)).one_or_none()
    if row is None or row.days is None:
        return None
    table, at, ended = _WHERE[kind]
    before: Any = now - timedelta(days=row.days)
    if kind == "request":
        before = before.date()
    found = connection.execute(
        select(table.c.id, table.c[at], table.c[ended])
        .where(table.c.id > row.reached, *_scoped(table))
        .order_by(table.c.id)
        .limit(STEP)
    ).all()
    ids: list[int] = []
    for id_, moment, end in found:
        if moment >= before or (end is None and kind not in _ENDLESS):
            break
        ids.append(id_)
    return ids, ids[-1] if ids else 0


def _scoped(table: Any) -> list[Any]:
    return [table.c.township_id.is_not(None)] if "township_id" in table.c else []


def _empty_messages(connection: Connection, ids: list[int]) -> None:
    connection.execute(update(_inbox).where(_inbox.c.id.in_(ids)).values(body={}, error=None))


def _empty_answers(connection: Connection, ids: list[int]) -> None:
    blank = {"text": "", "choices": []}
    connection.execute(update(_outbox).where(_outbox.c.id.in_(ids)).values(body=blank, token=None, error=None))


def _drop_invites(connection: Connection, ids: list[int]) -> None:
    connection.execute(delete(_introductions).where(_introductions.c.invite_id.in_(ids)))
    connection.execute(delete(_invites).where(_invites.c.id.in_(ids)))


def _drop_requests(connection: Connection, ids: list[int]) -> None:
    connection.execute(delete(_requests).where(_requests.c.id.in_(ids), _requests.c.township_id.is_not(None)))


def _hide_numbers(connection: Connection, table: Any, ids: list[int], hide: Callable[[str], str]) -> list[int]:
    """Which of these messages held a number; it is hidden in each. Most are read and left alone."""
    changed = []
    for id_, body in connection.execute(select(table.c.id, table.c.body).where(table.c.id.in_(ids))).all():
        text = body.get("text", "")
        if (hidden := hide(text)) != text:
            connection.execute(update(table).where(table.c.id == id_).values(body={**body, "text": hidden}))
            changed.append(id_)
    return changed


def _drop_notices(connection: Connection, ids: list[int]) -> None:
    connection.execute(delete(_tray).where(_tray.c.id.in_(ids)))


# What is no longer of use when it is old, whether it was taken up or not.
_ENDLESS: Final = frozenset({"invite", "notice"})
# Of each kind: its table, since when a row is there, and what says that it has ended.
_WHERE: Final[dict[str, tuple[Any, str, str]]] = {
    "number": (_inbox, "received_at", "ended_at"),
    "number_shown": (_outbox, "created_at", "ended_at"),
    "message": (_inbox, "received_at", "ended_at"),
    "answer": (_outbox, "created_at", "ended_at"),
    "notice": (_tray, "created_at", "told_at"),
    "invite": (_invites, "expires_at", "used_at"),
    "request": (_requests, "said_on", "answered_on"),
}
# Telephone and identity numbers go first: the table that holds the words they stand in.
_NUMBERS: Final[dict[str, Any]] = {"number": _inbox, "number_shown": _outbox}
_PURGES: Final[dict[str, Callable[[Connection, list[int]], None] | None]] = {
    "number": None,
    "number_shown": None,
    "message": _empty_messages,
    "answer": _empty_answers,
    "notice": _drop_notices,
    "invite": _drop_invites,
    "request": _drop_requests,
}
