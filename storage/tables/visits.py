"""Visits: when, which village, what was heard and done. Who was seen stands in entry_people."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, Scoped, ref


class Visit(Scoped, Base):
    """One visit of one cadre to one village on one day."""

    __tablename__ = "visits"
    __table_args__ = (
        UniqueConstraint("entry_id"),
        # 简报 counts visits by village in a period.
        Index("ix_visits_township_id_day", "township_id", "day"),
        # 简报, 今天: when a village was last visited, and who was seen there lately.
        Index("ix_visits_township_id_village_id_day", "township_id", "village_id", "day"),
    )

    id: Mapped[Id]
    entry_id: Mapped[int] = ref("entries.id")
    person_id: Mapped[int] = ref("people.id")
    village_id: Mapped[int | None] = ref("units.id")
    day: Mapped[date]
    note: Mapped[str]
