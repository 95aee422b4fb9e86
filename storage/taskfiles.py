"""Photos and voice notes of tasks: what a sender sends along, and what recipients answer with; who may see which."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, and_, delete, exists, false, insert, literal, or_, select, update
from sqlalchemy.orm import Session

from storage.attachments import Medium
from storage.scope import Scope
from storage.sessions import write_now
from storage.tables import Attachment, Task, TaskFile, TaskRecipient, Unit
from storage.tables.base import table_of

# A task carries no more: each goes to everybody it is for.
MOST: Final = 4

_files = table_of(TaskFile)
_album = table_of(Attachment)
_f, _a = _files.c, _album.c
_SENT: Final = ("photo", "voice")


class Sent(Struct, frozen=True):
    """A file that goes with a task; `ready` is false while its platform still has it."""

    id: int
    kind: str
    ready: bool


def send_along(session: Session, scope: Scope, task_id: int, inbox_ids: Collection[int], earlier: int | None) -> None:
    """What one's own messages brought goes with a task, behind what an earlier one carried; at most MOST in all."""
    carried = select(_f.attachment_id).where(_f.task_id == earlier, _f.township_id == scope.township_id)
    found = [*session.scalars(carried.where(_f.receipt_id.is_(None)).order_by(_f.attachment_id)).all()]
    _keep(session, scope, task_id, None, [*found, *_brought(session, scope, inbox_ids)][:MOST])


def answer_with(session: Session, scope: Scope, task_id: int, receipt_id: int, inbox_ids: Collection[int]) -> None:
    """What one's own messages brought is one's answer to a task, in the place of earlier ones."""
    mine = _f.receipt_id == receipt_id, _f.township_id == scope.township_id
    session.connection().execute(delete(_files).where(*mine))
    _keep(session, scope, task_id, receipt_id, _brought(session, scope, inbox_ids))


def join(session: Session, scope: Scope, inbox_id: int, answers: Collection[object], since: datetime) -> bool:
    """An album comes as one message a photo: this one goes with one's last, if that came since then and is the answer
    to a task, or among the `answers` of a form that is still open. False when it is neither."""
    others = _a.person_id == scope.person_id, _a.township_id == scope.township_id, _a.inbox_id != inbox_id
    last = select(_a.id, _a.inbox_id, _a.at, _a.entry_id).where(*others).order_by(_a.id.desc()).limit(1)
    row = session.execute(last).one_or_none()
    if row is None or row.at < since or row.entry_id is not None:
        return False
    link = select(_f.task_id, _f.receipt_id).where(_f.attachment_id == row.id, _f.township_id == scope.township_id)
    task = session.execute(link.where(_f.receipt_id.is_not(None))).first()
    if task is None and row.inbox_id not in answers:
        return False
    found = _brought(session, scope, [inbox_id])
    if task is not None:
        _keep(session, scope, task.task_id, task.receipt_id, found)
    mine = update(_album).where(_a.id.in_(found), _a.township_id == scope.township_id)
    session.connection().execute(mine.values(inbox_id=row.inbox_id))
    return True


def _brought(session: Session, scope: Scope, inbox_ids: Collection[int]) -> Sequence[int]:
    mine = _a.inbox_id.in_(inbox_ids), _a.person_id == scope.person_id, _a.township_id == scope.township_id
    loose = _a.entry_id.is_(None), ~exists(select(_f.id).where(_f.attachment_id == _a.id, _f.township_id > 0))
    return session.scalars(select(_a.id).where(*mine, *loose, _a.kind.in_(_SENT)).order_by(_a.id)).all()


def _keep(session: Session, scope: Scope, task_id: int, receipt_id: int | None, ids: Sequence[int]) -> None:
    write_now(session)
    common = {"township_id": scope.township_id, "task_id": task_id, "receipt_id": receipt_id}
    if ids:
        session.connection().execute(insert(_files), [common | {"attachment_id": id_} for id_ in ids])


def of(connection: Connection, task_id: int) -> list[Sent]:
    """What goes with a task that was found to be the reader's business."""
    query = select(_a.id, _a.kind, _a.mime.is_not(None)).join(_files, _f.attachment_id == _a.id)
    mine = query.where(_f.task_id == task_id, _f.receipt_id.is_(None), _f.township_id > 0, _a.township_id > 0)
    return [Sent(*row) for row in connection.execute(mine.order_by(_a.id))]


def answers(session: Session, task_id: int) -> dict[int, list[int]]:
    """The photos a task was answered with, by the number of their message, as it stands in the answers; whoever asks
    may see these. Nothing but numbers: the photos themselves are for whom `look` says."""
    query = select(_a.inbox_id, _a.id).join(_files, _f.attachment_id == _a.id).where(_a.township_id > 0)
    answers = _f.task_id == task_id, _f.receipt_id.is_not(None), _f.township_id > 0, _a.inbox_id.is_not(None)
    found: dict[int, list[int]] = {}
    for inbox, attachment in session.execute(query.where(*answers).order_by(_a.id)):
        found.setdefault(inbox, []).append(attachment)
    return found


def look(session: Session, scope: Scope, id_: int, *, leads: bool, confirms: bool) -> Medium | None:
    """A file of a task, for whom it is: what was sent along for its recipients, an answer for whom the sender lets see
    it. `leads`: he reads how tasks stand in what he reaches; `confirms`: he may give a second word. None for others."""
    reads = [Unit.path.startswith(path) for path in scope.paths] if leads else []
    village = exists(select(Unit.id).where(Unit.id == TaskRecipient.village_id, or_(false(), *reads)))
    here = Task.township_id == scope.township_id
    got = exists(_receipt(scope).where(TaskRecipient.version > 0, TaskRecipient.state != "cancelled"))
    theirs = exists(
        select(TaskRecipient.id).where(TaskRecipient.id == _f.receipt_id, TaskRecipient.township_id > 0, village)
    )
    waits = and_(here, Task.state == "waiting", literal(confirms and scope.reads(None)))
    along = and_(_f.receipt_id.is_(None), or_(and_(got, Task.state.in_(("open", "closed"))), waits))
    own = exists(_receipt(scope).where(TaskRecipient.id == _f.receipt_id))
    shared = or_(and_(got, Task.visible == "recipients"), and_(theirs, Task.visible != "sender"))
    answer = and_(_f.receipt_id.is_not(None), or_(own, shared))
    query = (
        select(_a.kind, _a.mime, _a.body, _a.small)
        .join(_files, _f.attachment_id == _a.id)
        .join(Task, Task.id == _f.task_id)
        .where(_a.id == id_, _a.township_id > 0, or_(Task.sender_id == scope.person_id, along, answer))
    )
    row: Any = session.execute(query.limit(1)).one_or_none()
    return None if row is None or row.body is None else Medium(*row)


def _receipt(scope: Scope) -> Any:
    mine: tuple[ColumnElement[bool], ...] = (
        TaskRecipient.task_id == _f.task_id,
        TaskRecipient.person_id == scope.person_id,
        TaskRecipient.township_id == scope.township_id,
    )
    return select(TaskRecipient.id).where(*mine)
