"""The inbox: what a platform or page handed us, kept before it is acknowledged."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint, text
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, partial

# The same words stand in the queries: SQLite uses a partial index only when its condition is a term of the WHERE.
_WAITING = text("ended_at IS NULL")


class Inbox(Base):
    """One incoming message. `lane` is the person (or the account of a stranger) whose messages go in order."""

    __tablename__ = "inbox"
    __table_args__ = (
        # A platform's re-send is a no-op.
        UniqueConstraint("channel", "key"),
        # Claiming looks only at what waits, oldest first, one a lane: both stay small however much is stored.
        partial("ix_inbox_waiting", "id", where=_WAITING),
        partial("ix_inbox_waiting_lane", "lane", "id", where=_WAITING),
    )

    id: Mapped[Id]
    channel: Mapped[str]
    address: Mapped[str]
    key: Mapped[str]
    lane: Mapped[str]
    body: Mapped[dict[str, Any]]
    said_at: Mapped[datetime]
    received_at: Mapped[datetime]
    state: Mapped[str]
    attempts: Mapped[int]
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str | None]
