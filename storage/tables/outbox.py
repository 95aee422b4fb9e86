"""The outbox: everything that is ever said, and the platforms' ids of what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id, partial, ref

_PENDING = text("ended_at IS NULL")


class Outbox(Base):
    """One outgoing message to one account. Its choices lie in `body`; `token` is all that a button carries.

    `tier` says who goes first: 0 what is said to one person, then what is urgent and said to many, then what is not.
    `series` names what it was said to many with; `call` the one call in which it goes out together with its equals.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        # The sender looks only at what is due; nobody's answer waits behind a hundred thousand other people's messages.
        partial("ix_outbox_due", "channel", "tier", "due_at", "id", where=_PENDING),
        # The page reads its account's messages after a cursor.
        Index("ix_outbox_account_id_id", "account_id", "id"),
        # A press names a token; a broadcast names a (task, person) key.
        UniqueConstraint("token"),
        UniqueConstraint("unique_key"),
        # 撤销 and corrections edit the card in place: the messages about one entry.
        partial(
            "ix_outbox_about",
            "about",
            where=text("about IS NOT NULL"),
        ),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = ref("channel_accounts.id")
    channel: Mapped[str]
    body: Mapped[dict[str, Any]]
    about: Mapped[str | None]
    token: Mapped[str | None]
    choices_until: Mapped[datetime | None]
    unique_key: Mapped[str | None]
    state: Mapped[str]
    attempts: Mapped[int]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    tier: Mapped[int] = mapped_column(server_default="0")
    series: Mapped[str | None]
    call: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    error: Mapped[str | None]


class Sent(Base):
    """A platform's id of one sent part, needed to edit or recall it."""

    __tablename__ = "sent"
    __table_args__ = (UniqueConstraint("outbox_id", "part"),)

    id: Mapped[Id]
    outbox_id: Mapped[int] = ref("outbox.id")
    part: Mapped[int]
    platform_id: Mapped[str]
    at: Mapped[datetime]
