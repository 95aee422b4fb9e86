"""Slow work off the write lock: a row, a lease, a result."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, partial, ref

_WAITING = text("ended_at IS NULL")


class Job(Base):
    """A picture, workbook or medium to be made or fetched for a person."""

    __tablename__ = "jobs"
    __table_args__ = (partial("ix_jobs_waiting", "due_at", where=_WAITING),)

    id: Mapped[Id]
    person_id: Mapped[int | None] = ref("people.id")
    kind: Mapped[str]
    args: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int]
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]
