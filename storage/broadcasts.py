"""Handing a task on: receipts in batches after a cursor, and what became of each message."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, String, cast, exists, func, literal, or_, select, update

from storage import receipts
from storage.engine import unindexed
from storage.tables import ChannelAccount, Outbox, Person, Task, TaskRecipient
from storage.tables.base import table_of
from storage.vocabulary import ReceiptState, TaskState

# Receipts handed on in one transaction: between two of them a recall is heard.
BATCH: Final = 100

_tasks, _receipts = table_of(Task), table_of(TaskRecipient)
_everywhere = unindexed(_tasks.c.township_id) > 0
# Who goes first in the outbox, behind what is said to one person.
URGENT, ORDINARY = 1, 2


class Sending(Struct, frozen=True):
    """A task of which something is to be handed on."""

    id: int
    township_id: int
    sender_id: int
    state: TaskState
    text: str
    version: int
    fields: list[dict[str, Any]]
    urgent_why: str | None
    due_at: datetime
    cursor: int
    progress: int
    sender: str


class Waiting(Struct, frozen=True):
    """A receipt that is to be handed on: whose, how it stands, how many other tasks he was given since some moment."""

    id: int
    person_id: int
    township_id: int
    state: ReceiptState
    why: str | None
    late: bool
    version: int
    others: int


def series(task_id: int, version: int) -> str:
    """What the messages of one wording of a task have in common in the outbox."""
    return f"task:{task_id}:{version}"


def handed_on_yet(of: Any) -> ColumnElement[bool]:
    """Whether a message of this series waits for others of it, which are handed on now."""
    name = literal("task:", String) + cast(_tasks.c.id, String) + ":" + cast(_tasks.c.version, String)
    return exists(select(_tasks.c.id).where(_tasks.c.cursor.is_not(None), _everywhere, name == of))


def next_task(connection: Connection, now: datetime, only: int | None = None) -> Sending | None:
    """The task whose turn it is, or this one, held against other processes until the transaction ends."""
    query = (
        select(
            _tasks.c.id,
            _tasks.c.township_id,
            _tasks.c.sender_id,
            _tasks.c.state,
            _tasks.c.text,
            _tasks.c.version,
            _tasks.c.fields,
            _tasks.c.urgent_why,
            _tasks.c.due_at,
            _tasks.c.cursor,
            _tasks.c.progress,
            Person.name,
        )
        .join(Person, Person.id == _tasks.c.sender_id)
        .where(_tasks.c.cursor.is_not(None), _tasks.c.send_at <= now, _everywhere)
        # What is urgent goes first.
        .order_by(_tasks.c.urgent_why.is_(None), _tasks.c.send_at, _tasks.c.id)
        .limit(1)
    )
    if only is not None:
        query = query.where(_tasks.c.id == only)
    if connection.dialect.name != "sqlite":
        query = query.with_for_update(skip_locked=True, of=_tasks)
    row: Any = connection.execute(query).one_or_none()
    return None if row is None else Sending(*row)


def batch(connection: Connection, task: Sending, since: datetime) -> Sequence[Waiting]:
    """The next receipts after the task's cursor that do not have its present wording yet."""
    other = _receipts.alias()
    others = (
        select(func.count())
        .select_from(other)
        .where(other.c.person_id == _receipts.c.person_id, other.c.told_at >= since, other.c.task_id != task.id)
        .where(unindexed(other.c.township_id) > 0)
        .scalar_subquery()
    )
    query = (
        select(
            _receipts.c.id,
            _receipts.c.person_id,
            _receipts.c.township_id,
            _receipts.c.state,
            _receipts.c.why,
            _receipts.c.late,
            _receipts.c.version,
            others,
        )
        .where(_receipts.c.task_id == task.id, _receipts.c.id > task.cursor, unindexed(_receipts.c.township_id) > 0)
        .order_by(_receipts.c.id)
        .limit(BATCH)
    )
    return [Waiting(*row) for row in connection.execute(query)]


def advance(connection: Connection, task: Sending, cursor: int | None) -> bool:
    """Everything up to the cursor is handed on, or with None everything. False when somebody else was quicker."""
    moved = update(_tasks).where(
        _tasks.c.id == task.id, _tasks.c.version == task.version, _tasks.c.cursor == task.cursor, _everywhere
    )
    return connection.execute(moved.values(cursor=cursor)).rowcount == 1


def told(connection: Connection, task_id: int, count: int) -> None:
    """The sender was told of so many."""
    connection.execute(update(_tasks).where(_tasks.c.id == task_id, _everywhere).values(progress=count))


def ended(connection: Connection, abouts: Collection[str | None], *, sent: bool) -> None:
    """What became of messages about receipts, as the outbox writes it down: they arrived, or never will.

    One that never will leaves the receipt as it is while another copy of the card is on its way, or has arrived.
    """
    ids = [int(one.removeprefix(receipts.ABOUT)) for one in abouts if one and one.startswith(receipts.ABOUT)]
    if not ids:
        return
    if sent:
        receipts.put(connection, ids, "delivered")
        return
    card = receipts.card_of(_receipts.c.id)
    alive = exists(
        select(Outbox.id).where(Outbox.about == card, or_(Outbox.ended_at.is_(None), Outbox.state == "sent"))
    )
    lost = select(_receipts.c.id).where(_receipts.c.id.in_(ids), unindexed(_receipts.c.township_id) > 0, ~alive)
    receipts.put(connection, connection.scalars(lost).all(), "unreachable", "failed")


def known(connection: Connection, person_ids: Collection[int]) -> set[int]:
    """Those of these people who have ever come in, whether or not they can be reached now."""
    query = select(ChannelAccount.person_id).where(ChannelAccount.person_id.in_(person_ids))
    return set(connection.scalars(query))


def cards(connection: Connection, abouts: Collection[str]) -> dict[tuple[str, int], str]:
    """The newest card about each of these, and the account it stands on: its token, so that another takes its place."""
    query = select(Outbox.about, Outbox.account_id, Outbox.token).where(Outbox.about.in_(abouts))
    rows = connection.execute(query.where(Outbox.token.is_not(None)).order_by(Outbox.id))
    return {(str(row.about), row.account_id): str(row.token) for row in rows}
