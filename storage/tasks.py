"""Tasks: drafted, sent, corrected, recalled, ended. Whom they reached: receipts.py; how they stand: tallies.py."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Select, and_, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from storage import audiences, receipts, tallies
from storage.audiences import Audience
from storage.scope import Scope
from storage.tables import Person, Task, TaskRecipient, TaskVersion
from storage.vocabulary import TASK_TRANSITIONS, TaskState


class New(Struct, frozen=True):
    """A task as it was composed."""

    text: str
    fields: list[dict[str, Any]]
    audience: Audience
    composed: dict[str, Any]
    visible: str
    urgent_why: str | None
    due_at: datetime
    inbox_id: int | None = None


class Standing(Struct, frozen=True):
    """A task as it stands; moments are UTC."""

    id: int
    township_id: int
    sender_id: int
    sender: str
    state: TaskState
    text: str
    version: int
    fields: list[dict[str, Any]]
    audience: dict[str, Any]
    composed: dict[str, Any]
    visible: str
    urgent_why: str | None
    due_at: datetime
    made_at: datetime
    send_at: datetime | None
    cursor: int | None
    progress: int
    ended_at: datetime | None
    template: str | None
    inbox_id: int | None


def _columns() -> Select[Any]:
    return select(
        Task.id,
        Task.township_id,
        Task.sender_id,
        Person.name,
        Task.state,
        Task.text,
        Task.version,
        Task.fields,
        Task.audience,
        Task.composed,
        Task.visible,
        Task.urgent_why,
        Task.due_at,
        Task.made_at,
        Task.send_at,
        Task.cursor,
        Task.progress,
        Task.ended_at,
        Task.template,
        Task.inbox_id,
    ).join(Person, (Person.id == Task.sender_id) & Person.township_id.is_not(None))


def draft(session: Session, scope: Scope, new: New, now: datetime) -> int:
    """Keeps what was composed, sent to nobody yet; returns its number."""
    values = {
        "township_id": scope.township_id,
        "sender_id": scope.person_id,
        "state": "draft",
        "text": new.text,
        "version": 1,
        "fields": new.fields,
        "audience": new.audience.kept(),
        "composed": new.composed,
        "visible": new.visible,
        "urgent_why": new.urgent_why,
        "due_at": new.due_at,
        "made_at": now,
        "progress": 0,
        "inbox_id": new.inbox_id,
    }
    return int(session.execute(insert(Task).values(values).returning(Task.id)).scalar_one())


def one(session: Session, scope: Scope, task_id: int) -> Standing | None:
    """A task sent from one's township, or from above to somebody whom one reads there; None if there is none."""
    row = session.execute(_columns().where(Task.id == task_id, _near(scope))).one_or_none()
    return None if row is None else Standing(*row)


def _near(scope: Scope) -> ColumnElement[bool]:
    above = {int(id_) for path in scope.paths for id_ in path.strip("/").split("/") if id_}
    given = exists(tallies.read_here(scope).where(TaskRecipient.task_id == Task.id))
    here = Task.township_id == scope.township_id
    return and_(Task.township_id.in_({scope.township_id, *above}), or_(here, given))


def of_receipt(session: Session, scope: Scope, receipt_id: int) -> Standing | None:
    """The task of one's own receipt, wherever it was sent from."""
    mine = (
        TaskRecipient.id == receipt_id,
        TaskRecipient.person_id == scope.person_id,
        TaskRecipient.township_id == scope.township_id,
    )
    row = session.execute(_columns().join(TaskRecipient, TaskRecipient.task_id == Task.id).where(*mine)).one_or_none()
    return None if row is None else Standing(*row)


def listed(session: Session, scope: Scope, states: Collection[TaskState], most: int) -> Sequence[Standing]:
    """The newest tasks in these states, sent from one's township or from above to somebody whom one reads there."""
    query = _columns().where(_near(scope), Task.state.in_(states))
    return [Standing(*row) for row in session.execute(query.order_by(Task.id.desc()).limit(most))]


def templates(session: Session, scope: Scope) -> Sequence[Standing]:
    """What was kept as a template in one's township, by name."""
    query = _columns().where(Task.township_id == scope.township_id, Task.template.is_not(None))
    return [Standing(*row) for row in session.execute(query.order_by(Task.template, Task.id))]


def name_template(session: Session, scope: Scope, task_id: int, name: str | None) -> None:
    """Keeps a task as a template under a name; None forgets it."""
    here = Task.township_id == scope.township_id
    session.execute(update(Task).where(here, Task.template == name).values(template=None))
    session.execute(update(Task).where(here, Task.id == task_id).values(template=name))


def move(session: Session, scope: Scope, task_id: int, to: TaskState, now: datetime, **values: Any) -> bool:
    """Sends a task on to another state; False when it may not go there from where it stands by now."""
    froms = [before for before, after in TASK_TRANSITIONS if after == to]
    ended = {"ended_at": now} if to in ("recalled", "closed", "dropped") else {}
    moved = session.execute(
        update(Task)
        .where(Task.id == task_id, Task.township_id == scope.township_id, Task.state.in_(froms))
        .values(state=to, **ended, **values),
        execution_options={"synchronize_session": False},
    )
    return bool(moved.rowcount == 1)  # type: ignore[attr-defined]


def send(session: Session, scope: Scope, task: Standing, now: datetime, send_at: datetime) -> int | None:
    """Opens a task: one receipt for each person it is for, to be handed on from `send_at` on.

    Returns how many; None when somebody else has sent or dropped it already.
    """
    approver = scope.person_id if scope.person_id != task.sender_id else None
    if not move(session, scope, task.id, "open", now, cursor=0, send_at=send_at, approved_by=approver):
        return None
    _note_version(session, scope, task.id, 1, task.text, task.due_at, now)
    audience = Audience.of(task.audience)
    sender = Scope(task.sender_id, task.township_id, scope.paths)
    who = audiences.members(sender, audience, audiences.paths(session, scope, audience))
    return receipts.prepare(session, scope, task.id, who)


def correct(
    session: Session, scope: Scope, task: Standing, text: str, due_at: datetime, now: datetime, send_at: datetime
) -> bool:
    """Another wording or deadline of an open task, to be handed on to everybody again from `send_at` on.

    Receipts stay as they are. False when it is open no more.
    """
    moved = {"called_at": None} if due_at != task.due_at else {}
    corrected = session.execute(
        update(Task)
        .where(Task.id == task.id, Task.township_id == scope.township_id)
        .where(Task.state == "open", Task.version == task.version)
        .values(text=text, due_at=due_at, version=task.version + 1, cursor=0, send_at=send_at, **moved),
        execution_options={"synchronize_session": False},
    )
    if corrected.rowcount != 1:  # type: ignore[attr-defined]
        return False
    _note_version(session, scope, task.id, task.version + 1, text, due_at, now)
    receipts.anew(session, scope, task.id)
    if moved:
        receipts.in_time(session, scope, task.id)
    return True


def recall(session: Session, scope: Scope, task: Standing, now: datetime) -> tuple[int, int] | None:
    """Stops a task: what was not handed on never is; who got it is told so. How many got it, and how many will not.

    None when it is open no more.
    """
    again = task.version + 1
    if not move(session, scope, task.id, "recalled", now, version=again, cursor=0):
        return None
    _note_version(session, scope, task.id, again, task.text, task.due_at, now)
    return receipts.stop(session, scope, task.id, now)


def versions(session: Session, scope: Scope, task_id: int) -> list[tuple[int, str, datetime]]:
    """Every wording of a task: its number, the text, when."""
    query = select(TaskVersion.version, TaskVersion.text, TaskVersion.at).where(
        TaskVersion.task_id == task_id, TaskVersion.township_id == scope.township_id
    )
    return [(row.version, row.text, row.at) for row in session.execute(query.order_by(TaskVersion.version))]


def _note_version(
    session: Session, scope: Scope, task_id: int, version: int, text: str, due_at: datetime, now: datetime
) -> None:
    values = {"township_id": scope.township_id, "task_id": task_id, "version": version, "text": text}
    session.execute(insert(TaskVersion).values(values | {"due_at": due_at, "by_id": scope.person_id, "at": now}))
