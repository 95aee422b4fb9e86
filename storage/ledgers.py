"""台账: the rows of the ledgers that leave the house as Excel files, read in batches whatever there is of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct, field
from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from storage import duties
from storage.areas import Area
from storage.engine import unindexed
from storage.scope import Scope
from storage.tables import (
    Duty,
    DutyEvidence,
    Entry,
    EntryPerson,
    Household,
    Issue,
    IssueEvent,
    IssueHousehold,
    Person,
    Promise,
    Unit,
    Visit,
)

# Rows fetched with what hangs from them in one go; a year of a township stays small in memory.
BATCH = 500
Days = tuple[date, date]


class IssueCell(Struct):
    """A matter of an entry, as its ledger shows it."""

    category: str
    text: str
    state: str
    due_on: date | None


class EntryRow(Struct):
    """One entry with everything that hangs from it; a duty is its code and the township's own name, if it has one."""

    id: int
    day: date
    village: str | None
    recorder: str
    kind: str
    text: str
    late: bool
    undone: bool
    seen: list[str] = field(default_factory=list)
    concerned: list[str] = field(default_factory=list)
    issues: list[IssueCell] = field(default_factory=list)
    duties: list[tuple[str, str | None]] = field(default_factory=list)
    promises: list[date] = field(default_factory=list)


class IssueRow(Struct):
    """One matter: whom it concerns, who answers for it, how it stands, and what was last said about it."""

    id: int
    opened_on: date
    village: str | None
    category: str
    text: str
    owner: str
    due_on: date | None
    state: str
    done_on: date | None
    urgent: bool
    people: list[str] = field(default_factory=list)
    last: str | None = None


class HandedRow(Struct):
    """A matter that was handed on, or about which a leader gave an instruction: by whom, when, with which words."""

    at: datetime
    by: str
    what: str
    words: str | None
    village: str | None
    category: str
    text: str
    owner: str
    due_on: date | None
    state: str
    done_on: date | None


def entries(session: Session, scope: Scope) -> Iterator[EntryRow]:
    """All entries of a township by day, undone ones marked."""
    yield from _entry_rows(session, scope, _entries(scope))


def visits(session: Session, scope: Scope, area: Area, days: Days) -> Iterator[EntryRow]:
    """The entries of these days that tell of a visit."""
    yield from _entry_rows(session, scope, _visits(scope, area, days))


def evidence(session: Session, scope: Scope, area: Area, days: Days) -> Iterator[EntryRow]:
    """The entries of these days that are evidence for a duty."""
    yield from _entry_rows(session, scope, _evidence(scope, area, days))


def issues(
    session: Session, scope: Scope, area: Area, days: Days, categories: Sequence[str] = ()
) -> Iterator[IssueRow]:
    """The matters told in these days: of some categories, or of all."""
    yield from _issue_rows(session, scope, _issues(scope, area, days, categories).order_by(Issue.opened_on, Issue.id))


def handed(
    session: Session, scope: Scope, area: Area, days: Days, moments: tuple[datetime, datetime]
) -> Iterator[HandedRow]:
    """What was handed on and instructed between these moments, which begin and end the days."""
    query = _handed(scope, area, days, moments).order_by(IssueEvent.at, IssueEvent.id)
    for row in session.execute(query, execution_options={"yield_per": BATCH}):
        yield HandedRow(*row)


def own(session: Session, scope: Scope, days: Days) -> Iterator[EntryRow]:
    """What one recorded oneself in these days."""
    mine = (unindexed(Entry.person_id) == scope.person_id, Entry.undone_at.is_(None))
    yield from _entry_rows(session, scope, _entries(scope).where(Entry.day.between(*days), *mine))


def all_of(session: Session, scope: Scope, area: Area, days: Days) -> Iterator[EntryRow]:
    """What anybody recorded there in these days."""
    yield from _entry_rows(session, scope, _of(scope, area, days))


def matters(session: Session, scope: Scope, area: Area | None, days: Days) -> Iterator[IssueRow]:
    """The matters that were open on one of these days: in an area, or those one answers for (no area)."""
    place = Issue.owner_id == scope.person_id if area is None else area.holds(Issue.village_id, checks=True)
    # Asked apart, so that an index leads past what was settled long ago.
    for ends in (Issue.done_on >= days[0], Issue.done_on.is_(None)):
        query = _standing(scope).where(ends, place).order_by(Issue.id)
        yield from (row for row in _issue_rows(session, scope, query) if row.opened_on <= days[1])


def count(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    """How many rows a ledger would have."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def counted(
    session: Session, scope: Scope, kind: str, area: Area, days: Days, moments: tuple[datetime, datetime]
) -> int:
    """How many rows a ledger of this kind would have."""
    queries: dict[str, Select[*tuple[Any, ...]]] = {
        "visits": _visits(scope, area, days),
        "issues": _issues(scope, area, days, ()),
        "disputes": _issues(scope, area, days, ("dispute",)),
        "duties": _evidence(scope, area, days),
        "handed": _handed(scope, area, days, moments),
    }
    return count(session, queries[kind])


def _entries(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(Entry.id, Entry.day, Unit.name, Person.name, Entry.kind, Entry.text, Entry.late, Entry.undone_at)
        .join(Person, Person.id == Entry.person_id)
        .outerjoin(Unit, Unit.id == Entry.village_id)
        .where(Entry.township_id == scope.township_id)
        .order_by(Entry.day, Entry.id)
    )


def _of(scope: Scope, area: Area, days: Days) -> Select[*tuple[Any, ...]]:
    place = area.holds(Entry.village_id, checks=True)
    return _entries(scope).where(Entry.day.between(*days), Entry.undone_at.is_(None), place)


def _visits(scope: Scope, area: Area, days: Days) -> Select[*tuple[Any, ...]]:
    told = select(Visit.id).where(Visit.entry_id == Entry.id, unindexed(Visit.township_id) == scope.township_id)
    return _of(scope, area, days).where(told.exists())


def _evidence(scope: Scope, area: Area, days: Days) -> Select[*tuple[Any, ...]]:
    found = select(DutyEvidence.code).where(
        DutyEvidence.entry_id == Entry.id, unindexed(DutyEvidence.township_id) == scope.township_id
    )
    return _of(scope, area, days).where(found.exists())


def _issues(scope: Scope, area: Area, days: Days, categories: Sequence[str]) -> Select[*tuple[Any, ...]]:
    query = _standing(scope).where(Issue.opened_on.between(*days), area.holds(Issue.village_id, checks=True))
    return query.where(Issue.category.in_(categories)) if categories else query


def _standing(scope: Scope) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(Issue.id, Issue.opened_on, Unit.name, Issue.category, Issue.text, Person.name),
            *(Issue.due_on, Issue.state, Issue.done_on, Issue.urgent),
        )
        .join(Person, Person.id == Issue.owner_id)
        .outerjoin(Unit, Unit.id == Issue.village_id)
        .where(Issue.township_id == scope.township_id, Issue.withdrawn_at.is_(None), Issue.merged_into.is_(None))
    )


def _handed(scope: Scope, area: Area, days: Days, moments: tuple[datetime, datetime]) -> Select[*tuple[Any, ...]]:
    by, owner = aliased(Person), aliased(Person)
    living = or_(Issue.done_on.is_(None), Issue.done_on >= days[0])  # what was settled before cannot be meant
    told = or_(IssueEvent.what == "instructed", IssueEvent.new == "transferred")
    return (
        select(
            *(IssueEvent.at, by.name, IssueEvent.what, IssueEvent.note, Unit.name, Issue.category, Issue.text),
            *(owner.name, Issue.due_on, Issue.state, Issue.done_on),
        )
        .join(IssueEvent, IssueEvent.issue_id == Issue.id)
        .join(by, by.id == IssueEvent.person_id)
        .join(owner, owner.id == Issue.owner_id)
        .outerjoin(Unit, Unit.id == Issue.village_id)
        .where(Issue.township_id == scope.township_id, Issue.withdrawn_at.is_(None), living)
        .where(area.holds(Issue.village_id, checks=True), unindexed(IssueEvent.township_id) == scope.township_id)
        .where(told, IssueEvent.at >= moments[0], IssueEvent.at < moments[1])
    )


def _entry_rows(session: Session, scope: Scope, query: Select[*tuple[Any, ...]]) -> Iterator[EntryRow]:
    for part in session.execute(query, execution_options={"yield_per": BATCH}).partitions():
        rows = {row[0]: _entry_row(row) for row in part}
        _hang(session, scope, rows)
        yield from rows.values()


def _issue_rows(session: Session, scope: Scope, query: Select[*tuple[Any, ...]]) -> Iterator[IssueRow]:
    for part in session.execute(query, execution_options={"yield_per": BATCH}).partitions():
        rows = {row[0]: IssueRow(*row) for row in part}
        _concern(session, scope, rows)
        yield from rows.values()


def _entry_row(row: Any) -> EntryRow:
    id_, day, village, recorder, kind, text, late, undone_at = row
    return EntryRow(id_, day, village, recorder, kind, text, late, undone_at is not None)


def _hang(session: Session, scope: Scope, rows: dict[int, EntryRow]) -> None:
    ids: Sequence[int] = list(rows)
    people = select(EntryPerson.entry_id, EntryPerson.name, EntryPerson.seen).where(
        EntryPerson.township_id == scope.township_id, EntryPerson.entry_id.in_(ids)
    )
    for entry, name, seen in session.execute(people.order_by(EntryPerson.id)):
        (rows[entry].seen if seen else rows[entry].concerned).append(name)
    told = select(Issue.entry_id, Issue.category, Issue.text, Issue.state, Issue.due_on).where(
        unindexed(Issue.township_id) == scope.township_id, Issue.entry_id.in_(ids)
    )
    for entry, category, text, state, due_on in session.execute(told.order_by(Issue.id)):
        rows[entry].issues.append(IssueCell(category, text, state, due_on))
    named = (
        select(DutyEvidence.entry_id, Duty.code, Duty.name)
        .join(Duty, and_(Duty.code == DutyEvidence.code, Duty.township_id == scope.township_id))
        .where(unindexed(DutyEvidence.township_id) == scope.township_id, DutyEvidence.entry_id.in_(ids))
    )
    for entry, code, name in session.execute(named.order_by(Duty.position)):
        rows[entry].duties.append((code, duties.own_name(code, name)))
    promises = select(Promise.entry_id, Promise.due_on).where(
        Promise.township_id == scope.township_id, Promise.entry_id.in_(ids)
    )
    for entry, due_on in session.execute(promises.order_by(Promise.due_on)):
        rows[entry].promises.append(due_on)


def _concern(session: Session, scope: Scope, rows: dict[int, IssueRow]) -> None:
    """The villagers of each matter - its households, or the people of the record that told it - and the last words."""
    ids: Sequence[int] = list(rows)
    homes = (
        select(IssueHousehold.issue_id, Household.head)
        .join(Household, Household.id == IssueHousehold.household_id)
        .where(IssueHousehold.issue_id.in_(ids), unindexed(IssueHousehold.township_id) == scope.township_id)
    )
    for issue, name in session.execute(homes.order_by(Household.id)):
        rows[issue].people.append(name)
    bare = [id_ for id_, row in rows.items() if not row.people]
    people = (
        select(Issue.id, EntryPerson.name)
        .join(EntryPerson, EntryPerson.entry_id == Issue.entry_id)
        .where(Issue.id.in_(bare), unindexed(Issue.township_id) == scope.township_id)
    )
    for issue, name in session.execute(people.order_by(EntryPerson.id)):
        rows[issue].people.append(name)
    said = select(IssueEvent.issue_id, IssueEvent.note).where(
        IssueEvent.issue_id.in_(ids),
        unindexed(IssueEvent.township_id) == scope.township_id,
        IssueEvent.note.is_not(None),
        IssueEvent.new.is_(None) | (IssueEvent.new != "transferred"),  # whose note is the receiver's name
    )
    for issue, note in session.execute(said.order_by(IssueEvent.id)):
        rows[issue].last = note
