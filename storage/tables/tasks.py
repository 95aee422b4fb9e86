"""Broadcast tasks: what is asked of many, each wording of it, and one row a recipient with the receipt he gave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, BigKey, Id, Scoped, partial, ref
from storage.vocabulary import REASONED_STATES, RECEIPT_STATES, SAID_STATES, SILENT_STATES, TASK_STATES


def _one_of(states: tuple[str, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


_SILENT, _AWAY = text(f"state IN ({_one_of(SILENT_STATES)})"), text("state = 'on_leave'")


class Task(Scoped, Base):
    """A task as it stands. `composed` are the answers it was made from, for 再来一次; `audience` is whom they mean.

    `cursor` is the receipt up to which the present version was handed on, None when there is nothing to hand on;
    `send_at` is when handing on may begin. `progress` is how many the sender was last told of. `inbox_id` is the
    message that finished composing it.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        CheckConstraint(f"state IN ({_one_of(TASK_STATES)})", name="state"),
        # What was asked lately of a township, the newest first.
        Index("ix_tasks_township_id_id", "township_id", "id"),
        # Every beat looks for what is to be handed on, and for what is open: both stay small.
        partial(
            "ix_tasks_sending",
            "send_at",
            where=text("cursor IS NOT NULL"),
        ),
        partial("ix_tasks_open", "due_at", where=text("state = 'open'")),
    )

    id: Mapped[Id]
    sender_id: Mapped[int] = ref("people.id")
    state: Mapped[str]
    text: Mapped[str]
    version: Mapped[int]
    fields: Mapped[list[Any]]
    audience: Mapped[dict[str, Any]]
    composed: Mapped[dict[str, Any]]
    visible: Mapped[str]
    urgent_why: Mapped[str | None]
    due_at: Mapped[datetime]
    made_at: Mapped[datetime]
    approved_by: Mapped[int | None] = ref("people.id")
    send_at: Mapped[datetime | None]
    cursor: Mapped[int | None] = mapped_column(BigKey)
    progress: Mapped[int]
    called_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    template: Mapped[str | None]
    inbox_id: Mapped[int | None] = ref("inbox.id")


class TaskVersion(Scoped, Base):
    """A wording of a task that was sent: the first one, each correction, the recall. None is ever changed."""

    __tablename__ = "task_versions"

    task_id: Mapped[int] = ref("tasks.id", primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    due_at: Mapped[datetime]
    by_id: Mapped[int] = ref("people.id")
    at: Mapped[datetime]


class TaskRecipient(Scoped, Base):
    """One person's receipt: the one row that says how it stands, so that no two figures can contradict each other.

    `township_id` is the recipient's. `version` is the newest wording handed on to him, 0 for none; `told_at` when that
    was first done; `why` why he is stuck or cannot be reached; `late`: said after the deadline.
    """

    __tablename__ = "task_recipients"
    __table_args__ = (
        # One receipt a person, however often a task is started.
        UniqueConstraint("task_id", "person_id"),
        # Handing on goes through a task's receipts after a cursor.
        Index("ix_task_recipients_task_id_id", "task_id", "id"),
        # Every beat looks for the silent and for who is back from his leave: few, however many have answered.
        partial("ix_task_recipients_silent", "task_id", "id", where=_SILENT),
        partial("ix_task_recipients_away", "task_id", "id", where=_AWAY),
        # One's own tasks, and how many one was given today.
        Index("ix_task_recipients_person_id_told_at", "person_id", "told_at"),
        CheckConstraint(f"state IN ({_one_of(RECEIPT_STATES)})", name="state"),
        CheckConstraint(f"(why IS NOT NULL) = (state IN ({_one_of(REASONED_STATES)}))", name="why"),
        CheckConstraint(f"NOT late OR state IN ({_one_of(SAID_STATES)})", name="late"),
    )

    id: Mapped[Id]
    task_id: Mapped[int] = ref("tasks.id")
    person_id: Mapped[int] = ref("people.id")
    village_id: Mapped[int | None] = ref("units.id")
    state: Mapped[str]
    why: Mapped[str | None]
    late: Mapped[bool]
    version: Mapped[int]
    nudges: Mapped[int]
    told_at: Mapped[datetime | None]
    answers: Mapped[dict[str, Any]]


class TaskFile(Scoped, Base):
    """A photo or voice note that goes with a task, or with a receipt for answer. `township_id` is that of who sent it.

    One that is sent again goes with each of its tasks.
    """

    __tablename__ = "task_files"

    id: Mapped[Id]
    task_id: Mapped[int] = ref("tasks.id", index=True)
    receipt_id: Mapped[int | None] = ref("task_recipients.id")
    attachment_id: Mapped[int] = ref("attachments.id", index=True)
