"""What a page shows of a conversation, and which pages have something new to show."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import Struct
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from storage.tables import Inbox, Outbox


class Said(Struct, frozen=True):
    """One message of the person's own. `key` is the id the page gave it; `press` is set when a button was pressed.

    `files` are the kinds of what came with it.
    """

    id: int
    key: str
    text: str
    press: str
    said_at: datetime
    received_at: datetime
    files: tuple[str, ...] = ()


# All keys of an account have its number in front, in digits of equal length: they sort the same under every
# collation, so one range of the unique index (channel, key) holds them, and it grows with nobody else's messages.
_PREFIX = 12
_LOWEST, _HIGHEST = UUID(int=0), UUID(int=2**128 - 1)


def key_of(account_id: int, client_id: UUID) -> str:
    """The inbox key of a message that a page calls `client_id`. Version 7 ids sort by the time they were made."""
    return f"{account_id:0{_PREFIX}x}{client_id.hex}"


def said(session: Session, account_id: int, after: int = 0, most: int = 50) -> list[Said]:
    """The newest messages said on the page by this account whose row number is above `after`, oldest first."""
    rows = session.execute(
        select(Inbox.id, Inbox.key, Inbox.body, Inbox.said_at, Inbox.received_at)
        .where(
            Inbox.channel == "web",
            Inbox.key >= key_of(account_id, _LOWEST),
            Inbox.key <= key_of(account_id, _HIGHEST),
        )
        .order_by(Inbox.key.desc())
        .limit(most)
    )
    return sorted((_said(*row) for row in rows if row.id > after), key=lambda one: one.id)


def _said(id_: int, key: str, body: dict[str, Any], said_at: datetime, received_at: datetime) -> Said:
    client_id = str(UUID(key[_PREFIX:]))
    files = tuple(file["kind"] for file in body.get("files", ()))
    return Said(id_, client_id, body.get("text", ""), body.get("press", ""), said_at, received_at, files)


def news(session: Session, cursor: int) -> tuple[int, set[int]]:
    """The number of the newest outgoing message, and the accounts of those above the cursor.

    A cursor below zero only asks where to begin.
    """
    newest = session.scalar(select(func.max(Outbox.id))) or 0
    if cursor < 0 or newest <= cursor:
        return newest, set()
    accounts = session.scalars(select(Outbox.account_id).where(Outbox.id > cursor, Outbox.id <= newest).distinct())
    return newest, set(accounts)


def newest(session: Session, account_id: int) -> int:
    """The number of the newest message to this account; 0 if there is none."""
    return session.scalar(select(func.max(Outbox.id)).where(Outbox.account_id == account_id)) or 0
