"""Entries: one message that recorded something. Owner of undo, correction, search and diary."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, Scoped, partial, ref

_UNDONE = text("undone_at IS NOT NULL")


class Entry(Scoped, Base):
    """One record. `day` is when it happened, `said_at` when it was typed; `late` marks 补记."""

    __tablename__ = "entries"
    __table_args__ = (
        # A message handled twice (crash, re-send) must not record twice.
        UniqueConstraint("inbox_id"),
        # 我的: a person's own records, newest first.
        Index("ix_entries_person_id_id", "person_id", "id"),
        # 撤销, 我的: the few that a person took back.
        partial("ix_entries_undone", "person_id", "undone_at", where=_UNDONE),
        # 简报: the records of a township in a period.
        Index("ix_entries_township_id_day", "township_id", "day"),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = ref("people.id")
    village_id: Mapped[int | None] = ref("units.id")
    kind: Mapped[str]
    day: Mapped[date]
    text: Mapped[str]
    channel: Mapped[str]
    inbox_id: Mapped[int | None] = ref("inbox.id")
    said_at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    late: Mapped[bool]
    undone_at: Mapped[datetime | None]


class EntryPerson(Scoped, Base):
    """A villager in an entry: seen at a visit, or only concerned. Without a household, the words that were used."""

    __tablename__ = "entry_people"
    __table_args__ = (
        UniqueConstraint("entry_id", "name", "household_id"),
        # 多久没见: the visits of one household.
        Index("ix_entry_people_household_id_seen", "household_id", "seen"),
    )

    id: Mapped[Id]
    entry_id: Mapped[int] = ref("entries.id")
    household_id: Mapped[int | None] = ref("households.id")
    name: Mapped[str]
    words: Mapped[str]
    seen: Mapped[bool]


class EntryChange(Scoped, Base):
    """One correction: who, when, which field, from what to what."""

    __tablename__ = "entry_changes"

    id: Mapped[Id]
    entry_id: Mapped[int] = ref("entries.id", index=True)
    person_id: Mapped[int] = ref("people.id")
    at: Mapped[datetime]
    field: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]
