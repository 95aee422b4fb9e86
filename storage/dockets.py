"""The matters that stand in an area: the live, the moved, and what their histories tell whoever leads there."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import ColumnElement, Select, and_, select, union
from sqlalchemy.orm import InstrumentedAttribute, Session

from storage import issues
from storage.areas import NOW, TOWNSHIP, VILLAGES, Area, DayColumn, bound, during, within
from storage.engine import unindexed
from storage.scope import Scope
from storage.tables import Entry, Issue, IssueEvent

# The columns of a Matter, in its order.
MATTER: tuple[InstrumentedAttribute[Any], ...] = (
    Issue.id,
    Issue.village_id,
    Issue.category,
    Issue.text,
    Issue.urgent,
    Issue.state,
    Issue.opened_on,
    Issue.due_on,
    Issue.done_on,
    Issue.needs,
)


class Matter(Struct, frozen=True):
    """A matter as a digest shows it; `needs` says whom it needs to go on, while it is stuck."""

    id: int
    village_id: int | None
    category: str
    text: str
    urgent: bool
    state: str
    opened_on: date
    due_on: date | None
    done_on: date | None = None
    needs: str | None = None


class Trouble(Struct, frozen=True):
    """What a live matter's history tells a leader: what it waits for, how often it was told again or reopened."""

    waits: str | None = None
    again: int = 0


def live(session: Session, scope: Scope, area: Area, *, all_of_them: bool = True) -> Sequence[Matter]:
    """The matters somebody still has to do something about, the most pressing first; of the sensitive only one's own,
    or all."""
    query = _live(area.rest)
    if not all_of_them:
        query = query.join(Entry, Entry.id == Issue.entry_id).where(issues.readable(scope))
    return [Matter(*row) for row in session.execute(query, bound(scope, area))]


@cache
def _live(rest: bool) -> Select[*tuple[Any, ...]]:
    return (
        select(*MATTER)
        .where(standing(TOWNSHIP, VILLAGES, rest), Issue.done_on.is_(None))
        .order_by(Issue.urgent.desc(), Issue.due_on, Issue.id)
    )


def moved(session: Session, scope: Scope, area: Area, days: tuple[date, date]) -> Sequence[Matter]:
    """The matters told or settled in these days, the newest first."""
    found: dict[int, Matter] = {}
    for day in (Issue.opened_on, Issue.done_on):  # asked apart, so that each has its index
        query = _moved(area.rest, day)
        found |= {row.id: Matter(*row) for row in session.execute(query, bound(scope, area, days))}
    return sorted(found.values(), key=lambda matter: (matter.opened_on, matter.id), reverse=True)


@cache
def _moved(rest: bool, day: DayColumn) -> Select[*tuple[Any, ...]]:
    return select(*MATTER).where(standing(TOWNSHIP, VILLAGES, rest), during(day, NOW))


def troubles(session: Session, scope: Scope, matters: Sequence[Matter]) -> dict[int, Trouble]:
    """What the histories of live matters tell a leader."""
    query = (
        select(IssueEvent.issue_id, IssueEvent.what, IssueEvent.new, IssueEvent.note)
        .where(IssueEvent.issue_id.in_([matter.id for matter in matters]))
        .where(unindexed(IssueEvent.township_id) == scope.township_id)
        .where(IssueEvent.what.in_(("moved", "told")))
        .order_by(IssueEvent.id)
    )
    found: dict[int, Trouble] = {}
    for issue, what, new, note in session.execute(query):
        found[issue] = _after(found.get(issue, Trouble()), what, new, note)
    return found


def _after(trouble: Trouble, what: str, new: str | None, note: str | None) -> Trouble:
    """The trouble after one more step of the history."""
    if what == "told":
        return replace(trouble, again=trouble.again + 1)
    return replace(trouble, waits=note or "" if new == "paused" else None, again=trouble.again + (new == "reopened"))


def records_of(session: Session, scope: Scope, issue_id: int) -> list[int]:
    """The records in which a matter was told or moved, the oldest first."""
    told = select(Issue.entry_id).where(Issue.id == issue_id, Issue.township_id == scope.township_id)
    later = select(IssueEvent.entry_id).where(
        IssueEvent.issue_id == issue_id, unindexed(IssueEvent.township_id) == scope.township_id
    )
    query = select(Entry.id).where(Entry.id.in_(union(told, later)), Entry.undone_at.is_(None))
    return list(session.scalars(query.where(unindexed(Entry.township_id) == scope.township_id).order_by(Entry.id)))


def standing(township: Any, villages: Any, rest: bool) -> ColumnElement[bool]:
    """Matters that stand: of the township and area, neither withdrawn nor merged into another."""
    return and_(
        Issue.township_id == township,
        Issue.withdrawn_at.is_(None),
        Issue.merged_into.is_(None),
        within(Issue.village_id, villages, rest),
    )
