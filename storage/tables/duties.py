"""履职: the nine duties as data, the evidence records give for them, and a person's own notes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id, Scoped, ref


class Duty(Scoped, Base):
    """One duty as this township names and orders it; `source` is founding or proposed."""

    __tablename__ = "duties"

    township_id: Mapped[int] = ref("units.id", primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    position: Mapped[int]
    source: Mapped[str]


class DutyEvidence(Scoped, Base):
    """An entry is evidence for a duty."""

    __tablename__ = "duty_evidence"
    __table_args__ = (Index("ix_duty_evidence_township_id_code", "township_id", "code"),)

    entry_id: Mapped[int] = ref("entries.id", primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)


class DutyNote(Scoped, Base):
    """What a cadre writes about a duty in a period such as 2026-11 or 2026."""

    __tablename__ = "duty_notes"
    __table_args__ = (Index("uq_duty_notes_person_id_code_period", "person_id", "code", "period", unique=True),)

    id: Mapped[Id]
    person_id: Mapped[int] = ref("people.id")
    code: Mapped[str]
    period: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
