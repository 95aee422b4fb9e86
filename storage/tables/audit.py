"""Who did what to which object, from which channel. Rows are only ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, ref


class Audit(Base):
    """One act. `target` is noun:id; message bodies, phones and tokens never stand here."""

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_target", "target"), Index("ix_audit_township_id_at", "township_id", "at"))

    id: Mapped[Id]
    at: Mapped[datetime]
    township_id: Mapped[int | None] = ref("units.id")
    person_id: Mapped[int | None] = ref("people.id")
    channel: Mapped[str]
    action: Mapped[str]
    target: Mapped[str]
    result: Mapped[str]
