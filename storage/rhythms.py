"""When each person may be disturbed, and whose morning has come."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.orm import Session

from storage import leaves
from storage.engine import upsert
from storage.leaves import Away
from storage.scope import Scope
from storage.sessions import looking
from storage.tables import Person, Rhythm
from storage.tables.base import table_of
from storage.vocabulary import EVENING, MORNING


class Hours(Struct, frozen=True):
    """From when until when a person may be disturbed, local time; whether on rest days too; the days he is away."""

    morning: time = MORNING
    evening: time = EVENING
    rest_days: bool = False
    away: tuple[Away, ...] = ()


class Due(Struct, frozen=True):
    """A person whose moment has come: as planned, since when he is here, the day of his last card."""

    person_id: int
    township_id: int
    hours: Hours
    since: datetime
    next_at: datetime
    told_on: date | None


_rhythms = table_of(Rhythm)
_due = (
    select(_rhythms)
    .where(_rhythms.c.next_at <= bindparam("now"), _rhythms.c.township_id.is_not(None))
    .order_by(_rhythms.c.next_at)
    .limit(bindparam("most"))
)
_of = select(_rhythms).where(
    _rhythms.c.person_id.in_(bindparam("people", expanding=True)), _rhythms.c.township_id.is_not(None)
)


def begin(connection: Connection, person_id: int, now: datetime) -> None:
    """Somebody came in: he has the usual hours, unless he has his own already."""
    township = select(Person.township_id).where(Person.id == person_id, Person.township_id.is_not(None))
    values = {"person_id": person_id, "township_id": township.scalar_subquery(), "since": now, "next_at": now}
    usual = {"morning": MORNING, "evening": EVENING, "rest_days": False}
    connection.execute(upsert(connection)(Rhythm).values(values | usual).on_conflict_do_nothing())


def of(connection: Connection, people: Collection[int], today: date) -> dict[int, Hours]:
    """The hours of these people, with the days that they are away; who has none has the usual ones."""
    away = leaves.around(connection, people, today)
    rows = {row.person_id: row for row in connection.execute(_of, {"people": list(people)})}
    return {id_: _hours(rows.get(id_), away.get(id_, ())) for id_ in people}


def _hours(row: Any, away: tuple[Away, ...]) -> Hours:
    return Hours(away=away) if row is None else Hours(row.morning, row.evening, row.rest_days, away)


def due(session: Session, now: datetime, today: date, most: int) -> list[Due]:
    """Whose moment has come, in every township, the longest due first."""
    rows = looking(session).execute(_due, {"now": now, "most": most}).all()
    away = leaves.around(looking(session), [row.person_id for row in rows], today) if rows else {}
    return [
        Due(
            row.person_id,
            row.township_id,
            _hours(row, away.get(row.person_id, ())),
            row.since,
            row.next_at,
            row.told_on,
        )
        for row in rows
    ]


def claim(session: Session, one: Due, next_at: datetime) -> bool:
    """Moves a person to his next moment; False when somebody else did, who tells him."""
    mine = _rhythms.c.person_id == one.person_id, _rhythms.c.township_id == one.township_id
    moved = update(_rhythms).where(*mine, _rhythms.c.next_at == one.next_at)
    done: Any = session.execute(moved.values(next_at=next_at))
    return bool(done.rowcount)


def told(session: Session, one: Due, day: date) -> None:
    """Notes the day of his last card."""
    mine = _rhythms.c.person_id == one.person_id, _rhythms.c.township_id == one.township_id
    session.execute(update(_rhythms).where(*mine).values(told_on=day))


def change(session: Session, scope: Scope, now: datetime, values: dict[str, Any]) -> None:
    """A person says when he may be disturbed, or that he wants his card once more (`next_at`, `told_on` of None)."""
    begin(session.connection(), scope.person_id, now)
    mine = _rhythms.c.person_id == scope.person_id, _rhythms.c.township_id == scope.township_id
    session.execute(update(_rhythms).where(*mine).values(values))


def plan_anew(session: Session, now: datetime) -> None:
    """The calendar has changed: everybody's next morning is looked at again."""
    later = _rhythms.c.next_at > now, _rhythms.c.township_id.is_not(None)
    session.execute(update(_rhythms).where(*later).values(next_at=now))
