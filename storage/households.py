"""认人: households as their card and lists show them, found by name, sound, village, 组 and tag."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from storage import issues, search
from storage.agenda import Promised
from storage.dockets import MATTER, Matter
from storage.engine import unindexed
from storage.promises import OPEN
from storage.scope import Scope
from storage.tables import (
    Entry,
    EntryPerson,
    Household,
    HouseholdAlias,
    HouseholdTag,
    Issue,
    IssueHousehold,
    Promise,
    Resident,
    Unit,
    Visit,
)


class Home(Struct, frozen=True):
    """A household of the register. `moved_on` is set once it left; its records stay."""

    id: int
    no: int
    head: str
    village_id: int
    village: str
    group: int | None
    born: int | None
    members: int | None
    phone: str | None
    moved_on: date | None
    tags: tuple[str, ...] = ()


class Sought(Struct, frozen=True):
    """Which households: in these villages, and all of the rest at once."""

    near: Collection[int]
    ids: Collection[int] | None = None
    group: int | None = None
    tags: Collection[str] = ()


class Member(Struct, frozen=True):
    """Somebody of a household other than its head."""

    id: int
    name: str
    relation: str | None
    born: int | None


_HOME = (
    Household.id,
    Household.no,
    Household.head,
    Household.village_id,
    Unit.name,
    Household.group_no,
    Household.born,
    Household.members,
    Household.phone,
    Household.moved_on,
)


def standing(session: Session, scope: Scope, household_id: int) -> tuple[int, str] | None:
    """The village of a household of one's township, and that village's path; None if there is no such household."""
    query = (
        select(Household.village_id, Unit.path)
        .join(Unit, Unit.id == Household.village_id)
        .where(Household.id == household_id, Household.township_id == scope.township_id)
    )
    row = session.execute(query).one_or_none()
    return None if row is None else (row.village_id, row.path)


def one(session: Session, scope: Scope, household_id: int) -> Home | None:
    """One household of one's township, whether it still lives there or not."""
    found = _homes(session, scope, _all(scope).where(Household.id == household_id))
    return found[0] if found else None


def found(session: Session, scope: Scope, sought: Sought, number: int, size: int) -> tuple[list[Home], bool]:
    """Page `number` (from 0) of the households found, in the order of the office's book, and whether there are more."""
    query = _all(scope).where(Household.village_id.in_(sought.near), Household.moved_on.is_(None))
    if sought.ids is not None:
        query = query.where(Household.id.in_(sought.ids))
    if sought.group is not None:
        query = query.where(Household.group_no == sought.group)
    for tag in sought.tags:
        carries = unindexed(HouseholdTag.township_id) == scope.township_id, HouseholdTag.household_id == Household.id
        query = query.where(exists().where(*carries, HouseholdTag.tag == tag, HouseholdTag.until.is_(None)))
    query = query.order_by(Household.village_id, Household.no)
    homes = _homes(session, scope, query.offset(number * size).limit(size + 1))
    return homes[:size], len(homes) > size


def named(session: Session, scope: Scope, near: Collection[int], word: str) -> list[int]:
    """Households of these villages that a word means: somebody's name or nickname, its sound, or a part of it."""
    if word.isascii():
        return search.sounding(session, scope, near, word) if word.isalpha() and len(word) > 1 else []
    exact = _called(session, scope, near, word, whole=True)
    return exact or (_called(session, scope, near, word, whole=False) if len(word) > 1 else [])


def _called(session: Session, scope: Scope, near: Collection[int], word: str, *, whole: bool) -> list[int]:
    here = Household.township_id == scope.township_id, Household.village_id.in_(near), Household.moved_on.is_(None)
    found: dict[int, None] = {}
    for name, owner in ((Household.head, None), (HouseholdAlias.alias, HouseholdAlias), (Resident.name, Resident)):
        query = select(Household.id).where(*here).order_by(Household.village_id, Household.no)
        if owner is not None:
            query = query.join(owner, owner.household_id == Household.id)
        fits = name == word if whole else name.contains(word, autoescape=True)
        found |= dict.fromkeys(session.scalars(query.where(fits)))
    return list(found)


def tags(session: Session, scope: Scope, near: Collection[int]) -> dict[str, int]:
    """How many households of these villages carry which tag, the most frequent first."""
    count = func.count()
    query = (
        select(HouseholdTag.tag, count)
        .join(Household, Household.id == HouseholdTag.household_id)
        .where(HouseholdTag.township_id == scope.township_id, HouseholdTag.until.is_(None))
        .where(Household.village_id.in_(near), Household.moved_on.is_(None))
        .group_by(HouseholdTag.tag)
        .order_by(count.desc(), HouseholdTag.tag)
    )
    return dict(session.execute(query).all())


def members(session: Session, scope: Scope, household_id: int) -> list[Member]:
    """Who else belongs to a household."""
    query = (
        select(Resident.id, Resident.name, Resident.relation, Resident.born)
        .where(Resident.household_id == household_id, Resident.township_id == scope.township_id)
        .where(Resident.gone_on.is_(None))
        .order_by(Resident.id)
    )
    return [Member(*row) for row in session.execute(query)]


def aliases(session: Session, scope: Scope, household_id: int) -> list[str]:
    """What its head is called besides, and who was its head before."""
    query = select(HouseholdAlias.alias).where(
        HouseholdAlias.household_id == household_id, HouseholdAlias.township_id == scope.township_id
    )
    return list(session.scalars(query.order_by(HouseholdAlias.id)))


def last_seen(session: Session, scope: Scope, household_id: int) -> date | None:
    """The day on which somebody last visited a household, whoever it was."""
    query = (
        select(func.max(Visit.day))
        .join(Entry, Entry.id == Visit.entry_id)
        .join(EntryPerson, EntryPerson.entry_id == Visit.entry_id)
        .where(EntryPerson.household_id == household_id, EntryPerson.seen.is_(True), Entry.undone_at.is_(None))
        .where(unindexed(Visit.township_id) == scope.township_id)
    )
    return session.scalar(query)


def matters(session: Session, scope: Scope, household_id: int, *, all_of_them: bool) -> list[Matter]:
    """The live matters of a household, the most pressing first; of the sensitive ones only one's own, or all."""
    query = (
        select(*MATTER)
        .join(IssueHousehold, IssueHousehold.issue_id == Issue.id)
        .join(Entry, Entry.id == Issue.entry_id)
        .where(IssueHousehold.household_id == household_id, Issue.township_id == scope.township_id)
        .where(Issue.done_on.is_(None), Issue.withdrawn_at.is_(None), Issue.merged_into.is_(None))
        .order_by(Issue.urgent.desc(), Issue.due_on, Issue.id)
    )
    if not all_of_them:
        query = query.where(issues.readable(scope))
    return [Matter(*row) for row in session.execute(query)]


def promised(session: Session, scope: Scope, household_id: int, *, all_of_them: bool) -> list[Promised]:
    """What was promised to a household and is still open; beside a sensitive matter only one's own, or all."""
    query = (
        select(Promise.id, func.coalesce(Issue.text, Entry.text), Promise.due_on)
        .join(Entry, Entry.id == Promise.entry_id)
        .outerjoin(Issue, Issue.id == Promise.issue_id)
        .join(EntryPerson, EntryPerson.entry_id == Entry.id)
        .where(EntryPerson.household_id == household_id, unindexed(Promise.township_id) == scope.township_id)
        .where(Promise.state == OPEN)
        .order_by(Promise.due_on, Promise.id)
    )
    if not all_of_them:
        query = query.where(or_(Entry.person_id == scope.person_id, ~search.hidden(scope)))
    return list(dict.fromkeys(Promised(*row) for row in session.execute(query)))


def _all(scope: Scope) -> Any:
    query = select(*_HOME).join(Unit, Unit.id == Household.village_id)
    return query.where(Household.township_id == scope.township_id)


def _homes(session: Session, scope: Scope, query: Any) -> list[Home]:
    homes = [Home(*row) for row in session.execute(query)]
    tags = _tags_of(session, scope, (home.id for home in homes))
    return [replace(home, tags=tuple(tags[home.id])) for home in homes]


def _tags_of(session: Session, scope: Scope, ids: Iterable[int]) -> dict[int, list[str]]:
    query = (
        select(HouseholdTag.household_id, HouseholdTag.tag)
        .where(HouseholdTag.household_id.in_(list(ids)), HouseholdTag.until.is_(None))
        .where(unindexed(HouseholdTag.township_id) == scope.township_id)
        .order_by(HouseholdTag.id)
    )
    found = defaultdict[int, list[str]](list)
    for household_id, tag in session.execute(query):
        found[household_id].append(tag)
    return found
