"""应急: declared for a unit and all below it, running, ended; and whom of its people it is told, a batch at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, Select, false, or_, select, update
from sqlalchemy.orm import Session

from storage import audiences
from storage.audiences import Audience
from storage.engine import unindexed, upsert
from storage.scope import Scope
from storage.sessions import group_of, looking
from storage.tables import Emergency, Person, Unit
from storage.tables.base import table_of

# People told in one transaction.
BATCH: Final = 100
# Under which name a group of messages keeps what runs.
_KEPT: Final = "emergencies"

_table = table_of(Emergency)
_c = _table.c
_anywhere = unindexed(_c.township_id) > 0


class Standing(Struct, frozen=True):
    """An emergency of which unit, which kind (防汛), why, by whom, from when until when. Moments are UTC."""

    id: int
    township_id: int
    path: str
    unit: str
    kind: str
    reason: str
    by_id: int
    by: str
    began_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    ended_by: int | None
    cursor: int | None

    @property
    def area(self) -> Scope:
        """The eyes of whoever spoke last for it, over all of its area."""
        return Scope((self.ended_by or 0) if self.ended_at else self.by_id, self.township_id, (self.path,))


def _standing() -> Select[Any]:
    return (
        select(
            _c.id,
            _c.township_id,
            Unit.path,
            Unit.name,
            _c.kind,
            _c.reason,
            _c.by_id,
            Person.name.label("by"),
            _c.began_at,
            _c.ends_at,
            _c.ended_at,
            _c.ended_by,
            _c.cursor,
        )
        .join(Unit, Unit.id == _c.unit_id)
        .join(Person, Person.id == _c.by_id)
        .where(_anywhere)
    )


_not_ended = _standing().where(_c.ended_at.is_(None)).order_by(Unit.path, _c.id)


def _runs(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return _c.ended_at.is_(None), _c.ends_at > now


def declare(session: Session, scope: Scope, kind: str, reason: str, ends_at: datetime, now: datetime) -> int | None:
    """Begins one for all that this person reaches; its number. None where one runs already for that very unit."""
    path = min(scope.paths, key=len)
    values = {
        "township_id": scope.township_id,
        "unit_id": int(path.strip("/").rpartition("/")[2]),
        "kind": kind,
        "reason": reason,
        "by_id": scope.person_id,
        "began_at": now,
        "ends_at": ends_at,
        "cursor": 0,
    }
    begun = upsert(session)(_table).values(values).on_conflict_do_nothing().returning(_c.id)
    _changed(looking(session))
    return session.execute(begun).scalar_one_or_none()


def over(session: Session, scope: Scope, now: datetime) -> list[Standing]:
    """Those that run where this person works, or anywhere in what he reads; the widest first."""
    return [
        one
        for one in _all(looking(session))
        if one.ends_at > now and any(path.startswith(one.path) or one.path.startswith(path) for path in scope.paths)
    ]


def _all(connection: Connection) -> list[Standing]:
    """Those of the whole county that have not ended. Each menu asks for them: one look serves a group of messages."""
    group = group_of(connection)
    kept = {} if group is None else group.looked_up
    if _KEPT not in kept:
        kept[_KEPT] = [Standing(*row) for row in connection.execute(_not_ended)]
    found: list[Standing] = kept[_KEPT]
    return found


def _changed(connection: Connection) -> None:
    """What is kept for the group is looked up anew."""
    group = group_of(connection)
    if group is not None:
        group.looked_up.pop(_KEPT, None)


def below(session: Session, scope: Scope, id_: int, now: datetime) -> Standing | None:
    """One that runs, all of whose area this person reaches; None for any other."""
    reached = or_(false(), *(Unit.path.startswith(path) for path in scope.paths))
    row = session.execute(_standing().where(_c.id == id_, *_runs(now), reached)).one_or_none()
    return None if row is None else Standing(*row)


def end(session: Session, scope: Scope, one: Standing, now: datetime) -> bool:
    """Ends one before its time; False when somebody else was quicker."""
    return _change(session.connection(), one, {"ended_at": now, "ended_by": scope.person_id, "cursor": 0})


def prolong(session: Session, scope: Scope, one: Standing, ends_at: datetime) -> bool:
    """Lets one last until another moment; False when it has ended."""
    return _change(session.connection(), one, {"ends_at": ends_at})


def lapse(connection: Connection, now: datetime) -> list[Standing]:
    """Ends those whose time has come, in every township; those that this call ended."""
    due = _standing().where(_c.ended_at.is_(None), _c.ends_at <= now).order_by(_c.id)
    found = [Standing(*row) for row in connection.execute(due)]
    return [one for one in found if _change(connection, one, {"ended_at": one.ends_at, "cursor": 0})]


def _change(connection: Connection, one: Standing, values: dict[str, Any]) -> bool:
    _changed(connection)
    mine = update(_table).where(_c.id == one.id, _c.township_id == one.township_id, _c.ended_at.is_(None))
    return connection.execute(mine.values(values)).rowcount == 1


def untold(connection: Connection) -> Standing | None:
    """The one whose people are to be told of it next, held against other processes until the transaction ends."""
    query = _standing().where(_c.cursor.is_not(None)).order_by(_c.id).limit(1)
    if connection.dialect.name != "sqlite":
        query = query.with_for_update(skip_locked=True, of=_table)
    row: Any = connection.execute(query).one_or_none()
    return None if row is None else Standing(*row)


def people(session: Session, one: Standing) -> Sequence[int]:
    """The next people of its area after the cursor: at most a batch of them, without whoever declared or ended it."""
    who = audiences.members(one.area, Audience(), ()).subquery()
    return session.scalars(select(who.c.id).where(who.c.id > (one.cursor or 0)).order_by(who.c.id).limit(BATCH)).all()


def advance(connection: Connection, one: Standing, cursor: int | None) -> bool:
    """Everybody up to the cursor is told, or with None everybody. False when it was ended or told meanwhile."""
    mine = update(_table).where(_c.id == one.id, _anywhere, _c.cursor == one.cursor)
    same = _c.ended_at.is_(None) if one.ended_at is None else _c.ended_at.is_not(None)
    return connection.execute(mine.where(same).values(cursor=cursor)).rowcount == 1


def running(connection: Connection, now: datetime) -> list[Standing]:
    """All that run, in every township."""
    return [Standing(*row) for row in connection.execute(_standing().where(*_runs(now)).order_by(_c.id))]
