"""Whom a task is for: who works where, in which role, for whom; and who of them cannot be reached."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import (
    Assignment,
    ChannelAccount,
    DutyEvidence,
    Entry,
    Household,
    HouseholdTag,
    Leave,
    Person,
    RoleGrant,
    TaskRecipient,
    Unit,
    UnitAlias,
)
from storage.vocabulary import SILENT_STATES, Role

# Channels that show a message only to whoever opens them.
FETCHED: Final = ("web", "terminal")
NAMES: Final = 8


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


class Survey(Struct, frozen=True):
    """A preview: how many, some of them by name, and how many cannot be reached, or only when they look.

    `nowhere`: never came in; `blocked`: let nobody write to them; `looking`: have only a page, which cannot push;
    `away`: on leave today, they get it when they are back.
    """

    count: int
    names: tuple[str, ...]
    nowhere: tuple[str, ...]
    blocked: tuple[str, ...]
    looking: int
    away: tuple[str, ...] = ()


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
    inside = _within(scope.paths)
    if audience.people:
        by_hand = Person.id.in_(audience.people)
        meant = by_hand if _only_by_hand(audience) else or_(fits, by_hand)
        fits = and_(meant, inside)
    left_out = [~_within(_paths_of(audience, below, out=True))] if audience.without_units else []
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
    own = _within(scope.paths, audience.roles)
    named = _paths_of(audience, paths, out=False)
    return and_(own, _within(named, audience.roles)) if named else own


def _within(paths: tuple[str, ...], roles: tuple[Role, ...] = ()) -> ColumnElement[bool]:
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


def survey(session: Session, scope: Scope, audience: Audience, today: date) -> Survey:
    """How a task to this audience would be sent now. Nothing is changed."""
    who = members(scope, audience, paths(session, scope, audience)).subquery()
    reach = _reach(who)
    counts = session.execute(
        select(func.count(), func.coalesce(func.sum(case((reach.c.pushed == 0, 1), else_=0)), 0)).select_from(reach)
    ).one()
    named = select(Person.name).join(reach, reach.c.person == Person.id).where(Person.township_id.is_not(None))
    named = named.order_by(Person.id).limit(NAMES)

    def names(*which: ColumnElement[bool]) -> tuple[str, ...]:
        return tuple(session.scalars(named.where(*which)))

    return Survey(
        int(counts[0]),
        names(),
        names(reach.c.accounts == 0),
        names(reach.c.accounts > 0, reach.c.reachable == 0),
        int(
            session.scalar(select(func.count()).select_from(reach).where(reach.c.reachable > 0, reach.c.pushed == 0))
            or 0
        ),
        names(_away(reach.c.person, today)),
    )


def _away(person: ColumnElement[int], today: date) -> ColumnElement[bool]:
    """Whether this person is on leave today."""
    leave = select(Leave.id).where(Leave.person_id == person, Leave.cancelled_at.is_(None), Leave.township_id > 0)
    return exists(leave.where(Leave.first <= today, Leave.last >= today))


def _reach(who: Subquery) -> Subquery:
    """Of each: how many accounts, how many that can be written to, how many of those by a push."""
    open_ = and_(ChannelAccount.id.is_not(None), ChannelAccount.unreachable_at.is_(None))
    pushed = and_(open_, ChannelAccount.channel.not_in(FETCHED))
    return (
        select(
            who.c.id.label("person"),
            func.count(ChannelAccount.id).label("accounts"),
            func.sum(case((open_, 1), else_=0)).label("reachable"),
            func.sum(case((pushed, 1), else_=0)).label("pushed"),
        )
        .select_from(who)
        .outerjoin(ChannelAccount, ChannelAccount.person_id == who.c.id)
        .group_by(who.c.id)
        .subquery()
    )


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
    return list(session.scalars(query.where(_within(scope.paths)).order_by(Person.id)))


def tags_used(session: Session, scope: Scope) -> set[str]:
    """The tags of the township's households."""
    return set(
        session.scalars(select(HouseholdTag.tag).where(HouseholdTag.township_id == scope.township_id).distinct())
    )
