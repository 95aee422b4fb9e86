"""应急: when an area is in one, since when, until when and why; and how far its people are told so."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, BigKey, Id, Scoped, partial, ref

_RUNNING = text("ended_at IS NULL")
_TELLING = text("cursor IS NOT NULL")


class Emergency(Scoped, Base):
    """An emergency of a unit and all below it. `township_id` is that of whoever declared it.

    `ended_by` is empty for one that ended by itself. `cursor` is the person up to whom the area was told that it has
    begun, or after `ended_at` that it is over; None when everybody was.
    """

    __tablename__ = "emergencies"
    __table_args__ = (
        # One at a time for an area; and what is looked for with every menu stays small.
        partial("uq_emergencies_unit_id", "unit_id", unique=True, where=_RUNNING),
        # Every beat looks for what is to be told.
        partial("ix_emergencies_cursor", "cursor", where=_TELLING),
    )

    id: Mapped[Id]
    unit_id: Mapped[int] = ref("units.id")
    kind: Mapped[str]
    reason: Mapped[str]
    by_id: Mapped[int] = ref("people.id")
    began_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = ref("people.id")
    cursor: Mapped[int | None] = mapped_column(BigKey)
