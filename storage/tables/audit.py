"""Who did what to which object, from which channel, and the chain that shows whether it was changed. Rows are only
ever added."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, BigKey, Id, ref


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


class AuditSeal(Base):
    """A link of the chain over the trail: a block of acts and the hash of it and of all blocks before.

    `prints` holds for each act its number (8 bytes) and the beginning of its own hash (16 bytes), so that the first
    act that was changed can be named. Numbered 1, 2, 3 …, so that two clocks cannot both add the next link.
    """

    __tablename__ = "audit_seals"

    id: Mapped[int] = mapped_column(BigKey, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    last_id: Mapped[int] = mapped_column(BigKey)
    prints: Mapped[bytes]
    hash: Mapped[str]
