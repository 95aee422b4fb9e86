"""Issues: who answers for them, which are live, merging two tellings of one, moving them from state to state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session

from storage import matters
from storage.scope import Scope
from storage.tables import Assignment, Issue, IssueHousehold
from storage.tables.base import table_of
from storage.vocabulary import ISSUE_TRANSITIONS, IssueState


@dataclass(frozen=True, slots=True)
class Live:
    """A live matter that a new one may be about: what it is, where, whom it concerns."""

    id: int
    category: str
    text: str
    place: str | None
    opened_on: date
    households: frozenset[int]


_issues = table_of(Issue)
_one = and_(_issues.c.id == bindparam("issue"), _issues.c.township_id == bindparam("township"))
_owner = (
    select(Assignment.person_id)
    .where(
        Assignment.township_id == bindparam("township"),
        Assignment.village_id == bindparam("village"),
        Assignment.ended_on.is_(None),
    )
    .order_by(Assignment.position, Assignment.id)
    .limit(1)
)
# Enough to find a like one; a village with more live matters of a category than this has other worries.
_live = (
    select(Issue.id, Issue.category, Issue.text, Issue.place, Issue.opened_on, IssueHousehold.household_id)
    .outerjoin(
        IssueHousehold, and_(IssueHousehold.issue_id == Issue.id, IssueHousehold.township_id == Issue.township_id)
    )
    .where(
        Issue.township_id == bindparam("township"),
        Issue.village_id == bindparam("village"),
        Issue.category.in_(bindparam("categories", expanding=True)),
        Issue.done_on.is_(None),
    )
    .order_by(Issue.id.desc())
    .limit(200)
)


def owner(session: Session, scope: Scope, village_id: int | None) -> int | None:
    """Who answers for a village's matters: the first-named of those who serve it now. None where nobody does."""
    if village_id is None:
        return None
    return session.scalar(_owner, {"township": scope.township_id, "village": village_id})


def live(session: Session, scope: Scope, village_id: int, categories: Sequence[str]) -> list[Live]:
    """The live matters of a village in these categories, the newest first."""
    key = {"township": scope.township_id, "village": village_id, "categories": list(categories)}
    rows = session.execute(_live, key).all()
    shared: dict[int, set[int]] = {}
    for row in rows:
        households = shared.setdefault(row.id, set())
        if row.household_id is not None:
            households.add(row.household_id)
    first = {row.id: row for row in reversed(rows)}
    return [
        Live(id_, first[id_].category, first[id_].text, first[id_].place, first[id_].opened_on, frozenset(households))
        for id_, households in shared.items()
    ]


def merge(session: Session, scope: Scope, issue_id: int, into: int, entry_id: int, now: datetime) -> bool:
    """同一件事: the issue told by this entry becomes part of an older one, whose history gets the telling.

    If it was told as settled, the older one is settled by it. False if either has changed meanwhile.
    """
    connection = session.connection()
    told = connection.execute(select(_issues).where(_one), _key(scope, issue_id)).one_or_none()
    older = connection.execute(select(_issues).where(_one), _key(scope, into)).one_or_none()
    if told is None or older is None or told.entry_id != entry_id or told.merged_into or told.withdrawn_at:
        return False
    if older.done_on is not None or older.id == told.id:
        return False
    connection.execute(
        update(_issues).where(_one, _issues.c.merged_into.is_(None)),
        _key(scope, issue_id) | {"state": "merged", "merged_into": into, "done_on": now.date()},
    )
    by = {"entry_id": entry_id, "person_id": scope.person_id, "at": now}
    merged = by | {"issue_id": issue_id, "what": "merged", "old": told.state, "new": "merged"}
    matters.note(connection, scope, [merged, by | {"issue_id": into, "what": "told", "note": told.text}])
    if told.state == "resolved":
        move(session, scope, into, "resolved", now, entry_id, told.done_on)
    return True


def move(
    session: Session,
    scope: Scope,
    issue_id: int,
    to: IssueState,
    now: datetime,
    entry_id: int | None = None,
    done_on: date | None = None,
) -> bool:
    """Sends a matter to another state if the transition table lets this person do it; False if it does not."""
    before = [old for (old, new), roles in ISSUE_TRANSITIONS.items() if new == to and scope.roles.intersection(roles)]
    connection = session.connection()
    old = connection.scalar(select(_issues.c.state).where(_one), _key(scope, issue_id))
    moved = connection.execute(
        update(_issues).where(_one, _issues.c.state == old, _issues.c.state.in_(before)),
        _key(scope, issue_id) | {"state": to, "done_on": done_on},
    )
    if moved.rowcount != 1:
        return False
    event = {"issue_id": issue_id, "entry_id": entry_id, "person_id": scope.person_id, "at": now, "what": "moved"}
    matters.note(connection, scope, [event | {"old": old, "new": to}])
    return True


def _key(scope: Scope, issue_id: int) -> dict[str, Any]:
    return {"issue": issue_id, "township": scope.township_id}
