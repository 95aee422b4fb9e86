"""Issues: who answers for them, which are live, how they stand to people."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import chain
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.sessions import looking, write_now
from storage.tables import Assignment, Entry, Issue, IssueHousehold, Unit
from storage.tables.base import table_of


class Live(Struct, frozen=True):
    """A live matter that a new one may be about: what it is, where, whom it concerns."""

    id: int
    category: str
    text: str
    place: str | None
    opened_on: date
    households: frozenset[int]


class Standing(Struct, frozen=True):
    """Who answers for a matter, who told it, and the path of its village."""

    owner_id: int
    author_id: int
    path: str | None
    sensitive: bool


_issues = table_of(Issue)
# These are asked with every sentence: on plain tables, which the session need not turn into objects.
_assignments, _households = table_of(Assignment).c, table_of(IssueHousehold)
_serving = (
    select(_assignments.township_id, _assignments.village_id, _assignments.person_id)
    .join(Unit, and_(Unit.id == _assignments.village_id, Unit.township_id == _assignments.township_id))
    .where(
        _assignments.township_id.in_(bindparam("townships", expanding=True)),
        _assignments.ended_on.is_(None),
    )
    .order_by(_assignments.position.desc(), _assignments.id.desc())
)
_standing = (
    select(Issue.owner_id, Entry.person_id, Unit.path, Issue.sensitive)
    .join(Entry, Entry.id == Issue.entry_id)
    .outerjoin(Unit, Unit.id == Issue.village_id)
    .where(Issue.id == bindparam("issue"), Issue.township_id == bindparam("township"), Issue.withdrawn_at.is_(None))
)
# Enough to find a like one; a village with more live matters of a category than this has other worries.
_live = (
    select(
        _issues.c.id,
        _issues.c.category,
        _issues.c.text,
        _issues.c.place,
        _issues.c.opened_on,
        _households.c.household_id,
    )
    .select_from(_issues)
    .outerjoin(
        _households, and_(_households.c.issue_id == _issues.c.id, _households.c.township_id == _issues.c.township_id)
    )
    .where(
        _issues.c.township_id == bindparam("township"),
        _issues.c.village_id == bindparam("village"),
        _issues.c.category == bindparam("category"),
        _issues.c.done_on.is_(None),
    )
    .order_by(_issues.c.id.desc())
    .limit(200)
)


def readable(scope: Scope) -> ColumnElement[bool]:
    """Which matters of a village somebody reads who works there: of the sensitive those he answers for or told.

    The statement joins the entry it was told in. Every list and every count of matters follows this one rule.
    """
    return or_(Issue.sensitive.is_(False), Issue.owner_id == scope.person_id, Entry.person_id == scope.person_id)


def owners(session: Session, townships: Collection[int]) -> dict[int, dict[int | None, int]]:
    """Who answers for each village's matters, by township: the first-named of those who serve it now, if any does."""
    found: dict[int, dict[int | None, int]] = {township: {} for township in townships}
    for township, village, person in looking(session).execute(_serving, {"townships": sorted(townships)}):
        found[township][village] = person  # the first-named comes last, and stays
    return found


def live(session: Session, scope: Scope, village_id: int, categories: Sequence[str]) -> list[Live]:
    """The live matters of a village in these categories, the newest first."""
    write_now(session)
    connection, key = looking(session), {"township": scope.township_id, "village": village_id}
    found = [connection.execute(_live, key | {"category": category}).all() for category in categories]
    rows = sorted(chain.from_iterable(found), key=lambda row: -row.id)
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


def standing(session: Session, scope: Scope, issue_id: int) -> Standing | None:
    """How a matter of one's township stands to people; None if there is none, or it was taken back."""
    row = session.execute(_standing, _key(scope, issue_id)).one_or_none()
    return None if row is None else Standing(row.owner_id, row.person_id, row.path, row.sensitive)


def _key(scope: Scope, issue_id: int) -> dict[str, Any]:
    return {"issue": issue_id, "township": scope.township_id}
