"""认人: the register of villages and households as the reader needs it, and a version that says when it changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from msgspec import Struct, field
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.engine import upsert
from storage.sessions import looking
from storage.tables import Household, HouseholdAlias, Person, Resident, Unit, UnitAlias, UnitSetting
from storage.tables.base import table_of

# The key of the setting that counts changes of a township's register.
VERSION = "register.version"

_settings = table_of(UnitSetting).c
_versions = select(_settings.unit_id, _settings.value).where(
    _settings.unit_id.in_(bindparam("townships", expanding=True)), _settings.key == VERSION
)


class HouseholdRow(Struct):
    """A household's names: id, head, nicknames, other members, 组."""

    id: int
    head: str
    group: int | None
    aka: list[str] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


class VillageRow(Struct):
    """A village's names: id, name, everyday and former names, number of 组, officers, households."""

    id: int
    name: str
    groups: int
    officers: tuple[str, ...]
    aliases: list[str] = field(default_factory=list)
    households: list[HouseholdRow] = field(default_factory=list)


def versions(session: Session, townships: Collection[int]) -> dict[int, int]:
    """A number for each township that grows with every change of its register."""
    rows = looking(session).execute(_versions, {"townships": sorted(townships)})
    return dict.fromkeys(townships, 0) | {unit_id: int(value["count"]) for unit_id, value in rows}


def version(session: Session, township_id: int) -> int:
    """The same for one township."""
    return versions(session, [township_id])[township_id]


def changed(session: Session, township_id: int) -> None:
    """Says that names in the register changed, so that every process compiles its index anew."""
    values = {
        "unit_id": township_id,
        "key": VERSION,
        "value": {"count": version(session, township_id) + 1},
    }
    insert = upsert(session)(UnitSetting).values(values)
    session.execute(
        insert.on_conflict_do_update(index_elements=["unit_id", "key"], set_={"value": insert.excluded.value})
    )


def villages(session: Session, township_id: int) -> list[VillageRow]:
    """All villages of a township with all names in them. The whole township, because the reader must know whom
    a sentence does *not* mean; what is shown of it is a question of scope."""
    units = session.scalars(
        select(Unit).where(Unit.township_id == township_id, Unit.kind == "village").order_by(Unit.id)
    )
    found = {
        unit.id: VillageRow(unit.id, unit.name, unit.groups or 0, tuple((unit.officers or "").split()))
        for unit in units
    }
    aliases = select(UnitAlias.unit_id, UnitAlias.alias).where(UnitAlias.unit_id.in_(found))
    for unit_id, alias in session.execute(aliases):
        found[unit_id].aliases.append(alias)
    for village_id, household in _households(session, township_id):
        found[village_id].households.append(household)
    return list(found.values())


def _households(session: Session, township_id: int) -> list[tuple[int, HouseholdRow]]:
    aka: dict[int, list[str]] = defaultdict(list)
    members: dict[int, list[str]] = defaultdict(list)
    names = select(HouseholdAlias.household_id, HouseholdAlias.alias)
    for household_id, alias in session.execute(names.where(HouseholdAlias.township_id == township_id)):
        aka[household_id].append(alias)
    others = select(Resident.household_id, Resident.name).where(Resident.township_id == township_id)
    for household_id, name in session.execute(others.where(Resident.gone_on.is_(None))):
        members[household_id].append(name)
    rows = session.execute(
        select(Household.village_id, Household.id, Household.head, Household.group_no)
        .where(Household.township_id == township_id, Household.moved_on.is_(None))
        .order_by(Household.id)
    )
    return [(v, HouseholdRow(id_, head, group, aka[id_], members[id_])) for v, id_, head, group in rows]


def staff(session: Session, township_id: int) -> list[str]:
    """Names of the township's own people, who are never villagers."""
    return list(session.scalars(select(Person.name).where(Person.township_id == township_id)))
