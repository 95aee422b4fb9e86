"""一包三年: who answers for which village, from when to when, and why it changed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, Scoped, partial, ref


class Assignment(Scoped, Base):
    """A cadre's term in a village. `position` 0 is the 组长, who owns the village's matters."""

    __tablename__ = "assignments"
    __table_args__ = (
        # One cadre serves one village once at a time.
        partial(
            "uq_assignments_live",
            "person_id",
            "village_id",
            unique=True,
            where=text("ended_on IS NULL"),
        ),
        Index("ix_assignments_village_id", "village_id"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = ref("people.id")
    village_id: Mapped[int] = ref("units.id")
    position: Mapped[int]
    since: Mapped[date]
    due_on: Mapped[date]
    ended_on: Mapped[date | None]
    reason: Mapped[str | None]
