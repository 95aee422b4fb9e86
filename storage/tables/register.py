"""What people in the field add to the register: notes on households and villages, and every change with its history."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.sealing import Sealed
from storage.tables.base import Base, Id, Scoped, ref


class RegisterNote(Scoped, Base):
    """A note on a household, or (without one) on its village: 村情. `at` is when its present words were written."""

    __tablename__ = "register_notes"
    __table_args__ = (
        # The card of a village, or of a household: its notes, newest first.
        Index("ix_register_notes_village_id_household_id", "village_id", "household_id"),
    )

    id: Mapped[Id]
    village_id: Mapped[int] = ref("units.id")
    household_id: Mapped[int | None] = ref("households.id")
    person_id: Mapped[int] = ref("people.id")
    at: Mapped[datetime]
    text: Mapped[str]
    withdrawn_at: Mapped[datetime | None]


class RegisterChange(Scoped, Base):
    """One change of the register from the field: who, when, what, from what to what. `row_id` is the note or member
    it is about, where a household has several."""

    __tablename__ = "register_changes"
    __table_args__ = (
        # 变动: what changed of late in a township.
        Index("ix_register_changes_township_id_at", "township_id", "at"),
        Index("ix_register_changes_household_id", "household_id"),
    )

    id: Mapped[Id]
    village_id: Mapped[int] = ref("units.id")
    household_id: Mapped[int | None] = ref("households.id")
    person_id: Mapped[int] = ref("people.id")
    at: Mapped[datetime]
    field: Mapped[str]
    row_id: Mapped[int | None]
    # What was and what is may be a telephone number.
    old: Mapped[str | None] = mapped_column(Sealed)
    new: Mapped[str | None] = mapped_column(Sealed)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = ref("people.id")
