"""Where a person can be reached: one row a channel account. And a counter for strangers, who get no rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id, ref


class ChannelAccount(Base):
    """An address on a channel, bound to one person. `seen_id` is how far a page without push has read its outbox.

    `open_until` and `open_left` say until when, and how often, one may write there; null where the platform lets one
    write at any time. `menu` names the list of commands that the chat was given.
    """

    __tablename__ = "channel_accounts"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: Mapped[Id]
    channel: Mapped[str]
    address: Mapped[str]
    person_id: Mapped[int] = ref("people.id", index=True)
    bound_at: Mapped[datetime]
    unreachable_at: Mapped[datetime | None]
    seen_id: Mapped[int] = mapped_column(default=0)
    open_until: Mapped[datetime | None]
    open_left: Mapped[int | None]
    menu: Mapped[str | None]


class StrangerCount(Base):
    """How many messages came from unbound accounts on a day: the only trace a stranger leaves."""

    __tablename__ = "stranger_counts"

    channel: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]
