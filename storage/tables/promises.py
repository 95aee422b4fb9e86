"""Promises: a dated undertaking towards villagers. May stand without an issue."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, Scoped, ref


class Promise(Scoped, Base):
    """答应过谁什么: due on a day, open until kept or dropped."""

    __tablename__ = "promises"
    __table_args__ = (Index("ix_promises_person_id_state_due_on", "person_id", "state", "due_on"),)

    id: Mapped[Id]
    entry_id: Mapped[int] = ref("entries.id", index=True)
    issue_id: Mapped[int | None] = ref("issues.id", index=True)
    person_id: Mapped[int] = ref("people.id")
    due_on: Mapped[date]
    state: Mapped[str]
