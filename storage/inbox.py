"""The inbox's statements: keep, claim, finish. One message is kept once and handled by one worker at a time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, and_, bindparam, exists, func, or_, select, tuple_, update
from sqlalchemy.orm import aliased

from storage.engine import upsert
from storage.tables import ChannelAccount, Inbox, StrangerCount
from storage.tables.base import table_of

# A worker that has not finished by then is taken for dead and its messages are handled by another.
LEASE = timedelta(seconds=60)
# A message is tried this often in all; from the second time on it is tried alone.
MOST_ATTEMPTS = 3


class Waiting(Struct, frozen=True):
    """A claimed message."""

    id: int
    channel: str
    address: str
    lane: str
    body: dict[str, Any]
    said_at: datetime
    attempts: int


_inbox = table_of(Inbox)
_earlier = aliased(Inbox, name="earlier")

_claimable = and_(
    Inbox.ended_at.is_(None),
    or_(Inbox.state == "new", Inbox.lease_until < bindparam("now")),
    ~exists().where(_earlier.lane == Inbox.lane, _earlier.id < Inbox.id, _earlier.ended_at.is_(None)),
)
_owners = select(ChannelAccount.channel, ChannelAccount.address, ChannelAccount.person_id).where(
    tuple_(ChannelAccount.channel, ChannelAccount.address).in_(bindparam("accounts", expanding=True))
)
_oldest = select(Inbox.id, Inbox.attempts).where(_claimable).order_by(Inbox.id).limit(bindparam("most"))
_take = (
    update(Inbox)
    .where(Inbox.id.in_(bindparam("ids", expanding=True)))
    .values(
        state="claimed",
        attempts=Inbox.attempts + 1,
        worker=bindparam("worker"),
        lease_until=bindparam("lease"),
    )
    .returning(Inbox.id, Inbox.channel, Inbox.address, Inbox.lane, Inbox.body, Inbox.said_at, Inbox.attempts)
)
_mine = (
    select(Inbox.id)
    .where(
        Inbox.id.in_(bindparam("ids", expanding=True)),
        Inbox.worker == bindparam("worker"),
        Inbox.ended_at.is_(None),
    )
    .with_for_update()
)
_finish = (
    update(_inbox)
    .where(_inbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state="done", ended_at=bindparam("at"), error=None)
)
_end = (
    update(_inbox)
    .where(_inbox.c.id == bindparam("row"))
    .values(state="dead", ended_at=bindparam("at"), error=bindparam("why"))
)
_release = (
    update(_inbox)
    .where(_inbox.c.id == bindparam("row"))
    .values(state="new", worker=None, lease_until=None, error=bindparam("why"))
)
_put_back = (
    update(_inbox)
    .where(
        _inbox.c.id.in_(bindparam("ids", expanding=True)),
        _inbox.c.worker == bindparam("owner"),
        _inbox.c.state == "claimed",
    )
    .values(state="new", worker=None, lease_until=None, attempts=_inbox.c.attempts - 1)
)


def keep(connection: Connection, messages: Sequence[dict[str, Any]]) -> dict[tuple[str, str], int]:
    """Keeps messages (channel, address, key, lane, body, said_at, received_at) in this order.

    Returns the new row of each (channel, key); a key that was kept before is missing.
    """
    if not messages:
        return {}
    insert = upsert(connection)(_inbox).on_conflict_do_nothing().returning(_inbox.c.channel, _inbox.c.key, _inbox.c.id)
    rows = connection.execute(insert, [message | {"state": "new", "attempts": 0} for message in messages])
    return {(channel, key): id_ for channel, key, id_ in rows}


def number_of(connection: Connection, channel: str, key: str) -> int | None:
    """The message that was kept under this key."""
    return connection.scalar(select(Inbox.id).where(Inbox.channel == channel, Inbox.key == key))


def bury(connection: Connection, channel: str, key: str, body: Any, now: datetime) -> None:
    """Keeps what a platform handed in and nobody can read, ended from the start: it stands in nobody's way."""
    row = {"channel": channel, "address": "", "key": key, "lane": "", "body": {"unreadable": body}, "said_at": now}
    row |= {"received_at": now, "state": "dead", "attempts": 0, "ended_at": now, "error": "unreadable"}
    connection.execute(upsert(connection)(_inbox).on_conflict_do_nothing(), row)


def claim(connection: Connection, worker: str, most: int, now: datetime) -> list[Waiting]:
    """Takes the oldest message of up to `most` lanes for this worker; one that was tried before is taken alone.

    A message tried too often (its process died each time) is handed out too: the worker ends it instead.
    """
    oldest = _oldest if connection.dialect.name == "sqlite" else _oldest.with_for_update(skip_locked=True, of=Inbox)
    found = connection.execute(oldest, {"now": now, "most": most}).all()
    if not found:
        return []
    # The oldest decides, so that neither a failing message nor the fresh ones behind it wait for ever.
    ids = [found[0].id] if found[0].attempts else [row.id for row in found if not row.attempts]
    rows = connection.execute(_take, {"ids": ids, "worker": worker, "lease": now + LEASE})
    return sorted((Waiting(*row) for row in rows), key=lambda waiting: waiting.id)


def still_mine(connection: Connection, ids: Sequence[int], worker: str) -> set[int]:
    """Which of these claimed messages no other worker has taken over; locks them until the transaction ends."""
    return set(connection.scalars(_mine, {"ids": ids, "worker": worker}))


def finish(connection: Connection, ids: Sequence[int], now: datetime) -> None:
    """Marks messages as handled, in the same transaction as everything they did."""
    if ids:
        connection.execute(_finish, {"ids": ids, "at": now})


def fail(connection: Connection, waiting: Waiting, why: str, now: datetime) -> bool:
    """Gives a message back to be tried again, or dead-letters it after the last try; True when it is dead."""
    if waiting.attempts < MOST_ATTEMPTS:
        connection.execute(_release, {"row": waiting.id, "why": why})
        return False
    connection.execute(_end, {"row": waiting.id, "at": now, "why": why})
    return True


def put_back(connection: Connection, ids: Sequence[int], worker: str) -> None:
    """Gives back claimed messages that were not tried, as if they had never been claimed."""
    if ids:
        connection.execute(_put_back, {"ids": ids, "owner": worker})


def recover(connection: Connection, worker: str | None, now: datetime) -> tuple[int, int]:
    """After a crash: gives back what dead workers had claimed. What was tried too often is ended at its next claim.

    `worker` None means every worker is dead, as at the start of the only process. Returns how many were given back,
    and how many of them were tried too often.
    """
    abandoned = and_(Inbox.ended_at.is_(None), Inbox.state == "claimed")
    if worker is not None:
        abandoned = and_(abandoned, or_(Inbox.worker == worker, Inbox.lease_until < now))
    back = connection.execute(
        update(Inbox).where(abandoned).values(state="new", worker=None, lease_until=None).returning(Inbox.attempts)
    )
    tried = back.scalars().all()
    return len(tried), sum(attempts >= MOST_ATTEMPTS for attempts in tried)


def lanes_of(connection: Connection, accounts: Collection[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The lanes of bound (channel, address) accounts: each its person's, whatever channel he speaks on."""
    rows = connection.execute(_owners, {"accounts": list(accounts)})
    return {(channel, address): f"p{person}" for channel, address, person in rows}


def count_strangers(connection: Connection, channel: str, day: date, count: int) -> None:
    """Counts messages of people unknown; nothing else of them is kept."""
    insert = upsert(connection)(StrangerCount).values(channel=channel, day=day, count=count)
    connection.execute(
        insert.on_conflict_do_update(
            index_elements=["channel", "day"], set_={"count": StrangerCount.count + insert.excluded.count}
        )
    )


def waiting(connection: Connection, lane: str | None = None) -> int:
    """How many messages are not handled yet, of one lane or of all."""
    query = select(func.count()).select_from(Inbox).where(Inbox.ended_at.is_(None))
    return connection.scalar(query if lane is None else query.where(Inbox.lane == lane)) or 0
