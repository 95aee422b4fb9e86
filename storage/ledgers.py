"""台账: the rows of the ledgers that leave the house as Excel files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session

from storage import duties
from storage.engine import unindexed
from storage.scope import Scope
from storage.tables import Duty, DutyEvidence, Entry, EntryPerson, Issue, Person, Promise, Unit

# Entries fetched with what hangs from them in one go; a year of a township stays small in memory.
BATCH = 500


@dataclass(slots=True)
class IssueCell:
    """A matter of an entry, as its ledger shows it."""

    category: str
    text: str
    state: str
    due_on: date | None


@dataclass(slots=True)
class EntryRow:
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


def entries(session: Session, scope: Scope) -> Iterator[EntryRow]:
    """All entries of a township by day, undone ones marked."""
    query: Select[int, date, str, str, str, str, bool, object] = (
        select(Entry.id, Entry.day, Unit.name, Person.name, Entry.kind, Entry.text, Entry.late, Entry.undone_at)
        .join(Person, Person.id == Entry.person_id)
        .outerjoin(Unit, Unit.id == Entry.village_id)
        .where(Entry.township_id == scope.township_id)
        .order_by(Entry.day, Entry.id)
    )
    for part in session.execute(query).partitions(BATCH):
        rows = {row[0]: EntryRow(*row[:7], row[7] is not None) for row in part}
        _hang(session, scope, rows)
        yield from rows.values()


def _hang(session: Session, scope: Scope, rows: dict[int, EntryRow]) -> None:
    ids: Sequence[int] = list(rows)
    people = select(EntryPerson.entry_id, EntryPerson.name, EntryPerson.seen).where(
        EntryPerson.township_id == scope.township_id, EntryPerson.entry_id.in_(ids)
    )
    for entry, name, seen in session.execute(people.order_by(EntryPerson.id)):
        (rows[entry].seen if seen else rows[entry].concerned).append(name)
    issues = select(Issue.entry_id, Issue.category, Issue.text, Issue.state, Issue.due_on).where(
        unindexed(Issue.township_id) == scope.township_id, Issue.entry_id.in_(ids)
    )
    for entry, category, text, state, due_on in session.execute(issues.order_by(Issue.id)):
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
