"""What people ask of the office itself: 投诉建议, 更正, 删除. Each gets an answer by a day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, Scoped, ref


class Request(Scoped, Base):
    """One request. An anonymous one has no person, and days instead of moments, so that no other row betrays him:
    whoever knows the words it was sent with reads the answer."""

    __tablename__ = "requests"
    __table_args__ = (
        # What still waits for an answer.
        Index("ix_requests_township_id_answered_on", "township_id", "answered_on"),
    )

    id: Mapped[Id]
    kind: Mapped[str]
    person_id: Mapped[int | None] = ref("people.id")
    secret_hash: Mapped[str | None]
    text: Mapped[str]
    said_on: Mapped[date]
    due_on: Mapped[date]
    told_on: Mapped[date | None]
    done: Mapped[bool | None]
    answer: Mapped[str | None]
    answered_by: Mapped[int | None] = ref("people.id")
    answered_on: Mapped[date | None]
