"""A matter as its own card shows it: what it is, whom it concerns, who answers for it, and everything that happened."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast

from msgspec import Struct
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from storage.scope import Scope
from storage.tables import Entry, EntryPerson, Household, Issue, IssueEvent, IssueHousehold, Person, Unit
from storage.vocabulary import IssueState


class Case(Struct, frozen=True):
    """One matter; `people` are the villagers it concerns, `author` told it first, `owner` answers for it.

    `needs` says whom it needs to go on, while it is stuck; `merged_into` names the matter it has become part of.
    """

    id: int
    category: str
    text: str
    urgent: bool
    state: IssueState
    opened_on: date
    due_on: date | None
    done_on: date | None
    village: str | None
    village_id: int | None
    owner_id: int
    merged_into: int | None
    needs: str | None
    owner: str
    author: str
    people: tuple[str, ...]


class Taken(Struct, frozen=True):
    """One step of a matter's life, the oldest first; `new` is the state after it, `note` the words said with it."""

    at: datetime
    by: str
    what: str
    new: IssueState | None
    note: str | None


_author = aliased(Person)
_case = (
    select(Issue, Unit.name.label("village"), Person.name.label("owner"), _author.name.label("author"))
    .join(Person, Person.id == Issue.owner_id)
    .join(Entry, Entry.id == Issue.entry_id)
    .join(_author, _author.id == Entry.person_id)
    .outerjoin(Unit, Unit.id == Issue.village_id)
    .where(Issue.id == bindparam("issue"), Issue.township_id == bindparam("township"))
)
_concerned = (
    select(Household.head)
    .join(IssueHousehold, IssueHousehold.household_id == Household.id)
    .where(IssueHousehold.issue_id == bindparam("issue"), IssueHousehold.township_id == bindparam("township"))
    .order_by(Household.id)
)
# Of a matter that names no household itself, the people of the record that told it.
_named = (
    select(EntryPerson.name)
    .join(Issue, Issue.entry_id == EntryPerson.entry_id)
    .where(Issue.id == bindparam("issue"), Issue.township_id == bindparam("township"))
    .order_by(EntryPerson.id)
)
_steps = (
    select(IssueEvent.at, Person.name, IssueEvent.what, IssueEvent.new, IssueEvent.note)
    .join(Person, Person.id == IssueEvent.person_id)
    .where(IssueEvent.issue_id == bindparam("issue"), IssueEvent.township_id == bindparam("township"))
    .order_by(IssueEvent.id)
)


def one(session: Session, scope: Scope, issue_id: int) -> Case | None:
    """One matter of one's township."""
    key = {"issue": issue_id, "township": scope.township_id}
    row = session.execute(_case, key).one_or_none()
    if row is None:
        return None
    people = session.scalars(_concerned, key).all() or session.scalars(_named, key).all()
    issue: Issue = row.Issue
    return Case(
        issue.id,
        issue.category,
        issue.text,
        issue.urgent,
        cast(IssueState, issue.state),
        issue.opened_on,
        issue.due_on,
        issue.done_on,
        row.village,
        issue.village_id,
        issue.owner_id,
        issue.merged_into,
        issue.needs,
        row.owner,
        row.author,
        tuple(dict.fromkeys(people)),
    )


def steps(session: Session, scope: Scope, issue_id: int) -> list[Taken]:
    """Everything that happened to a matter."""
    rows = session.execute(_steps, {"issue": issue_id, "township": scope.township_id})
    return [Taken(row.at, row.name, row.what, row.new, row.note) for row in rows]
