"""The rules of reminders: what is due, who is meant, and an admin's changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.sessions import looking
from storage.tables import Assignment, Household, HouseholdTag, Person, Reminder, Rhythm, RoleGrant, Unit
from storage.tables.base import table_of
from storage.vocabulary import FRESH, MORNING, REMINDERS

# Rules that fire at one beat.
MOST = 200


class Rule(Struct, frozen=True):
    """One rule. `unit` is the name of where it counts; None for the whole township."""

    id: int
    township_id: int
    what: str
    text: str | None
    role: str | None
    unit_id: int | None
    unit: str | None
    tag: str | None
    every: str
    at: time
    next_fire_at: datetime
    paused: bool


_reminders = table_of(Reminder)
_columns = (
    *(_reminders.c.id, _reminders.c.township_id, _reminders.c.what, _reminders.c.text, _reminders.c.role),
    *(_reminders.c.unit_id, Unit.name, _reminders.c.tag, _reminders.c.every, _reminders.c.at),
    *(_reminders.c.next_fire_at, _reminders.c.paused_at.is_not(None)),
)
_rules = select(*_columns).outerjoin(Unit, Unit.id == _reminders.c.unit_id)
# The clock looks at every township's: this names the column, as the guard of scopes asks.
_due = (
    _rules.where(_reminders.c.paused_at.is_(None), _reminders.c.next_fire_at <= bindparam("now"))
    .where(_reminders.c.township_id.is_not(None))
    .order_by(_reminders.c.next_fire_at)
    .limit(MOST)
)


def seed(session: Session, township_id: int) -> None:
    """Gives a new township the usual rules."""
    common = {"township_id": township_id, "at": MORNING, "next_fire_at": FRESH}
    rows = [common | {"what": what, "role": role, "every": every} for what, role, every in REMINDERS]
    session.execute(insert(_reminders), rows)


def complete(session: Session, scope: Scope) -> None:
    """Gives one's township those of the usual rules back that it no longer has."""
    there = set(session.scalars(select(Reminder.what).where(Reminder.township_id == scope.township_id)))
    common = {"township_id": scope.township_id, "at": MORNING, "next_fire_at": FRESH}
    rows = [common | {"what": w, "role": role, "every": every} for w, role, every in REMINDERS if w not in there]
    if rows:
        session.execute(insert(_reminders), rows)


def due(session: Session, now: datetime) -> list[Rule]:
    """The rules that are to be looked at now, in every township."""
    return [Rule(*row) for row in looking(session).execute(_due, {"now": now})]


def claim(session: Session, rule: Rule, next_fire_at: datetime) -> bool:
    """Moves a rule to its next moment; False when somebody else did, who fires it."""
    row = Reminder.id == rule.id, Reminder.township_id == rule.township_id
    moved = update(Reminder).where(*row, Reminder.next_fire_at == rule.next_fire_at, Reminder.paused_at.is_(None))
    done: Any = session.execute(moved.values(next_fire_at=next_fire_at), execution_options=_QUIET)
    return bool(done.rowcount)


_QUIET = {"synchronize_session": False}


def audience(session: Session, rule: Rule) -> list[int]:
    """The people a rule is meant for, of those who came in and have not left.

    With a unit, those who serve a village below it, or hold the role over something below it; with a tag, those who
    serve a village where somebody bears it.
    """
    query = (
        select(Rhythm.person_id)
        .join(Person, Person.id == Rhythm.person_id)
        .where(Rhythm.township_id == rule.township_id, Person.township_id == rule.township_id)
        .where(Person.left_on.is_(None))
    )
    path = session.scalar(select(Unit.path).where(Unit.id == (rule.unit_id or rule.township_id))) or ""
    serves = exists().where(
        Assignment.person_id == Rhythm.person_id,
        Assignment.township_id == rule.township_id,
        Assignment.ended_on.is_(None),
        Unit.id == Assignment.village_id,
        Unit.path.startswith(path),
    )
    held = RoleGrant.person_id == Rhythm.person_id, RoleGrant.until.is_(None)
    if rule.role is not None:
        query = query.where(exists().where(*held, RoleGrant.role == rule.role))
    if rule.unit_id is not None:
        over = exists().where(*held, RoleGrant.role != "cadre", Unit.id == RoleGrant.unit_id)
        query = query.where(or_(serves, over.where(Unit.path.startswith(path))))
    if rule.tag is not None:
        bears = exists().where(
            Assignment.person_id == Rhythm.person_id,
            Assignment.township_id == rule.township_id,
            Assignment.ended_on.is_(None),
            Household.village_id == Assignment.village_id,
            HouseholdTag.household_id == Household.id,
            HouseholdTag.tag == rule.tag,
            HouseholdTag.until.is_(None),
        )
        query = query.where(bears)
    return list(session.scalars(query.order_by(Rhythm.person_id)))


def listed(session: Session, scope: Scope) -> list[Rule]:
    """The rules of one's township, in the order in which they were made."""
    query = _rules.where(_reminders.c.township_id == scope.township_id).order_by(_reminders.c.id)
    return [Rule(*row) for row in session.execute(query)]


def one(session: Session, scope: Scope, id_: int) -> Rule | None:
    """A rule of one's township."""
    return next((rule for rule in listed(session, scope) if rule.id == id_), None)


def add(session: Session, scope: Scope, values: dict[str, Any]) -> int:
    """A new rule: what, text, role, unit_id, tag, every, at, next_fire_at; its key."""
    row = {"township_id": scope.township_id, "made_by": scope.person_id or None, "paused_at": None} | values
    return int(session.execute(insert(_reminders).values(row).returning(_reminders.c.id)).scalar_one())


def change(session: Session, scope: Scope, id_: int, values: dict[str, Any]) -> None:
    """Changes a rule of one's township."""
    mine = _reminders.c.id == id_, _reminders.c.township_id == scope.township_id
    session.execute(update(_reminders).where(*mine).values(values))


def drop(session: Session, scope: Scope, ids: Iterable[int]) -> None:
    """Takes rules of one's township away."""
    mine = _reminders.c.id.in_(list(ids)), _reminders.c.township_id == scope.township_id
    session.execute(delete(_reminders).where(*mine))


def chosen(rules: Sequence[Rule], number: int) -> Rule | None:
    """The rule of that number in the list, counting from 1."""
    return rules[number - 1] if 1 <= number <= len(rules) else None
