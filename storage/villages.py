"""认情: what the register knows of a village, in names and numbers."""

from __future__ import annotations

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from storage.scope import Scope
from storage.tables import Assignment, Household, Person, Unit, UnitAlias


class Village(Struct, frozen=True):
    """A village with its 片 or township, everyday names, officers, and the cadres who serve it now."""

    id: int
    name: str
    above: str
    groups: int | None
    officers: tuple[str, ...]
    aliases: tuple[str, ...]
    cadres: tuple[str, ...]
    households: int
    people: int


def path(session: Session, scope: Scope, village_id: int) -> str | None:
    """The path of a village of one's township; None if there is no such village."""
    query = select(Unit.path).where(
        Unit.id == village_id, Unit.kind == "village", Unit.township_id == scope.township_id
    )
    return session.scalar(query)


def one(session: Session, scope: Scope, village_id: int) -> Village | None:
    """One village of one's township."""
    above = aliased(Unit)
    query = (
        select(Unit, above.name)
        .join(above, above.id == Unit.parent_id)
        .where(Unit.id == village_id, Unit.kind == "village", Unit.township_id == scope.township_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    unit, parent = row
    former = UnitAlias.former.desc()
    aliases = session.scalars(
        select(UnitAlias.alias).where(UnitAlias.unit_id == unit.id).order_by(former, UnitAlias.id)
    )
    officers = tuple((unit.officers or "").split())
    cadres = _cadres(session, scope, unit.id)
    return Village(
        unit.id, unit.name, parent, unit.groups, officers, tuple(aliases), cadres, *_counts(session, scope, unit.id)
    )


def _cadres(session: Session, scope: Scope, village_id: int) -> tuple[str, ...]:
    query = (
        select(Person.name)
        .join(Assignment, Assignment.person_id == Person.id)
        .where(Assignment.village_id == village_id, Assignment.ended_on.is_(None))
        .where(Assignment.township_id == scope.township_id)
        .order_by(Assignment.position, Assignment.id)
    )
    return tuple(session.scalars(query))


def _counts(session: Session, scope: Scope, village_id: int) -> tuple[int, int]:
    """Households, and people as far as the register counts them."""
    query = select(func.count(), func.sum(Household.members)).where(
        Household.township_id == scope.township_id,
        Household.village_id == village_id,
        Household.moved_on.is_(None),
    )
    households, people = session.execute(query).one()
    return int(households), int(people or 0)
