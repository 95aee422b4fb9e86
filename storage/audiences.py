"""Whom a task is for: who works where, in which role, for whom."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import (
    Assignment,
    DutyEvidence,
    Entry,
    Household,
    HouseholdTag,
    Person,
    RoleGrant,
    TaskRecipient,
    Unit,
)
from storage.vocabulary import SILENT_STATES, Role


class Audience(Struct, frozen=True):
    """Whom an admin means: units (empty: all below him), roles, tags of households they serve, duties with no evidence
    since the first of the month (`since`, ISO), who was silent on an earlier task, and people by hand.

    People by hand come on top; `without` and `without_units` are left out whatever else fits.
    """

    units: tuple[int, ...] = ()
    roles: tuple[Role, ...] = ()
    tags: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()
    since: str = ""
    silent: int | None = None
    people: tuple[int, ...] = ()
    without: tuple[int, ...] = ()
    without_units: tuple[int, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Audience:
        """As it was kept with a task."""
        known: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in kept.items()}
        return cls(**known)

    def kept(self) -> dict[str, Any]:
        """As it is kept with a task: only what was said."""
        return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(self).items() if v}


def members(scope: Scope, audience: Audience, below: tuple[str, ...]) -> Select[int, int, Any]:
    """The people an audience means: person, township, village. `below` are the paths of its units."""
    serves = (
        select(Assignment.village_id)
        .where(Assignment.person_id == Person.id, Assignment.ended_on.is_(None))
        .where(Assignment.township_id == Person.township_id)
    )
    village = serves.order_by(Assignment.position, Assignment.id).limit(1).scalar_subquery()
    office = (
        select(func.max(RoleGrant.unit_id))
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.person_id == Person.id, RoleGrant.until.is_(None), Unit.kind == "village")
        .scalar_subquery()
    )
    fits = and_(_placed(scope, audience, below), *_narrowed(audience))
    inside = within(scope.paths)
    if audience.people:
        by_hand = Person.id.in_(audience.people)
        meant = by_hand if _only_by_hand(audience) else or_(fits, by_hand)
        fits = and_(meant, inside)
    left_out = [~within(_paths_of(audience, below, out=True))] if audience.without_units else []
    return select(Person.id, Person.township_id, func.coalesce(village, office).label("village")).where(
        Person.left_on.is_(None),
        Person.township_id.is_not(None),
        Person.id != scope.person_id,
        Person.id.not_in(audience.without),
        fits,
        *left_out,
    )


def _only_by_hand(audience: Audience) -> bool:
    return not (audience.units or audience.roles or audience.tags or audience.duties or audience.silent)


def _paths_of(audience: Audience, paths: tuple[str, ...], *, out: bool) -> tuple[str, ...]:
    """The paths are those of `units`, then those of `without_units`."""
    return paths[len(audience.units) :] if out else paths[: len(audience.units)]


def _placed(scope: Scope, audience: Audience, paths: tuple[str, ...]) -> ColumnElement[bool]:
    """Holds one of the roles, in one of the places - and always below the sender's own unit."""
    own = within(scope.paths, audience.roles)
    named = _paths_of(audience, paths, out=False)
    return and_(own, within(named, audience.roles)) if named else own


def within(paths: tuple[str, ...], roles: tuple[Role, ...] = ()) -> ColumnElement[bool]:
    """Works somewhere below these paths, in one of these roles if any are named: a cadre where he serves, or where he
    holds his role; others where they hold theirs."""
    below = or_(*(Unit.path.startswith(path) for path in paths)) if paths else literal(False)
    held = [RoleGrant.person_id == Person.id, RoleGrant.until.is_(None)]
    held += [RoleGrant.role.in_(roles)] if roles else []
    holds = exists(select(RoleGrant.id).join(Unit, Unit.id == RoleGrant.unit_id).where(*held, below))
    if roles and "cadre" not in roles:
        return holds
    cadre = exists(
        select(RoleGrant.id).where(
            RoleGrant.person_id == Person.id, RoleGrant.until.is_(None), RoleGrant.role == "cadre"
        )
    )
    serves = exists(
        select(Assignment.id)
        .join(Unit, Unit.id == Assignment.village_id)
        .where(Assignment.person_id == Person.id, Assignment.ended_on.is_(None))
        .where(Assignment.township_id == Person.township_id, below)
    )
    return or_(holds, and_(cadre, serves))


def _narrowed(audience: Audience) -> list[ColumnElement[bool]]:
    """Only whoever serves a household of a tag, has no evidence for a duty yet, was silent on a task."""
    found: list[ColumnElement[bool]] = []
    if audience.tags:
        found.append(
            exists(
                select(Assignment.id)
                .join(Household, Household.village_id == Assignment.village_id)
                .join(HouseholdTag, HouseholdTag.household_id == Household.id)
                .where(Assignment.person_id == Person.id, Assignment.ended_on.is_(None))
                .where(Assignment.township_id == Person.township_id, Household.township_id == Person.township_id)
                .where(HouseholdTag.township_id == Person.township_id, HouseholdTag.tag.in_(audience.tags))
                .where(Household.moved_on.is_(None))
            )
        )
    if audience.duties:
        evidence = (
            select(DutyEvidence.entry_id)
            .join(Entry, Entry.id == DutyEvidence.entry_id)
            .where(Entry.person_id == Person.id, Entry.township_id == Person.township_id)
            .where(DutyEvidence.township_id == Person.township_id, DutyEvidence.code.in_(audience.duties))
            .where(Entry.day >= date.fromisoformat(audience.since))
        )
        found.append(~exists(evidence))
    if audience.silent is not None:
        receipt = select(TaskRecipient.id).where(
            TaskRecipient.task_id == audience.silent,
            TaskRecipient.person_id == Person.id,
            TaskRecipient.township_id == Person.township_id,
            TaskRecipient.state.in_((*SILENT_STATES, "unreachable")),
        )
        found.append(exists(receipt))
    return found


def paths(session: Session, scope: Scope, audience: Audience) -> tuple[str, ...]:
    """The paths of the units an audience names, those left out behind; one that is none of the sender's has none."""
    wanted = (*audience.units, *audience.without_units)
    rows = session.execute(select(Unit.id, Unit.path).where(Unit.id.in_(wanted))) if wanted else ()
    found = {row.id: row.path for row in rows if row.path.startswith(scope.paths)}
    return tuple(found.get(id_, "-") for id_ in wanted)
