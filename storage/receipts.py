"""Receipts: one row a recipient, moved from state to state by a conditional UPDATE and in no other way."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Boolean,
    Connection,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    null,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import JSON

from storage.engine import unindexed
from storage.scope import Scope
from storage.tables import Outbox, Person, Task, TaskRecipient, Unit
from storage.tables.base import table_of
from storage.vocabulary import RECEIPT_TRANSITIONS, ReceiptState, Receiver

# What a recipient's card is about: receipt:17.
ABOUT: Final = "receipt:"

_receipts = table_of(TaskRecipient)
# Whose township a receipt belongs to is the recipient's; the machine's statements are about all of them.
_anywhere = unindexed(_receipts.c.township_id) > 0


@dataclass(frozen=True, slots=True)
class Receipt:
    """One's own receipt."""

    id: int
    task_id: int
    state: ReceiptState
    why: str | None
    late: bool
    answers: dict[str, Any]
    village_id: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """A receipt as whoever sent the task reads it: who, of which village and cluster, how it stands."""

    id: int
    person_id: int
    name: str
    phone: str | None
    village: str | None
    cluster: str | None
    state: ReceiptState
    why: str | None
    late: bool
    answers: dict[str, Any]


def about(receipt_id: int) -> str:
    """What the card of a receipt is about."""
    return f"{ABOUT}{receipt_id}"


def card_of(receipt_id: Any) -> Any:
    """The same in a statement."""
    return literal(ABOUT, String) + cast(receipt_id, String)


def prepare(session: Session, scope: Scope, task_id: int, who: Select[int, int, Any]) -> int:
    """One waiting receipt for each of these people (person, township, village), made inside the database: memory stays
    as it is however many they are. Returns how many."""
    people = who.subquery()
    columns = ("task_id", "person_id", "township_id", "village_id", "state", "late", "version", "nudges", "answers")
    fresh = select(
        cast(task_id, TaskRecipient.task_id.type),
        people.c.id,
        people.c.township_id,
        people.c.village,
        literal("waiting", String),
        literal(False, Boolean),
        literal(0, Integer),
        literal(0, Integer),
        type_coerce(cast("{}", JSON), JSON) if _is_postgres(session) else literal("{}", String),
    )
    session.execute(insert(TaskRecipient).from_select(columns, fresh.order_by(people.c.id)))
    mine = TaskRecipient.task_id == task_id, TaskRecipient.township_id > 0
    return session.scalar(select(func.count()).select_from(TaskRecipient).where(*mine)) or 0


def _is_postgres(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def own(session: Session, scope: Scope, receipt_id: int) -> Receipt | None:
    """One's own receipt; None for nobody's and anybody else's."""
    return next(iter(_own(session, scope, TaskRecipient.id == receipt_id)), None)


def open_(session: Session, scope: Scope, most: int) -> list[Receipt]:
    """One's own receipts of open tasks that are not done, the most pressing first."""
    live = exists(select(Task.id).where(Task.id == TaskRecipient.task_id, Task.state == "open", Task.township_id > 0))
    waiting = TaskRecipient.state.not_in(("waiting", "done", "cancelled"))
    return _own(session, scope, live, waiting)[:most]


def _own(session: Session, scope: Scope, *which: Any) -> list[Receipt]:
    query = (
        select(
            TaskRecipient.id,
            TaskRecipient.task_id,
            TaskRecipient.state,
            TaskRecipient.why,
            TaskRecipient.late,
            TaskRecipient.answers,
            TaskRecipient.village_id,
        )
        .join(Task, Task.id == TaskRecipient.task_id)
        .where(TaskRecipient.person_id == scope.person_id, TaskRecipient.township_id == scope.township_id, *which)
        .order_by(Task.due_at, TaskRecipient.id)
    )
    return [Receipt(*row) for row in session.execute(query)]


def say(
    session: Session, scope: Scope, receipt_id: int, to: ReceiptState, now: datetime, why: str | None = None
) -> bool:
    """The recipient's own word on an open task; after the deadline it counts as late. False when it may not be said."""
    task = select(Task.due_at).where(Task.id == TaskRecipient.task_id, Task.state == "open", Task.township_id > 0)
    late = literal(now, Task.due_at.type) > task.scalar_subquery()
    moved = session.execute(
        update(TaskRecipient)
        .where(TaskRecipient.id == receipt_id, TaskRecipient.township_id == scope.township_id)
        .where(TaskRecipient.person_id == scope.person_id, exists(task), _may(to, "recipient"))
        .values(state=to, why=why, late=late),
        execution_options={"synchronize_session": False},
    )
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]


def solve(session: Session, scope: Scope, task_id: int, receipt_id: int) -> bool:
    """The sender has solved what was stuck: the recipient goes on. False when it is stuck no more."""
    ours = exists(select(Task.id).where(Task.id == task_id, Task.township_id == scope.township_id))
    moved = session.execute(
        update(TaskRecipient)
        .where(TaskRecipient.id == receipt_id, TaskRecipient.task_id == task_id, ours)
        .where(TaskRecipient.township_id > 0, _may("received", "sender"))
        .values(state="received", why=None),
        execution_options={"synchronize_session": False},
    )
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]


def put(connection: Connection, ids: Collection[int], to: ReceiptState, why: str | None = None) -> int:
    """The machine's word on several receipts; those that stand elsewhere by now stay as they are. How many moved."""
    if not ids:
        return 0
    moved = update(_receipts).where(_receipts.c.id.in_(ids), _anywhere, _may(to, "machine"))
    return connection.execute(moved.values(state=to, why=why)).rowcount


def _may(to: ReceiptState, who: Receiver) -> Any:
    froms = [before for (before, after), whose in RECEIPT_TRANSITIONS.items() if after == to and who in whose]
    return _receipts.c.state.in_(froms)


def handed_on(connection: Connection, ids: Collection[int], version: int, now: datetime) -> None:
    """These were handed this wording; when it was the first one, since now."""
    told = func.coalesce(_receipts.c.told_at, literal(now, _receipts.c.told_at.type))
    changed = update(_receipts).where(_receipts.c.id.in_(ids), _anywhere)
    connection.execute(changed.values(version=version, told_at=told))


def answer(session: Session, scope: Scope, receipt_id: int, answers: dict[str, Any]) -> None:
    """What the recipient has filled in."""
    session.execute(
        update(TaskRecipient)
        .where(TaskRecipient.id == receipt_id, TaskRecipient.person_id == scope.person_id)
        .where(TaskRecipient.township_id == scope.township_id)
        .values(answers=answers),
        execution_options={"synchronize_session": False},
    )


def stop(session: Session, scope: Scope, task_id: int, now: datetime) -> tuple[int, int]:
    """Nothing more of this task goes out: who waits is told nothing, what lies in the outbox is cancelled.

    How many had got it, and how many will not. `scope` is the sender's.
    """
    mine = (TaskRecipient.task_id == task_id, TaskRecipient.township_id > 0)
    queued = select(card_of(TaskRecipient.id)).where(*mine)
    cancelled = session.execute(
        update(Outbox)
        .where(Outbox.about.in_(queued), Outbox.ended_at.is_(None), Outbox.state == "pending")
        .values(state="cancelled", ended_at=now)
        .returning(Outbox.about),
        execution_options={"synchronize_session": False},
    )
    never = {int(row.about.removeprefix(ABOUT)) for row in cancelled}
    session.execute(
        update(TaskRecipient).where(*mine, _may("cancelled", "machine")).values(state="cancelled", why=None),
        execution_options={"synchronize_session": False},
    )
    unsent = session.scalar(select(func.count()).where(*mine, TaskRecipient.state == "cancelled")) or 0
    total = session.scalar(select(func.count()).where(*mine)) or 0
    return int(total) - int(unsent) - len(never), int(unsent) + len(never)


def counts(session: Session, scope: Scope, task_id: int) -> dict[ReceiptState, int]:
    """How many receipts of a task stand in each state; states without any are absent. They add up to all there are."""
    query = (
        select(TaskRecipient.state, func.count())
        .join(Task, Task.id == TaskRecipient.task_id)
        .where(TaskRecipient.task_id == task_id, Task.township_id == scope.township_id)
        .group_by(TaskRecipient.state)
    )
    return {row.state: row[1] for row in session.execute(query)}


def late(session: Session, scope: Scope, task_id: int) -> int:
    """How many were said after the deadline."""
    query = (
        select(func.count())
        .join(Task, Task.id == TaskRecipient.task_id)
        .where(TaskRecipient.task_id == task_id, TaskRecipient.late, Task.township_id == scope.township_id)
    )
    return session.scalar(query.select_from(TaskRecipient)) or 0


def rows(
    session: Session, scope: Scope, task_id: int, states: Iterable[ReceiptState] | None = None, most: int | None = None
) -> Sequence[Row]:
    """The receipts of a task sent from one's township, by cluster, village and name."""
    village, cluster = aliased(Unit), aliased(Unit)
    query = (
        select(
            TaskRecipient.id,
            Person.id,
            Person.name,
            Person.phone,
            village.name,
            case((cluster.kind == "cluster", cluster.name), else_=null()),
            TaskRecipient.state,
            TaskRecipient.why,
            TaskRecipient.late,
            TaskRecipient.answers,
        )
        .join(Task, Task.id == TaskRecipient.task_id)
        .join(Person, and_(Person.id == TaskRecipient.person_id, Person.township_id == TaskRecipient.township_id))
        .outerjoin(village, village.id == TaskRecipient.village_id)
        .outerjoin(cluster, cluster.id == village.parent_id)
        .where(TaskRecipient.task_id == task_id, Task.township_id == scope.township_id)
        .order_by(village.path, TaskRecipient.id)
        .limit(most)
    )
    if states is not None:
        query = query.where(TaskRecipient.state.in_(tuple(states)))
    return [Row(*row) for row in session.execute(query)]
