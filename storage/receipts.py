"""Receipts: one row a recipient, moved from state to state by a conditional UPDATE and in no other way."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    and_,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session
from sqlalchemy.types import JSON

from storage.engine import unindexed
from storage.scope import Scope
from storage.tables import Outbox, Task, TaskRecipient, Tray
from storage.tables.base import table_of
from storage.vocabulary import RECEIPT_TRANSITIONS, ReceiptState, Receiver

# What a recipient's card is about: receipt:17.
ABOUT: Final = "receipt:"

# Whoever changes many rows at once reads them anew if he needs them.
_PLAIN: Final = {"synchronize_session": False}

_receipts = table_of(TaskRecipient)
# Whose township a receipt belongs to is the recipient's; the machine's statements are about all of them.
_anywhere = unindexed(_receipts.c.township_id) > 0


class Receipt(Struct, frozen=True):
    """One's own receipt."""

    id: int
    task_id: int
    state: ReceiptState
    why: str | None
    late: bool
    answers: dict[str, Any]
    village_id: int | None


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
    nothing: ColumnElement[Any] = literal_column("'{}'")
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
        cast(nothing, JSON) if session.get_bind().dialect.name == "postgresql" else nothing,
    )
    session.execute(insert(TaskRecipient).from_select(columns, fresh.order_by(people.c.id)))
    mine = TaskRecipient.task_id == task_id, TaskRecipient.township_id > 0
    return session.scalar(select(func.count()).select_from(TaskRecipient).where(*mine)) or 0


def own(session: Session, scope: Scope, receipt_id: int) -> Receipt | None:
    """One's own receipt; None for nobody's and anybody else's."""
    return next(iter(_own(session, scope, TaskRecipient.id == receipt_id)), None)


def open_(session: Session, scope: Scope, most: int) -> list[Receipt]:
    """One's own receipts of open tasks that are not done, the most pressing first."""
    waiting = TaskRecipient.state.not_in(("waiting", "done", "cancelled"))
    return _own(session, scope, Task.state == "open", waiting)[:most]


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
        execution_options=_PLAIN,
    )
    rides = delete(Tray).where(Tray.person_id == scope.person_id, Tray.about == about(receipt_id))
    session.execute(rides.where(Tray.told_at.is_(None)), execution_options=_PLAIN)
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]


def solve(session: Session, scope: Scope, task_id: int, receipt_id: int) -> bool:
    """The sender has solved what was stuck: the recipient goes on. False when it is stuck no more."""
    ours = exists(select(Task.id).where(Task.id == task_id, Task.township_id == scope.township_id))
    moved = session.execute(
        update(TaskRecipient)
        .where(TaskRecipient.id == receipt_id, TaskRecipient.task_id == task_id, ours)
        .where(TaskRecipient.township_id > 0, _may("received", "sender"))
        .values(state="received", why=None),
        execution_options=_PLAIN,
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
        execution_options=_PLAIN,
    )


def anew(session: Session, scope: Scope, task_id: int) -> None:
    """What of a task still waits for a morning card is out of date: whoever was to meet it there gets the new wording
    as his first one. `scope` is the sender's."""
    mine = (TaskRecipient.task_id == task_id, TaskRecipient.township_id > 0)
    waiting = (Tray.about.in_(select(card_of(TaskRecipient.id)).where(*mine)), Tray.told_at.is_(None))
    first = select(Tray.about).where(*waiting, Tray.key.not_like("nudge%"))
    unseen = update(TaskRecipient).where(*mine, card_of(TaskRecipient.id).in_(first))
    session.execute(unseen.values(version=0), execution_options=_PLAIN)
    session.execute(delete(Tray).where(*waiting), execution_options=_PLAIN)


def in_time(session: Session, scope: Scope, task_id: int) -> None:
    """The deadline was moved to a moment ahead: whatever was said of a task so far was said in time."""
    mine = (TaskRecipient.task_id == task_id, TaskRecipient.township_id > 0)
    session.execute(update(TaskRecipient).where(*mine, TaskRecipient.late).values(late=False), execution_options=_PLAIN)


def stop(session: Session, scope: Scope, task_id: int, now: datetime) -> tuple[int, int]:
    """Nothing more of this task goes out: who waits is told nothing, what lies in the outbox is cancelled.

    How many had got it, and how many will not. `scope` is the sender's.
    """
    mine = (TaskRecipient.task_id == task_id, TaskRecipient.township_id > 0)
    cards = select(card_of(TaskRecipient.id)).where(*mine)
    never = update(Outbox).where(Outbox.about.in_(cards), Outbox.ended_at.is_(None), Outbox.state == "pending")
    session.execute(never.values(state="cancelled", ended_at=now), execution_options=_PLAIN)
    session.execute(delete(Tray).where(Tray.about.in_(cards), Tray.told_at.is_(None)), execution_options=_PLAIN)
    alive = exists(select(Outbox.id).where(Outbox.about == card_of(TaskRecipient.id), Outbox.state != "cancelled"))
    rode = exists(select(Tray.id).where(Tray.about == card_of(TaskRecipient.id)))
    unseen = or_(TaskRecipient.state.in_(("waiting", "on_leave", "unreachable")), and_(~alive, ~rode))
    cancelled = update(TaskRecipient).where(*mine, _may("cancelled", "machine"), unseen)
    session.execute(cancelled.values(state="cancelled", why=None), execution_options=_PLAIN)
    unsent = session.scalar(select(func.count()).where(*mine, TaskRecipient.state == "cancelled")) or 0
    total = session.scalar(select(func.count()).where(*mine)) or 0
    return int(total) - int(unsent), int(unsent)
