"""The words an audience is said in: which units, people and tags a sender may mean by a name."""

from __future__ import annotations

from sqlalchemy import exists, literal, or_, select
from sqlalchemy.orm import Session

from storage.audiences import within
from storage.scope import Scope
from storage.tables import HouseholdTag, Person, Unit, UnitAlias


def units_named(session: Session, scope: Scope, name: str) -> list[tuple[int, str]]:
    """The units below the sender that bear this name, or an everyday one: id and full name."""
    names = (name, *(f"{name}{kind}" for kind in ("村", "片", "镇", "乡")))
    alias = exists(select(UnitAlias.id).where(UnitAlias.unit_id == Unit.id, UnitAlias.alias == name))
    below = or_(literal(False), *(Unit.path.startswith(path) for path in scope.paths))
    query = select(Unit.id, Unit.name).where(below, or_(Unit.name.in_(names), alias)).order_by(Unit.id)
    return [(row.id, row.name) for row in session.execute(query)]


def clusters(session: Session, scope: Scope) -> list[tuple[int, str]]:
    """The clusters below the sender: id and name."""
    below = or_(literal(False), *(Unit.path.startswith(path) for path in scope.paths))
    query = select(Unit.id, Unit.name).where(below, Unit.kind == "cluster").order_by(Unit.id)
    return [(row.id, row.name) for row in session.execute(query)]


def people_named(session: Session, scope: Scope, name: str) -> list[int]:
    """The people below the sender who bear this name."""
    query = select(Person.id).where(Person.name == name, Person.left_on.is_(None), Person.township_id.is_not(None))
    return list(session.scalars(query.where(within(scope.paths)).order_by(Person.id)))


def tags_used(session: Session, scope: Scope) -> set[str]:
    """The tags of the township's households."""
    return set(
        session.scalars(select(HouseholdTag.tag).where(HouseholdTag.township_id == scope.township_id).distinct())
    )
