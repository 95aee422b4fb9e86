"""After a task went out: who is asked again, who is back from his leave, what is due and what ends by itself."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, String, func, literal_column, select, update

from storage.engine import unindexed
from storage.tables import Task, TaskRecipient, Unit
from storage.tables.base import table_of
from storage.vocabulary import SILENT_STATES, ReceiptState

_tasks, _receipts = table_of(Task), table_of(TaskRecipient)
_everywhere = unindexed(_tasks.c.township_id) > 0


def _stands(*states: ReceiptState) -> ColumnElement[bool]:
    """In one of these states, said in the very words of a partial index, by which the database knows it."""
    said = [literal_column(f"'{state}'", String) for state in states]
    return _receipts.c.state.in_(said) if len(said) > 1 else _receipts.c.state == said[0]


def silent(
    connection: Connection, task_id: int, nudges: int, before: datetime, most: int, path: str = ""
) -> Sequence[tuple[int, int]]:
    """Receipts of a task (receipt, person), told before that, that say nothing and were asked again fewer times.

    With a path only those of people who work below it: of its villages, or of a township that lies there whole.
    """
    query = (
        select(_receipts.c.id, _receipts.c.person_id)
        .where(_receipts.c.task_id == task_id, _stands(*SILENT_STATES), _receipts.c.nudges < nudges)
        .where(_receipts.c.told_at <= before)
        .where(unindexed(_receipts.c.township_id) > 0)
        .order_by(_receipts.c.id)
        .limit(most)
    )
    if path:
        of = Unit.id == func.coalesce(_receipts.c.village_id, _receipts.c.township_id)
        query = query.join(Unit, of).where(Unit.path.startswith(path))
    return [(row.id, row.person_id) for row in connection.execute(query)]


def nudged(connection: Connection, ids: Collection[int], nudges: int) -> None:
    """These were asked again."""
    asked = update(_receipts).where(_receipts.c.id.in_(ids), unindexed(_receipts.c.township_id) > 0)
    connection.execute(asked.values(nudges=nudges))


def due(connection: Connection, now: datetime) -> Sequence[int]:
    """Open tasks whose deadline has passed without the sender being told so."""
    query = select(_tasks.c.id).where(
        _tasks.c.state == "open", _tasks.c.due_at <= now, _tasks.c.called_at.is_(None), _tasks.c.cursor.is_(None)
    )
    return connection.scalars(query.where(_everywhere).order_by(_tasks.c.due_at, _tasks.c.id)).all()


def called(connection: Connection, task_id: int, now: datetime) -> bool:
    """The sender is told that the deadline has passed; False when he was already."""
    mine = update(_tasks).where(_tasks.c.id == task_id, _tasks.c.called_at.is_(None), _everywhere)
    return connection.execute(mine.values(called_at=now)).rowcount == 1


class Running(Struct, frozen=True):
    """An open task that was handed on and is not due yet: since when, until when, whether it is urgent."""

    id: int
    since: datetime
    due_at: datetime
    version: int
    urgent: bool


def running(connection: Connection, now: datetime) -> list[Running]:
    """The tasks that are under way."""
    urgent = _tasks.c.urgent_why.is_not(None)
    query = select(_tasks.c.id, _tasks.c.send_at, _tasks.c.due_at, _tasks.c.version, urgent).where(
        _tasks.c.state == "open", _tasks.c.due_at > now, _tasks.c.send_at <= now, _tasks.c.cursor.is_(None)
    )
    return [Running(*row) for row in connection.execute(query.where(_everywhere))]


def on_leave(connection: Connection, task_id: int, most: int) -> Sequence[tuple[int, int]]:
    """Receipts of a task (receipt, person) that wait for somebody to be back."""
    query = select(_receipts.c.id, _receipts.c.person_id).where(
        _receipts.c.task_id == task_id, _stands("on_leave"), unindexed(_receipts.c.township_id) > 0
    )
    return [(row.id, row.person_id) for row in connection.execute(query.order_by(_receipts.c.id).limit(most))]


def standing(connection: Connection, task_id: int) -> tuple[int, int] | None:
    """Whose task it is: township and sender."""
    row = connection.execute(
        select(_tasks.c.township_id, _tasks.c.sender_id).where(_tasks.c.id == task_id, _everywhere)
    ).one_or_none()
    return None if row is None else (row.township_id, row.sender_id)


def close_old(connection: Connection, before: datetime, now: datetime) -> int:
    """Ends tasks that were due so long ago; how many."""
    old = update(_tasks).where(_tasks.c.state == "open", _tasks.c.due_at < before, _everywhere)
    return connection.execute(old.values(state="closed", ended_at=now)).rowcount
