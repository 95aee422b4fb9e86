"""Invites that an admin makes: for whom, with which role over which unit, and who waits for his second word."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from storage import assignments, people, register, signins, units
from storage.scope import Scope
from storage.tables import Assignment, ChannelAccount, Introduction, Invite, Person, RoleGrant, Unit
from storage.vocabulary import Role

# What is typed into a chat passes more hands than a sheet of paper.
CHAT_LASTS = timedelta(hours=48)
# Whoever gets one of these sees much: the admin says once more that the right person came in.
APPROVED_ROLES: Final = frozenset[Role]({"leader", "admin", "auditor"})


class Newcomer(Struct, frozen=True):
    """Somebody who may be invited: his foremost role and where he works."""

    person_id: int
    name: str
    place: str
    role: Role | None


class Brought(Struct, frozen=True):
    """A used invite: who came, who had invited him, and the role it carries over a unit."""

    invite_id: int
    person_id: int
    name: str
    township_id: int
    invited_by: int
    role: Role | None
    unit_id: int | None
    unit: str | None

    @property
    def waits(self) -> bool:
        """Whether the role comes only with an admin's second word."""
        return self.role in APPROVED_ROLES


def outside(session: Session, scope: Scope) -> list[Newcomer]:
    """Those of the township who have a role and never came in, by village."""
    inside = exists().where(ChannelAccount.person_id == Person.id, ChannelAccount.channel != "terminal")
    holds = exists().where(RoleGrant.person_id == Person.id, RoleGrant.until.is_(None))
    return _newcomers(session, scope, ~inside, holds)


def named(session: Session, scope: Scope, name: str) -> list[Newcomer]:
    """Those of the township who bear this name."""
    return _newcomers(session, scope, Person.name == name)


def one(session: Session, scope: Scope, person_id: int) -> Newcomer | None:
    """A person of the township by key."""
    return next(iter(_newcomers(session, scope, Person.id == person_id)), None)


def _newcomers(session: Session, scope: Scope, *which: ColumnElement[bool]) -> list[Newcomer]:
    found = session.execute(
        select(Person.id, Person.name)
        .where(Person.township_id == scope.township_id, Person.left_on.is_(None), *which)
        .order_by(Person.id)
    ).all()
    served = _served(session, scope)
    newcomers = []
    for id_, name in found:
        role, unit = signins.foremost(session, id_)
        newcomers.append(Newcomer(id_, name, "、".join(served.get(id_, ())) or unit or "", role))
    return sorted(newcomers, key=lambda one: (one.place, one.person_id))


def _served(session: Session, scope: Scope) -> dict[int, list[str]]:
    """The names of the villages each person serves now."""
    rows = session.execute(
        select(Assignment.person_id, Unit.name)
        .join(Unit, Unit.id == Assignment.village_id)
        .where(Assignment.township_id == scope.township_id, Assignment.ended_on.is_(None))
        .order_by(Assignment.village_id)
    )
    served: dict[int, list[str]] = {}
    for person_id, village in rows:
        served.setdefault(person_id, []).append(village)
    return served


def make(
    session: Session,
    scope: Scope,
    person_id: int,
    now: datetime,
    lasts: timedelta,
    role: Role | None = None,
    unit_id: int | None = None,
) -> str:
    """A new invite in this person's name; the ones before it no longer open anything. Returns its code."""
    connection = session.connection()
    connection.execute(
        update(Invite)
        .where(Invite.person_id == person_id, Invite.used_at.is_(None), Invite.expires_at > now)
        .values(expires_at=now)
    )
    code = signins.make_invite(connection, person_id, now, lasts)
    made = select(func.max(Invite.id)).where(Invite.person_id == person_id)
    values = {"invite_id": connection.scalar(made), "invited_by": scope.person_id, "role": role, "unit_id": unit_id}
    connection.execute(insert(Introduction).values(values))
    return code


def brought(session: Session, code: str) -> Brought | None:
    """Whom a code that was just used brought in; None when no admin made it."""
    return _brought(session, _brings.where(Invite.code_hash == signins.hashed(code), Invite.used_at.is_not(None)))


_brings = (
    select(
        Invite.id,
        Person.id,
        Person.name,
        Person.township_id,
        Introduction.invited_by,
        Introduction.role,
        Introduction.unit_id,
        Unit.name,
    )
    .join(Introduction, Introduction.invite_id == Invite.id)
    .join(Person, and_(Person.id == Invite.person_id, Person.township_id.is_not(None)))
    .outerjoin(Unit, Unit.id == Introduction.unit_id)
)


def _brought(session: Session, query: Any) -> Brought | None:
    row = session.execute(query).one_or_none()
    return None if row is None else Brought(*row)


def decide(session: Session, scope: Scope, invite_id: int, now: datetime, *, approved: bool) -> Brought | None:
    """An admin's second word on a role; None when it was given before, or is none of his township's."""
    found = _brought(session, _brings.where(Invite.id == invite_id, Person.township_id == scope.township_id))
    if found is None or not found.waits:
        return None
    decided = session.execute(
        update(Introduction)
        .where(Introduction.invite_id == invite_id, Introduction.decided_at.is_(None))
        .values(decided_at=now, decided_by=scope.person_id, approved=approved),
        execution_options={"synchronize_session": False},
    )
    return found if decided.rowcount == 1 else None  # type: ignore[attr-defined]


def give(session: Session, brought: Brought, today: date) -> None:
    """Gives the role an invite carries; a cadre of a village gets his term there with it."""
    if brought.role is None or brought.unit_id is None:
        return
    unit = session.get_one(Unit, brought.unit_id)
    people.grant(session, brought.person_id, brought.role, unit.id, today)
    if brought.role == "cadre" and unit.kind == "village":
        _assign(session, brought, unit.id, today)
    register.changed(session, brought.township_id)


def _assign(session: Session, brought: Brought, village_id: int, today: date) -> None:
    """The last-named of those who serve the village, unless he serves it already."""
    live = and_(
        Assignment.township_id == brought.township_id,
        Assignment.village_id == village_id,
        Assignment.ended_on.is_(None),
    )
    if session.scalar(select(Assignment.id).where(live, Assignment.person_id == brought.person_id)) is not None:
        return
    last = session.scalar(select(func.max(Assignment.position)).where(live))
    session.add(
        Assignment(
            township_id=brought.township_id,
            person_id=brought.person_id,
            village_id=village_id,
            position=0 if last is None else last + 1,
            since=today,
            due_on=assignments.due(today),
        )
    )
    session.flush()


def unit_named(session: Session, scope: Scope, name: str) -> Unit | None:
    """The township itself or the one unit in it that bears this name, with 村 or without."""
    names = (name, f"{name}村", f"{name}片")
    found = session.scalars(select(Unit).where(Unit.township_id == scope.township_id, or_(Unit.name.in_(names)))).all()
    return found[0] if len(found) == 1 else None


def add(session: Session, scope: Scope, name: str) -> int:
    """A new person of the township, without any role yet; returns the key."""
    return people.add(session, name, session.get_one(Unit, scope.township_id)).id


def everywhere(session: Session) -> list[Scope]:
    """Each township as the command line sees it, which is nobody of it."""
    return [Scope(0, township.id) for township in units.townships(session)]
