"""Who else there is: those to whom a matter may be handed, and the leaders who are asked for help."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import Assignment, Person, RoleGrant, Unit
from storage.vocabulary import Role

# Who may answer for a matter.
TAKERS: tuple[Role, ...] = ("cadre", "leader", "village_officer")


class Colleague(Struct, frozen=True):
    """A person who may take a matter over: what he is, and whether he serves its village."""

    id: int
    name: str
    role: Role
    serves: bool


def takers(session: Session, scope: Scope, village_id: int | None) -> list[Colleague]:
    """Who may take over a matter of this village: those who serve it, its leaders and officers, the other cadres.

    The first-named first; of the leaders, the nearest. Leaders and officers of other places are left out.
    """
    serving = _serving(session, scope, village_id)
    path = _path(session, scope, village_id)
    rows = session.execute(_granted(scope)).all()
    over = {row.id: row for row in rows if row.role == "cadre" or path.startswith(row.path)}
    found = [Colleague(row.id, row.name, row.role, row.id in serving) for row in over.values()]
    depth = {row.id: -len(row.path) for row in over.values()}
    order = {person: place for place, person in enumerate(serving)}
    return sorted(found, key=lambda one: (order.get(one.id, len(order)), one.role == "cadre", depth[one.id], one.id))


def leaders(session: Session, scope: Scope, village_id: int | None) -> list[int]:
    """The leaders nearest above a village: of its cluster, else of the township."""
    path = _path(session, scope, village_id)
    rows = session.execute(_granted(scope).where(RoleGrant.role == "leader")).all()
    above = [row for row in rows if path.startswith(row.path)]
    nearest = max((len(row.path) for row in above), default=0)
    return list(dict.fromkeys(row.id for row in above if len(row.path) == nearest))


def _path(session: Session, scope: Scope, village_id: int | None) -> str:
    """The path of a village; of the township for what has none."""
    return session.scalar(select(Unit.path).where(Unit.id == (village_id or scope.township_id))) or ""


def _serving(session: Session, scope: Scope, village_id: int | None) -> list[int]:
    query = (
        select(Assignment.person_id)
        .where(Assignment.township_id == scope.township_id, Assignment.village_id == village_id)
        .where(Assignment.ended_on.is_(None))
        .order_by(Assignment.position, Assignment.id)
    )
    return list(session.scalars(query))


def _granted(scope: Scope) -> Select[int, str, Role, str]:
    return (
        select(Person.id, Person.name, RoleGrant.role, Unit.path)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(Person.township_id == scope.township_id, Person.left_on.is_(None))
        .where(RoleGrant.until.is_(None), RoleGrant.role.in_(TAKERS))
        .order_by(Person.id)
    )
