"""What people do to a matter: send it to another state, hand it on, merge two tellings, say something, ask for help."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Literal

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session

from storage import matters, promises
from storage.scope import Scope
from storage.tables import Issue
from storage.tables.base import table_of
from storage.vocabulary import ISSUE_TRANSITIONS, IssueState

# What is said about a matter without moving it: a leader's 批示, or anybody's word on how it goes.
Remark = Literal["instructed", "noted"]
# States in which nobody's help is waited for any more.
_HELPED = ("resolved", "transferred")


class Step(Struct, frozen=True):
    """A matter's next state: since when, told by which record, settled on which day, the new deadline, and why.

    A `due_on` of None keeps the deadline, an `owner_id` of None whoever answers for it.
    """

    to: IssueState
    at: datetime
    entry_id: int | None = None
    done_on: date | None = None
    due_on: date | None = None
    note: str | None = None
    owner_id: int | None = None


_issues = table_of(Issue)
_one = and_(_issues.c.id == bindparam("issue"), _issues.c.township_id == bindparam("township"))
_standing = and_(_one, _issues.c.withdrawn_at.is_(None))


def may(scope: Scope, owner_id: int, old: IssueState, to: IssueState) -> bool:
    """Whether the transition table lets this person send a matter of this owner from one state to the other."""
    movers = ISSUE_TRANSITIONS.get((old, to), ())
    return not scope.roles.isdisjoint(movers) or (owner_id == scope.person_id and "owner" in movers)


def move(session: Session, scope: Scope, issue_id: int, step: Step) -> bool:
    """Sends a matter to another state if the transition table lets this person do it; False if it does not."""
    connection = session.connection()
    old = connection.scalar(select(_issues.c.state).where(_one), _key(scope, issue_id))
    moved = connection.execute(
        update(_issues).where(_standing, _issues.c.state == old, _allowed(scope, step.to)).values(_after(step)),
        _key(scope, issue_id),
    )
    if moved.rowcount != 1:
        return False
    if step.to == "resolved":
        promises.keep_of_issue(connection, scope, issue_id)
    event = {"issue_id": issue_id, "entry_id": step.entry_id, "person_id": scope.person_id, "at": step.at}
    matters.note(connection, scope, [event | {"what": "moved", "old": old, "new": step.to, "note": step.note}])
    return True


def _after(step: Step) -> dict[str, Any]:
    """What the matter is after a step."""
    values: dict[str, Any] = {"state": step.to, "done_on": step.done_on, "merged_into": None}
    if step.due_on is not None:
        values["due_on"] = step.due_on
    if step.owner_id is not None:
        values["owner_id"] = step.owner_id
    if step.to in _HELPED:
        values["needs"] = None
    return values


def merge(session: Session, scope: Scope, issue_id: int, into: int, entry_id: int, now: datetime) -> bool:
    """同一件事: the issue told by this entry becomes part of an older one, whose history gets the telling.

    If it was told as settled, the older one is settled by it, with these words for its result. False if either has
    changed meanwhile, or if the transition table does not let this person merge.
    """
    connection = session.connection()
    told = connection.execute(select(_issues).where(_one), _key(scope, issue_id)).one_or_none()
    older = connection.execute(select(_issues).where(_one), _key(scope, into)).one_or_none()
    if told is None or older is None or told.entry_id != entry_id or older.id == told.id or older.done_on is not None:
        return False
    part = {"state": "merged", "merged_into": into, "done_on": now.date(), "needs": None}
    merging = update(_issues).where(_standing, _issues.c.state == told.state, _allowed(scope, "merged"))
    if connection.execute(merging.values(part), _key(scope, issue_id)).rowcount != 1:
        return False
    by = {"entry_id": entry_id, "person_id": scope.person_id, "at": now}
    matters.note(connection, scope, [by | {"issue_id": issue_id, "what": "merged", "old": told.state, "new": "merged"}])
    settling = Step("resolved", now, entry_id, told.done_on, note=told.text)
    if told.state != "resolved" or not move(session, scope, into, settling):
        matters.note(connection, scope, [by | {"issue_id": into, "what": "told", "note": told.text}])
    return True


def remark(session: Session, scope: Scope, issue_id: int, what: Remark, words: str, now: datetime) -> None:
    """Adds somebody's words to a matter's history."""
    said = {"issue_id": issue_id, "entry_id": None, "person_id": scope.person_id, "at": now}
    matters.note(session.connection(), scope, [said | {"what": what, "note": words}])


def need(session: Session, scope: Scope, issue_id: int, whom: str, words: str, now: datetime) -> bool:
    """我需要帮助: the matter is stuck until `whom` helps; digests find it by `Issue.needs`. False if it is settled."""
    return _needs(session, scope, issue_id, whom, {"what": "stuck", "note": words, "at": now})


def helped(session: Session, scope: Scope, issue_id: int, now: datetime) -> bool:
    """有着落了: the matter is stuck no more. False if it was not."""
    return _needs(session, scope, issue_id, None, {"what": "helped", "at": now})


def _needs(session: Session, scope: Scope, issue_id: int, whom: str | None, event: dict[str, Any]) -> bool:
    connection = session.connection()
    stands = _issues.c.needs.is_not(None) if whom is None else _issues.c.done_on.is_(None)
    changed = connection.execute(update(_issues).where(_standing, stands).values(needs=whom), _key(scope, issue_id))
    if changed.rowcount != 1:
        return False
    by = {"issue_id": issue_id, "entry_id": None, "person_id": scope.person_id}
    matters.note(connection, scope, [by | event])
    return True


def _allowed(scope: Scope, to: IssueState) -> ColumnElement[bool]:
    """The states from which this person may send a matter there; more of them if he answers for it."""
    mine = and_(_issues.c.owner_id == scope.person_id, _issues.c.state.in_(_before({"owner"}, to)))
    return or_(_issues.c.state.in_(_before(scope.roles, to)), mine)


def _before(movers: Collection[str], to: IssueState) -> list[IssueState]:
    return [old for (old, new), who in ISSUE_TRANSITIONS.items() if new == to and not set(movers).isdisjoint(who)]


def _key(scope: Scope, issue_id: int) -> dict[str, Any]:
    return {"issue": issue_id, "township": scope.township_id}
