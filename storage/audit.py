"""The audit trail: rows are only ever added. What protects them is in chain.py."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, and_, false, insert, or_, select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import Audit, Person, Unit
from storage.tables.base import table_of

_insert = insert(table_of(Audit))


def note(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Adds acts: at, township_id, person_id, channel, action, target, result."""
    if rows:
        connection.execute(_insert, list(rows))


def note_command(
    connection: Connection, action: str, target: str, now: datetime, township_id: int | None = None
) -> None:
    """Notes what was done from the command line, where nobody says who he is."""
    act = {"at": now, "township_id": township_id, "person_id": None, "channel": "command", "action": action}
    note(connection, [act | {"target": target, "result": "ok"}])


class Act(Struct, frozen=True):
    """One act as an auditor reads it: when, who (None: the command line), where, what, to what, with what result.

    `about` is the name of the person or the unit it was done to, where it was done to one.
    """

    id: int
    at: datetime
    person: str | None
    channel: str
    action: str
    target: str
    result: str
    about: str | None = None


class Wanted(Struct, frozen=True):
    """Which acts are asked for: of people of these names, from one moment to before another, of these kinds."""

    people: tuple[str, ...] = ()
    since: datetime | None = None
    before: datetime | None = None
    actions: tuple[str, ...] = ()


def page(session: Session, scope: Scope, wanted: Wanted, number: int, size: int) -> tuple[list[Act], bool]:
    """One page of the acts in the townships below the reader's unit, newest first, and whether there are older ones.

    What was done from the command line belongs to no township, and every auditor reads it.
    """
    below = select(Unit.id).where(or_(false(), *(Unit.path.startswith(path) for path in scope.paths)))
    query = (
        select(Audit.id, Audit.at, Person.name, Audit.channel, Audit.action, Audit.target, Audit.result)
        .outerjoin(Person, and_(Person.id == Audit.person_id, Person.township_id.is_not(None)))
        .where(or_(Audit.township_id.in_(below), Audit.township_id.is_(None)))
    )
    if wanted.people:
        query = query.where(Person.name.in_(wanted.people))
    if wanted.since is not None and wanted.before is not None:
        query = query.where(Audit.at >= wanted.since, Audit.at < wanted.before)
    if wanted.actions:
        query = query.where(Audit.action.in_(wanted.actions))
    rows = session.execute(query.order_by(Audit.id.desc()).offset(number * size).limit(size + 1)).all()
    names = _names(session, scope, [row.target for row in rows[:size]])
    return [Act(*row, names.get(row.target)) for row in rows[:size]], len(rows) > size


def _names(session: Session, scope: Scope, targets: Sequence[str]) -> dict[str, str]:
    """The names of the people and units among what was acted on, as far as the reader's own unit reaches."""
    below = or_(false(), *(Unit.path.startswith(path) for path in scope.paths))
    ids = dict[str, set[int]]()
    for kind, _, id_ in (target.partition(":") for target in targets):
        if id_.isdecimal():
            ids.setdefault(kind, set()).add(int(id_))
    people = select(Person.id, Person.name).join(Unit, Unit.id == Person.township_id)
    people = people.where(Person.id.in_(ids.get("person", ())), below)
    units = select(Unit.id, Unit.name).where(Unit.id.in_(ids.get("unit", set()) | ids.get("village", set())), below)
    found = {f"person:{id_}": name for id_, name in session.execute(people)}
    for unit, name in session.execute(units):
        found |= {f"unit:{unit}": name, f"village:{unit}": name}
    return found
