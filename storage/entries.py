"""Entries: one message's record with everything that hangs from it, written in one go; read, corrected, undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from storage import duties, matters, promises, visits
from storage.engine import unindexed
from storage.records import Change, Record, Someone
from storage.scope import Scope
from storage.sessions import append, appended, group_of, looking, next_key, write_now
from storage.tables import Entry, EntryChange, EntryPerson, Household, Inbox, Unit
from storage.tables.base import table_of


class Kept(Struct, frozen=True):
    """The ids of a new entry and of its matters, in the record's order."""

    id: int
    issues: tuple[int, ...]


_entries = table_of(Entry)
_people = table_of(EntryPerson)
_insert = insert(_entries)
_insert_people = insert(_people)
_insert_changes = insert(table_of(EntryChange))
_one = (_entries.c.id == bindparam("entry"), _entries.c.township_id == bindparam("township"))
_drop_people = delete(_people).where(
    _people.c.entry_id == bindparam("entry"), _people.c.township_id == bindparam("township")
)
_undo = update(_entries).where(*_one, _entries.c.undone_at.is_(None)).values(undone_at=bindparam("at"))
_standing = (
    select(Entry.person_id, Unit.path)
    .outerjoin(Unit, Unit.id == Entry.village_id)
    .where(Entry.id == bindparam("entry"), Entry.township_id == bindparam("township"))
)
_of_message = select(Entry.id).where(
    Entry.inbox_id == bindparam("inbox"),
    Entry.township_id == bindparam("township"),
    Entry.person_id == bindparam("person"),
)
# By the messages' keys, which are the whole database's.
_recorded_before = (
    select(_entries.c.inbox_id)
    .where(_entries.c.inbox_id.in_(bindparam("inbox", expanding=True)))
    .execution_options(unscoped=True)
)
_newest = (
    select(Entry.id, Entry.recorded_at)
    .where(
        Entry.person_id == bindparam("person"),
        unindexed(Entry.township_id) == bindparam("township"),
        Entry.undone_at.is_(None),
    )
    .order_by(Entry.id.desc())
    .limit(bindparam("most"))
)
_last_undone = (
    select(Entry.id, Entry.undone_at)
    .where(
        Entry.person_id == bindparam("person"),
        unindexed(Entry.township_id) == bindparam("township"),
        Entry.undone_at.is_not(None),
    )
    .order_by(Entry.undone_at.desc(), Entry.id.desc())
    .limit(1)
)
_households = select(Household.id, Household.head, Household.group_no, Household.no).where(
    Household.township_id == bindparam("township"), Household.id.in_(bindparam("ids", expanding=True))
)


def save(session: Session, scope: Scope, record: Record, now: datetime, inbox_id: int | None = None) -> Kept | None:
    """Writes a record; its new ids, or None when this very message has been recorded before.

    `now` is when it is recorded. Needs no conversation: histories and imports write through it too.
    """
    connection = looking(session)
    if inbox_id is not None and _recorded(connection, inbox_id):
        return None
    entry_id = next_key(connection, _entries)
    values = _values(record) | {
        "id": entry_id,
        "township_id": scope.township_id,
        "person_id": record.person_id,
        "channel": record.channel,
        "inbox_id": inbox_id,
        "said_at": record.said_at,
        "recorded_at": now,
        "undone_at": None,
    }
    append(connection, _insert, [values])
    visits.add(connection, scope, entry_id, record)
    _add_people(connection, scope, entry_id, record.people)
    ids = matters.add(connection, scope, entry_id, record, record.matters, now)
    duties.add(connection, scope, entry_id, record)
    promises.add(connection, scope, entry_id, record, _promised(record, ids))
    return Kept(entry_id, tuple(ids))


def correct(
    session: Session, scope: Scope, entry_id: int, record: Record, changes: Sequence[Change], now: datetime
) -> None:
    """Makes an entry say what the corrected record says, and keeps who changed what from what to what."""
    connection = session.connection()
    key = _key(scope, entry_id)
    connection.execute(update(_entries).where(*_one), key | _values(record))
    visits.change(connection, scope, entry_id, record)
    connection.execute(_drop_people, key)
    _add_people(connection, scope, entry_id, record.people)
    matters.change(connection, scope, entry_id, record, now)
    duties.change(connection, scope, entry_id, record)
    ids = [matter.id for matter in record.matters if matter.id is not None]
    promises.change(connection, scope, entry_id, record, ids[0] if len(ids) == len(record.matters) == 1 else None)
    write_now(session)
    note_changes(session, scope, entry_id, changes, now)


def undo(session: Session, scope: Scope, entry_id: int, now: datetime) -> bool:
    """Takes an entry back with all that hangs from it; False when it was taken back before."""
    connection = session.connection()
    if connection.execute(_undo, _key(scope, entry_id) | {"at": now}).rowcount != 1:
        return False
    matters.withdraw(connection, scope, entry_id, now)
    duties.withdraw(connection, scope, entry_id)
    promises.withdraw(connection, scope, entry_id)
    note_changes(session, scope, entry_id, [Change("undone", None, now.isoformat())], now)
    return True


def note_changes(session: Session, scope: Scope, entry_id: int, changes: Sequence[Change], now: datetime) -> None:
    """Adds corrections to an entry's history, in the name of the person asking."""
    rows = [
        {
            "township_id": scope.township_id,
            "entry_id": entry_id,
            "person_id": scope.person_id,
            "at": now,
            "field": change.field,
            "old": change.old,
            "new": change.new,
        }
        for change in changes
    ]
    if rows:
        session.connection().execute(_insert_changes, rows)


def standing(session: Session, scope: Scope, entry_id: int) -> tuple[int, str | None] | None:
    """The author of an entry of one's township and the path of its village; None if there is no such entry."""
    row = session.execute(_standing, _key(scope, entry_id)).one_or_none()
    return None if row is None else (row.person_id, row.path)


def of_message(session: Session, scope: Scope, inbox_id: int) -> int | None:
    """The entry that one's own message was recorded as."""
    key = {"inbox": inbox_id, "township": scope.township_id, "person": scope.person_id}
    return session.scalar(_of_message, key)


def newest(session: Session, scope: Scope, most: int = 1) -> list[tuple[int, datetime]]:
    """One's own newest entries that stand: (id, when recorded)."""
    key = {"person": scope.person_id, "township": scope.township_id, "most": most}
    return [(row.id, row.recorded_at) for row in session.execute(_newest, key)]


def last_undone(session: Session, scope: Scope) -> tuple[int, datetime] | None:
    """Which entry this person took back last, and when."""
    row = session.execute(_last_undone, {"person": scope.person_id, "township": scope.township_id}).one_or_none()
    return None if row is None or row.undone_at is None else (row.id, row.undone_at)


def addresses(session: Session, scope: Scope, ids: Sequence[int]) -> list[tuple[int, str, int | None, int]]:
    """What tells households of one name apart: (id, head, 组, 户号), by 户号."""
    rows = session.execute(_households, {"township": scope.township_id, "ids": list(ids)})
    return sorted(((row.id, row.head, row.group_no, row.no) for row in rows), key=lambda row: row[3])


def forget_message(session: Session, inbox_id: int) -> None:
    """Empties a message that must not be kept; that it came stays known."""
    session.execute(update(Inbox).where(Inbox.id == inbox_id).values(body={}))


def _recorded(connection: Connection, inbox_id: int) -> bool:
    """Whether a message has been recorded. In a group one look tells it of all its messages."""
    group = group_of(connection)
    if group is None or inbox_id not in group.inbox_ids:
        return inbox_id in _recorded_of(connection, [inbox_id])
    if "recorded" not in group.looked_up:
        group.looked_up["recorded"] = _recorded_of(connection, group.inbox_ids)
    return inbox_id in group.looked_up["recorded"] or any(
        row["inbox_id"] == inbox_id for row in appended(connection, _insert)
    )


def _recorded_of(connection: Connection, inbox_ids: Collection[int]) -> set[int]:
    return set(connection.scalars(_recorded_before, {"inbox": list(inbox_ids)}))


def _promised(record: Record, ids: Sequence[int]) -> int | None:
    live = [id_ for id_, matter in zip(ids, record.matters, strict=True) if matter.live]
    return live[0] if len(live) == 1 else None


def _add_people(connection: Connection, scope: Scope, entry_id: int, people: Sequence[Someone]) -> None:
    rows = [
        {
            "township_id": scope.township_id,
            "entry_id": entry_id,
            "household_id": someone.household,
            "name": someone.name,
            "words": someone.words,
            "seen": someone.seen,
        }
        for someone in people
    ]
    append(connection, _insert_people, rows)


def _values(record: Record) -> dict[str, Any]:
    return {
        "village_id": record.village_id,
        "kind": record.kind,
        "day": record.day,
        "text": record.text,
        "late": record.late,
    }


def _key(scope: Scope, entry_id: int) -> dict[str, Any]:
    return {"entry": entry_id, "township": scope.township_id}
