"""What awaits a person: matters he answers for, promises he made, households not seen for too long."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage import periods, promises
from storage.dockets import MATTER, Matter
from storage.engine import unindexed
from storage.scope import Scope
from storage.tables import Entry, EntryPerson, Household, HouseholdTag, Issue, Promise, Unit, Visit
from storage.vocabulary import TAGS


class Promised(Struct, frozen=True):
    """A promise without a matter: what was said, and until when."""

    id: int
    text: str
    due_on: date


class Unseen(Struct, frozen=True):
    """A household that should be looked in on: why, where, and when it was last seen, if ever."""

    household_id: int
    head: str
    tag: str
    village_id: int
    village: str
    group: int | None
    last: date | None


def matters(session: Session, scope: Scope, until: date) -> list[Matter]:
    """The live matters this person answers for that are due up to a day, the most pressing first.

    What waits for somebody else is not asked of him.
    """
    query = (
        select(*MATTER)
        .where(
            Issue.township_id == scope.township_id,
            Issue.owner_id == scope.person_id,
            Issue.done_on.is_(None),
            Issue.state != "paused",
            Issue.due_on <= until,
        )
        .order_by(Issue.urgent.desc(), Issue.due_on, Issue.id)
    )
    return [Matter(*row) for row in session.execute(query)]


def promised(session: Session, scope: Scope, until: date) -> list[Promised]:
    """Promises that stand without a matter and are due up to a day; those with one are kept with it."""
    query = (
        select(Promise.id, Entry.text, Promise.due_on)
        .join(Entry, Entry.id == Promise.entry_id)
        .where(Promise.person_id == scope.person_id, Promise.township_id == scope.township_id)
        .where(Promise.state == promises.OPEN, Promise.issue_id.is_(None), Promise.due_on <= until)
        .order_by(Promise.due_on, Promise.id)
    )
    return [Promised(*row) for row in session.execute(query)]


def unseen(
    session: Session, scope: Scope, today: date, tag: str | None = None, days: int | None = None
) -> list[Unseen]:
    """Households of one's own villages that were not seen within their tag's period, the longest over it first.

    Only those of a `tag` if one is named, and not seen for so many `days` instead of the tag's own.
    """
    of = periods.of(session, scope) if days is None else dict.fromkeys(TAGS, days)
    of = of if tag is None else {tag: of.get(tag, TAGS[tag])}
    # A household seen within this time is not over any tag's period.
    longest = timedelta(days=max(of.values(), default=0))
    seen = (
        select(func.max(Visit.day).label("day"))
        .join(Entry, Entry.id == Visit.entry_id)
        .join(EntryPerson, EntryPerson.entry_id == Visit.entry_id)
        .where(EntryPerson.seen.is_(True), Entry.undone_at.is_(None))
    )
    # Most were seen of late: only for the others is the whole past asked, each by its own rows.
    last = (
        seen.add_columns(EntryPerson.household_id)
        .where(Visit.township_id == scope.township_id, Visit.village_id.in_(scope.villages))
        .where(Visit.day >= today - longest)
        .group_by(EntryPerson.household_id)
        .subquery()
    )
    ever = seen.where(
        EntryPerson.household_id == Household.id,
        unindexed(Visit.township_id) == scope.township_id,
        unindexed(Visit.village_id).in_(scope.villages),
    )
    day = func.coalesce(last.c.day, ever.scalar_subquery())
    query = (
        select(Household.id, Household.head, HouseholdTag.tag, Unit.id, Unit.name, Household.group_no, day)
        .join(HouseholdTag, HouseholdTag.household_id == Household.id)
        .join(Unit, Unit.id == Household.village_id)
        .outerjoin(last, last.c.household_id == Household.id)
        .where(Household.township_id == scope.township_id, Household.village_id.in_(scope.villages))
        .where(Household.moved_on.is_(None), HouseholdTag.until.is_(None), HouseholdTag.tag.in_(of))
        .order_by(Household.village_id, Household.no)
    )
    found = [Unseen(*row) for row in session.execute(query)]
    over = {one: _over(one, of[one.tag], today) for one in found}
    due = {one.household_id: one for one in sorted(found, key=lambda one: over[one])}
    return sorted((one for one in due.values() if over[one] > 0), key=lambda one: -over[one])


def _over(one: Unseen, days: int, today: date) -> int:
    """By how many days the period of the tag is over; a household that was never seen counts as a year."""
    gone = (today - one.last).days if one.last else max(365, days + 1)
    return gone - days


def coverage(session: Session, scope: Scope, since: date) -> tuple[int, int]:
    """How many households of one's own villages were seen since a day, by whomever, and how many there are."""
    here = Household.township_id == scope.township_id, Household.village_id.in_(scope.villages)
    count = select(func.count(Household.id.distinct())).where(*here, Household.moved_on.is_(None))
    met = (
        count.join(EntryPerson, EntryPerson.household_id == Household.id)
        .join(Visit, Visit.entry_id == EntryPerson.entry_id)
        .join(Entry, Entry.id == Visit.entry_id)
        .where(EntryPerson.seen.is_(True), Entry.undone_at.is_(None))
        .where(Visit.township_id == scope.township_id, Visit.village_id.in_(scope.villages), Visit.day >= since)
    )
    return session.scalar(met) or 0, session.scalar(count) or 0
