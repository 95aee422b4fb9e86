"""The tree of units: add, find, everything below."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from storage import duties, reminders
from storage.pinyin import pinyin_key
from storage.scope import Scope
from storage.tables import Unit, UnitAlias
from storage.tables.base import table_of
from storage.vocabulary import UnitKind

_units = table_of(Unit).c


def add(session: Session, parent: Unit | None, kind: UnitKind, name: str, groups: int | None = None) -> Unit:
    """A new unit below its parent. A new township gets the nine duties and the usual reminders."""
    unit = Unit(
        parent_id=parent.id if parent else None,
        township_id=parent.township_id if parent else None,
        kind=kind,
        name=name,
        path="",
        pinyin=pinyin_key(name),
        groups=groups,
    )
    session.add(unit)
    session.flush()
    unit.path = f"{parent.path if parent else '/'}{unit.id}/"
    if kind == "township":
        unit.township_id = unit.id
        session.flush()
        duties.seed(session, unit.id)
        reminders.seed(session, unit.id)
    session.flush()
    return unit


def find(session: Session, parent: Unit | None, kind: UnitKind, name: str) -> Unit | None:
    """The unit of that kind and name anywhere below the parent; at the root for none."""
    query = select(Unit).where(Unit.kind == kind, Unit.name == name)
    query = query.where(Unit.parent_id.is_(None)) if parent is None else query.where(Unit.path.startswith(parent.path))
    return session.scalar(query.limit(1))


def villages(session: Session, township_id: int) -> Sequence[Unit]:
    """The villages of a township in the order of their keys."""
    query = select(Unit).where(Unit.township_id == township_id, Unit.kind == "village")
    return session.scalars(query.order_by(Unit.id)).all()


def add_alias(session: Session, unit_id: int, alias: str, *, former: bool = False) -> None:
    """An everyday or former name of a unit; known ones stay as they are."""
    known = select(UnitAlias.id).where(UnitAlias.unit_id == unit_id, UnitAlias.alias == alias)
    if session.scalar(known) is None:
        session.add(UnitAlias(unit_id=unit_id, alias=alias, former=former))


def names(session: Session, townships: Collection[int]) -> dict[int, dict[int, str]]:
    """The villages of each township by key."""
    query = select(_units.township_id, _units.id, _units.name).where(
        _units.township_id.in_(townships), _units.kind == "village"
    )
    found: dict[int, dict[int, str]] = {township: {} for township in townships}
    for township, id_, name in session.execute(query):
        found[township][id_] = name
    return found


def all_names(session: Session, scope: Scope) -> dict[str, int]:
    """The units of one's township by name, a village also by its name without 村."""
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.township_id == scope.township_id).order_by(Unit.id))
    return {name: row.id for row in rows for name in (row.name, row.name.removesuffix("村")) if len(name) > 1}


def below(session: Session, scope: Scope) -> Sequence[Unit]:
    """The villages this person may read: those below the units he leads, or that he serves."""
    if not scope.paths:
        return []
    inside = or_(*(Unit.path.startswith(path) for path in scope.paths))
    query = select(Unit).where(Unit.township_id == scope.township_id, Unit.kind == "village", inside)
    return session.scalars(query.order_by(Unit.id)).all()


def clusters(session: Session, scope: Scope) -> dict[int, Unit]:
    """The cluster of each village this person may read; a village right below the township has none."""
    found = {unit.id: unit.parent_id for unit in below(session, scope)}
    above = select(Unit).where(Unit.township_id == scope.township_id, Unit.kind == "cluster")
    known = {unit.id: unit for unit in session.scalars(above.order_by(Unit.id))}
    return {village: known[parent] for village, parent in found.items() if parent in known}


def led(session: Session, scope: Scope) -> str:
    """The name of the highest unit this person reads; empty if he reads none."""
    highest = min(scope.paths, key=len, default="/")
    return session.scalar(select(Unit.name).where(Unit.path == highest)) or ""


def reads_all(session: Session, scope: Scope) -> bool:
    """Whether he reads the whole township, and so also what belongs to no village."""
    path = session.scalar(select(Unit.path).where(Unit.id == scope.township_id))
    return any(path is not None and path.startswith(prefix) for prefix in scope.paths)


def named(session: Session, name: str) -> Sequence[Unit]:
    """The units of that name in every township: for the command line only."""
    return session.scalars(select(Unit).where(Unit.name == name).order_by(Unit.id)).all()


def named_above(session: Session, unit: Unit, name: str) -> bool:
    """Whether a unit of that name lies above this one."""
    above = [int(part) for part in unit.path.strip("/").split("/")[:-1]]
    return session.scalar(select(Unit.id).where(Unit.id.in_(above), Unit.name == name)) is not None


def any_at_all(session: Session) -> bool:
    """Whether the database knows any unit."""
    return session.scalar(select(Unit.id).limit(1)) is not None


def townships(session: Session) -> Sequence[Unit]:
    """All townships: for the machine itself, never for a person."""
    return session.scalars(select(Unit).where(Unit.kind == "township").order_by(Unit.id)).all()
