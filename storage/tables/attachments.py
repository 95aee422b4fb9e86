"""Attachments live in the database, re-encoded small, so that one backup is everything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, Scoped, ref


class Attachment(Scoped, Base):
    """A photo, voice note or place that belongs to an entry."""

    __tablename__ = "attachments"
    __table_args__ = (
        # The same photo sent twice for one entry is kept once.
        Index("uq_attachments_entry_id_sha256", "entry_id", "sha256", unique=True),
    )

    id: Mapped[Id]
    entry_id: Mapped[int] = ref("entries.id")
    kind: Mapped[str]
    mime: Mapped[str]
    body: Mapped[bytes]
    sha256: Mapped[str]
    at: Mapped[datetime]
