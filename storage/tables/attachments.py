"""Attachments live in the database, re-encoded small, so that one backup is everything."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, Scoped, partial, ref

_LOOSE = text("entry_id IS NULL")
_TO_FETCH = text("fetch_at IS NOT NULL")


class Attachment(Scoped, Base):
    """A photo, voice note or place that a message brought; once it is known where it belongs, it hangs on an entry.

    `key` is what it was handed in by. What a platform still holds has no body yet: `ref` is what `channel` fetches it
    by, at `fetch_at`. `small` is the picture as a list shows it.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        # A page that hands in the same photo again changes nothing.
        UniqueConstraint("key"),
        # The same photo sent twice for one entry is kept once.
        Index("uq_attachments_entry_id_sha256", "entry_id", "sha256", unique=True),
        # What a message brought, to be hung on its entry.
        Index("ix_attachments_inbox_id", "inbox_id"),
        # Where a person's last photo went, and which ones still hang nowhere.
        Index("ix_attachments_person_id_id", "person_id", "id"),
        # What came to hang nowhere is forgotten after a while.
        partial("ix_attachments_loose", "at", where=_LOOSE),
        # Fetching looks only at what is still with a platform.
        partial("ix_attachments_to_fetch", "fetch_at", where=_TO_FETCH),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = ref("people.id")
    entry_id: Mapped[int | None] = ref("entries.id")
    inbox_id: Mapped[int | None] = ref("inbox.id")
    key: Mapped[str]
    kind: Mapped[str]
    mime: Mapped[str | None]
    sha256: Mapped[str | None]
    at: Mapped[datetime]
    channel: Mapped[str | None]
    ref: Mapped[str | None]
    fetch_at: Mapped[datetime | None]
    attempts: Mapped[int]
    # Last: SQLite reads a row up to the column asked for, page by page.
    body: Mapped[bytes | None]
    small: Mapped[bytes | None]
