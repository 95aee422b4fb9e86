"""请假: who is away from when to when, and who looks after things meanwhile."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import Connection, bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import Leave, Person
from storage.tables.base import table_of

# From the first to the last day, both included.
Away = tuple[date, date]
# Leaves that are over for so long no longer explain why somebody was not told something.
EXPLAINS: Final = timedelta(days=220)


class Absence(Struct, frozen=True):
    """A leave of one's own: from when to when, and who stands in."""

    id: int
    first: date
    last: date
    stand_in: str | None


_leaves = table_of(Leave)
_around = (
    select(_leaves.c.person_id, _leaves.c.first, _leaves.c.last)
    .where(_leaves.c.person_id.in_(bindparam("people", expanding=True)), _leaves.c.last >= bindparam("since"))
    .where(_leaves.c.cancelled_at.is_(None), _leaves.c.township_id.is_not(None))
    .order_by(_leaves.c.first)
)


def around(connection: Connection, people: Collection[int], today: date) -> dict[int, tuple[Away, ...]]:
    """The days that these people are away: from today on, and of late."""
    found: dict[int, list[Away]] = defaultdict(list)
    for row in connection.execute(_around, {"people": list(people), "since": today - EXPLAINS}):
        found[row.person_id].append((row.first, row.last))
    return {person: tuple(spans) for person, spans in found.items()}


def stood_in_for(session: Session, scope: Scope, today: date) -> list[int]:
    """Those for whom this person stands in today."""
    query = (
        select(_leaves.c.person_id)
        .join(Person, Person.id == _leaves.c.person_id)
        .where(_leaves.c.township_id == scope.township_id, _leaves.c.stand_in_id == scope.person_id)
        .where(_leaves.c.first <= today, _leaves.c.last >= today, _leaves.c.cancelled_at.is_(None))
        .where(Person.left_on.is_(None))
        .order_by(_leaves.c.person_id)
    )
    return list(session.scalars(query))


def stand_ins(connection: Connection, people: Collection[int], today: date) -> dict[int, int]:
    """Of these people, who is away today and has somebody to stand in: person → stand-in."""
    query = select(_leaves.c.person_id, _leaves.c.stand_in_id).where(
        _leaves.c.person_id.in_(list(people)),
        _leaves.c.township_id.is_not(None),
        _leaves.c.stand_in_id.is_not(None),
        _leaves.c.first <= today,
        _leaves.c.last >= today,
        _leaves.c.cancelled_at.is_(None),
    )
    return {row.person_id: row.stand_in_id for row in connection.execute(query)} if people else {}


def add(session: Session, scope: Scope, first: date, last: date, stand_in_id: int | None) -> int:
    """A leave of one's own; its key."""
    row = {
        "township_id": scope.township_id,
        "person_id": scope.person_id,
        "first": first,
        "last": last,
        "stand_in_id": stand_in_id,
    }
    return int(session.execute(insert(_leaves).values(row).returning(_leaves.c.id)).scalar_one())


def own(session: Session, scope: Scope, today: date) -> list[Absence]:
    """One's own leaves that are not over."""
    query = (
        select(_leaves.c.id, _leaves.c.first, _leaves.c.last, Person.name)
        .outerjoin(Person, Person.id == _leaves.c.stand_in_id)
        .where(_leaves.c.township_id == scope.township_id, _leaves.c.person_id == scope.person_id)
        .where(_leaves.c.last >= today, _leaves.c.cancelled_at.is_(None))
        .where(or_(Person.id.is_(None), Person.township_id == scope.township_id))
        .order_by(_leaves.c.first)
    )
    return [Absence(*row) for row in session.execute(query)]


def cancel(session: Session, scope: Scope, id_: int, now: datetime) -> bool:
    """销假: a leave of one's own counts no longer; False if it is none of his or did not count before."""
    mine = update(_leaves).where(
        _leaves.c.id == id_,
        _leaves.c.township_id == scope.township_id,
        _leaves.c.person_id == scope.person_id,
        _leaves.c.cancelled_at.is_(None),
    )
    done: Any = session.execute(mine.values(cancelled_at=now))
    return bool(done.rowcount)
