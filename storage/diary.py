"""Reading entries back whole: one statement a table, however many entries are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from storage import promises
from storage.engine import unindexed
from storage.records import UNDO_WITHIN, Matter, Record, Saved, Someone
from storage.scope import Scope
from storage.tables import DutyEvidence, Entry, EntryPerson, Issue, IssueHousehold, Person, Promise, Unit
from storage.vocabulary import DUTY_CODES

_entries = (
    select(Entry, Person.name.label("author"), Unit.name.label("village"))
    .join(Person, Person.id == Entry.person_id)
    .outerjoin(Unit, Unit.id == Entry.village_id)
    .where(unindexed(Entry.township_id) == bindparam("township"), Entry.id.in_(bindparam("ids", expanding=True)))
)


def load(session: Session, scope: Scope, ids: Sequence[int]) -> list[Saved]:
    """These entries of one's township, in the order asked for; those that do not exist there are missing."""
    key = {"township": scope.township_id, "ids": list(ids)}
    rows = {row.Entry.id: row for row in session.execute(_entries, key)} if ids else {}
    if not rows:
        return []
    people, matters, duties = _people(session, key), _matters(session, key), _duties(session, key)
    due = _promises(session, key)
    return [
        Saved(
            id_,
            _record(row.Entry, people[id_], matters[id_], duties[id_], due.get(id_)),
            row.author,
            row.village,
            row.Entry.recorded_at,
            row.Entry.undone_at,
        )
        for id_ in ids
        if (row := rows.get(id_)) is not None
    ]


def one(session: Session, scope: Scope, entry_id: int) -> Saved | None:
    """One entry of one's township."""
    return next(iter(load(session, scope, [entry_id])), None)


def page(session: Session, scope: Scope, number: int, size: int) -> tuple[list[Saved], bool]:
    """One's own records, newest first, page `number` from 0; and whether there are more.

    What was taken back in time is gone; what was struck out later stays.
    """
    query = select(Entry.id, Entry.recorded_at, Entry.undone_at).where(
        Entry.person_id == scope.person_id, unindexed(Entry.township_id) == scope.township_id
    )
    undone = session.execute(query.where(Entry.undone_at.is_not(None))).all()
    gone = [row.id for row in undone if row.undone_at - row.recorded_at <= UNDO_WITHIN]
    shown = query.where(Entry.id.not_in(gone)).order_by(Entry.id.desc()).offset(number * size).limit(size + 1)
    ids = list(session.scalars(shown))
    return load(session, scope, ids[:size]), len(ids) > size


def _record(
    entry: Entry, people: Iterable[Someone], matters: Iterable[Matter], duties: Iterable[str], promise: date | None
) -> Record:
    found = tuple(matters)
    return Record(
        entry.person_id,
        entry.village_id,
        entry.kind,
        entry.day,
        entry.text,
        entry.channel,
        entry.said_at,
        entry.late,
        tuple(people),
        found,
        tuple(sorted(duties, key=DUTY_CODES.index)),
        promise,
    )


def _people(session: Session, key: dict[str, Any]) -> defaultdict[int, list[Someone]]:
    query = (
        select(EntryPerson)
        .where(EntryPerson.township_id == key["township"], EntryPerson.entry_id.in_(key["ids"]))
        .order_by(EntryPerson.id)
    )
    found: defaultdict[int, list[Someone]] = defaultdict(list)
    for row in session.scalars(query):
        found[row.entry_id].append(Someone(row.name, row.words, row.household_id, row.seen))
    return found


def _matters(session: Session, key: dict[str, Any]) -> defaultdict[int, list[Matter]]:
    # The matters of an undone entry are withdrawn with it; a matter that a correction removed is not shown.
    query = (
        select(Issue)
        .join(Entry, Entry.id == Issue.entry_id)
        .where(unindexed(Issue.township_id) == key["township"], Issue.entry_id.in_(key["ids"]))
        .where(or_(Issue.withdrawn_at.is_(None), Issue.withdrawn_at == Entry.undone_at))
        .order_by(Issue.id)
    )
    issues = session.scalars(query).all()
    households: defaultdict[int, list[int]] = defaultdict(list)
    if issues:
        links = select(IssueHousehold.issue_id, IssueHousehold.household_id).where(
            IssueHousehold.township_id == key["township"], IssueHousehold.issue_id.in_([issue.id for issue in issues])
        )
        for issue_id, household_id in session.execute(links):
            households[issue_id].append(household_id)
    found: defaultdict[int, list[Matter]] = defaultdict(list)
    for issue in issues:
        found[issue.entry_id].append(_matter(issue, households[issue.id]))
    return found


def _matter(issue: Issue, households: Iterable[int]) -> Matter:
    return Matter(
        issue.category,
        issue.text,
        issue.place,
        issue.urgent,
        issue.state,
        issue.due_on,
        issue.done_on,
        tuple(households),
        issue.id,
        issue.merged_into,
        issue.owner_id,
    )


def _duties(session: Session, key: dict[str, Any]) -> defaultdict[int, list[str]]:
    query = select(DutyEvidence.entry_id, DutyEvidence.code).where(
        unindexed(DutyEvidence.township_id) == key["township"], DutyEvidence.entry_id.in_(key["ids"])
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for entry_id, code in session.execute(query):
        found[entry_id].append(code)
    return found


def _promises(session: Session, key: dict[str, Any]) -> dict[int, date]:
    query = select(Promise.entry_id, Promise.due_on).where(
        Promise.township_id == key["township"],
        Promise.entry_id.in_(key["ids"]),
        Promise.state != promises.WITHDRAWN,
    )
    return {row.entry_id: row.due_on for row in session.execute(query)}
