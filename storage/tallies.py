"""How a task stands for whoever may read it: its receipts counted, and one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, case, false, func, null, or_, select
from sqlalchemy.orm import Session, aliased

from storage.scope import Scope
from storage.tables import Person, Task, TaskRecipient, Unit
from storage.vocabulary import ReceiptState

_village = aliased(Unit)


class Row(Struct, frozen=True):
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


def _seen(scope: Scope, task_id: int) -> tuple[Any, ...]:
    """The receipts of a task, for its sender; for others, those of the villages they read, and of their township if
    they read all of it. A task may be sent from above: then of its receipts only these are anybody's business below."""
    here = or_(Task.township_id == scope.township_id, TaskRecipient.township_id == scope.township_id)
    return TaskRecipient.task_id == task_id, here, or_(Task.sender_id == scope.person_id, _reads(scope, _village))


def _reads(scope: Scope, village: Any) -> ColumnElement[bool]:
    reads = [village.path.startswith(path) for path in scope.paths]
    return or_(false(), *reads, *([TaskRecipient.village_id.is_(None)] if scope.reads(None) else []))


def read_here(scope: Scope) -> Select[Any]:
    """The receipts of one's township of people whose villages one reads, of whatever task."""
    village = aliased(Unit)
    found = select(TaskRecipient.id).outerjoin(village, village.id == TaskRecipient.village_id)
    return found.where(TaskRecipient.township_id == scope.township_id, _reads(scope, village))


def sees(session: Session, scope: Scope, task_id: int) -> bool:
    """Whether a receipt of this task is any of this person's business, beyond his own."""
    query = _joined(select(TaskRecipient.id)).where(*_seen(scope, task_id))
    return session.scalar(query.limit(1)) is not None


def _joined(query: Any) -> Any:
    joined = query.select_from(TaskRecipient).join(Task, Task.id == TaskRecipient.task_id)
    return joined.outerjoin(_village, _village.id == TaskRecipient.village_id)


def counts(session: Session, scope: Scope, task_id: int) -> dict[ReceiptState, int]:
    """How many receipts of a task stand in each state; states without any are absent. They add up to all there are."""
    query = _joined(select(TaskRecipient.state, func.count())).where(*_seen(scope, task_id))
    query = query.group_by(TaskRecipient.state)
    return {row.state: row[1] for row in session.execute(query)}


def late(session: Session, scope: Scope, task_id: int) -> int:
    """How many were said after the deadline."""
    query = _joined(select(func.count())).where(*_seen(scope, task_id), TaskRecipient.late)
    return session.scalar(query) or 0


def rows(
    session: Session, scope: Scope, task_id: int, states: Iterable[ReceiptState] | None = None, most: int | None = None
) -> Sequence[Row]:
    """The receipts of a task sent from one's township, by cluster, village and name."""
    cluster = aliased(Unit)
    query = (
        _joined(
            select(
                TaskRecipient.id,
                Person.id,
                Person.name,
                Person.phone,
                _village.name,
                case((cluster.kind == "cluster", cluster.name), else_=null()),
                TaskRecipient.state,
                TaskRecipient.why,
                TaskRecipient.late,
                TaskRecipient.answers,
            )
        )
        .join(Person, and_(Person.id == TaskRecipient.person_id, Person.township_id == TaskRecipient.township_id))
        .outerjoin(cluster, cluster.id == _village.parent_id)
        .where(*_seen(scope, task_id))
        .order_by(_village.path, TaskRecipient.id)
        .limit(most)
    )
    if states is not None:
        query = query.where(TaskRecipient.state.in_(tuple(states)))
    return [Row(*row) for row in session.execute(query)]
