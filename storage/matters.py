"""The matters of an entry: opened with it, corrected with it, withdrawn with it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from storage.records import Matter, Record
from storage.scope import Scope
from storage.sessions import append, next_key
from storage.tables import Issue, IssueEvent, IssueHousehold
from storage.tables.base import table_of
from storage.vocabulary import SENSITIVE_CATEGORIES

_issues = table_of(Issue)
_households = table_of(IssueHousehold)
_events = table_of(IssueEvent)

_insert = insert(_issues)
_insert_households = insert(_households)
_insert_events = insert(_events)
_drop_households = delete(_households).where(
    _households.c.issue_id == bindparam("issue"), _households.c.township_id == bindparam("township")
)
_one = and_(_issues.c.id == bindparam("issue"), _issues.c.township_id == bindparam("township"))
_withdraw = (
    update(_issues)
    .where(
        _issues.c.entry_id == bindparam("entry"),
        _issues.c.township_id == bindparam("township"),
        _issues.c.withdrawn_at.is_(None),
    )
    .values(withdrawn_at=bindparam("at"), done_on=bindparam("day"))
    .returning(_issues.c.id)
)


def add(
    connection: Connection, scope: Scope, entry_id: int, record: Record, matters: Sequence[Matter], now: datetime
) -> list[int]:
    """Opens the matters of an entry; returns their ids in order."""
    ids = [next_key(connection, _issues) for _ in matters]
    rows = [
        _values(record, matter)
        | {
            "id": id_,
            "township_id": scope.township_id,
            "entry_id": entry_id,
            "state": matter.state,
            "done_on": matter.done_on,
            "merged_into": None,
            "withdrawn_at": None,
            "needs": None,
        }
        for id_, matter in zip(ids, matters, strict=True)
    ]
    append(connection, _insert, rows)
    pairs = list(zip(ids, matters, strict=True))
    _link(connection, scope, pairs)
    told = {"entry_id": entry_id, "person_id": record.person_id, "at": now}
    opened = [told | {"issue_id": id_, "what": "opened", "new": matter.state} for id_, matter in pairs]
    append(connection, _insert_events, _steps(scope, opened))
    return ids


def change(connection: Connection, scope: Scope, entry_id: int, record: Record, now: datetime) -> None:
    """Makes the stored matters what the corrected record says; new ones are opened, missing ones withdrawn."""
    kept = [(matter.id, matter) for matter in record.matters if matter.id is not None]
    stored = select(_issues.c.id, _issues.c.state, _issues.c.village_id).where(
        _issues.c.entry_id == entry_id,
        _issues.c.township_id == scope.township_id,
        _issues.c.withdrawn_at.is_(None),
    )
    before = {int(row.id): row for row in connection.execute(stored)}
    states = {id_: row.state for id_, row in before.items()}
    for id_, matter in kept:
        values = _values(record, matter) | {"state": matter.state, "done_on": matter.done_on}
        if id_ in before and before[id_].village_id == record.village_id:
            del values["owner_id"]  # it may have been handed on since
        connection.execute(update(_issues).where(_one).values(values), _key(scope, id_))
        connection.execute(_drop_households, _key(scope, id_))
    _link(connection, scope, kept)
    add(connection, scope, entry_id, record, [matter for matter in record.matters if matter.id is None], now)
    gone = [id_ for id_ in states if id_ not in dict(kept)]
    _withdraw_these(connection, scope, gone, now)
    told = {"entry_id": entry_id, "person_id": scope.person_id, "at": now}
    events = [
        told | {"issue_id": id_, "what": "corrected", "old": states.get(id_), "new": matter.state}
        for id_, matter in kept
    ]
    events += [told | {"issue_id": id_, "what": "withdrawn", "old": states[id_]} for id_ in gone]
    note(connection, scope, events)


def withdraw(connection: Connection, scope: Scope, entry_id: int, now: datetime) -> None:
    """Takes an undone entry's matters out of every count. What was merged into them stands on its own again."""
    key = {"entry": entry_id, "township": scope.township_id, "at": now, "day": now.date()}
    ids = [int(id_) for id_ in connection.scalars(_withdraw, key)]
    _free(connection, scope, ids)
    told = {"entry_id": entry_id, "person_id": scope.person_id, "at": now}
    note(connection, scope, [told | {"issue_id": id_, "what": "withdrawn"} for id_ in ids])


def note(connection: Connection, scope: Scope, events: Sequence[dict[str, Any]]) -> None:
    """Adds steps to matters' histories: issue_id, entry_id, person_id, at, what, and old, new, note where there are."""
    if events:
        connection.execute(_insert_events, _steps(scope, events))


def _steps(scope: Scope, events: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    blank = {"township_id": scope.township_id, "old": None, "new": None, "note": None}
    return [blank | event for event in events]


def _withdraw_these(connection: Connection, scope: Scope, ids: Sequence[int], now: datetime) -> None:
    if not ids:
        return
    these = and_(_issues.c.township_id == scope.township_id, _issues.c.id.in_(ids))
    connection.execute(update(_issues).where(these).values(withdrawn_at=now, done_on=now.date()))
    _free(connection, scope, ids)


def _free(connection: Connection, scope: Scope, ids: Sequence[int]) -> None:
    if not ids:
        return
    parts = and_(
        _issues.c.township_id == scope.township_id,
        _issues.c.merged_into.in_(ids),
        _issues.c.withdrawn_at.is_(None),
    )
    connection.execute(update(_issues).where(parts).values(state="open", merged_into=None, done_on=None))


def _link(connection: Connection, scope: Scope, pairs: Sequence[tuple[int, Matter]]) -> None:
    rows = [
        {"township_id": scope.township_id, "issue_id": id_, "household_id": household}
        for id_, matter in pairs
        for household in dict.fromkeys(matter.households)
    ]
    append(connection, _insert_households, rows)


def _values(record: Record, matter: Matter) -> dict[str, Any]:
    return {
        "village_id": record.village_id,
        "owner_id": record.owner,
        "category": matter.category,
        "text": matter.text,
        "place": matter.place,
        "urgent": matter.urgent,
        "sensitive": matter.category in SENSITIVE_CATEGORIES,
        "opened_on": record.day,
        "due_on": matter.due_on,
    }


def _key(scope: Scope, issue_id: int) -> dict[str, Any]:
    return {"issue": issue_id, "township": scope.township_id}
