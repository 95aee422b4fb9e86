"""A person's accounts on chat platforms: which there are, and letting go of them.

Pages and terminals are no such accounts: nobody could use one that a lost phone or a former owner speaks from.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from msgspec import Struct
from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import ChannelAccount, Outbox

_OWN: Final = ("web", "terminal")


class Account(Struct, frozen=True):
    """A bound account."""

    id: int
    channel: str
    bound_at: datetime


def bound(session: Session, scope: Scope) -> list[Account]:
    """One's own, in the order in which they were bound; those let go of are missing from the answer."""
    rows = session.execute(
        select(ChannelAccount.id, ChannelAccount.channel, ChannelAccount.bound_at)
        .where(ChannelAccount.person_id == scope.person_id, *_ON_PLATFORM)
        .order_by(ChannelAccount.id)
    )
    return [Account(*row) for row in rows]


def unbind(session: Session, scope: Scope, account_id: int, now: datetime) -> bool:
    """Lets go of one of one's own; False if it is none, or was let go of before."""
    theirs = ChannelAccount.id == account_id, ChannelAccount.person_id == scope.person_id
    found = session.scalars(select(ChannelAccount.id).where(*theirs, *_ON_PLATFORM)).all()
    _let_go(session.connection(), found, now)
    return bool(found)


def release(connection: Connection, person_id: int, now: datetime, keep: int | None = None) -> None:
    """Lets go of all of a person's, or all but one."""
    theirs = ChannelAccount.person_id == person_id, ChannelAccount.id != (keep or 0)
    _let_go(connection, connection.scalars(select(ChannelAccount.id).where(*theirs, *_ON_PLATFORM)).all(), now)


_ON_PLATFORM = ChannelAccount.channel.not_in(_OWN), ChannelAccount.address.not_like("gone:%")


def _let_go(connection: Connection, account_ids: Iterable[int], now: datetime) -> None:
    """Whoever writes from there is a stranger from now on. What was still to be sent there is cancelled."""
    for account_id in account_ids:
        connection.execute(
            update(ChannelAccount)
            .where(ChannelAccount.id == account_id)
            .values(address=f"gone:{account_id}", unreachable_at=now, open_until=None, open_left=None)
        )
        waiting = update(Outbox).where(Outbox.account_id == account_id, Outbox.ended_at.is_(None))
        connection.execute(waiting.values(state="cancelled", ended_at=now))
