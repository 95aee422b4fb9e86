"""The outbox's statements: queue, show to a page, claim for sending, end in a named state."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Select, bindparam, case, func, insert, or_, select, update
from sqlalchemy.orm import Session

from storage import broadcasts
from storage.sessions import looking
from storage.tables import ChannelAccount, Outbox, Person, Sent
from storage.tables.base import table_of

# How long the choices of a message answer to a press, a label or a number.
CHOICES_LAST = timedelta(days=30)
# A page's messages that nobody came to see.
PAGE_KEEPS = timedelta(days=30)
# So long a message waits for others of its series, where a platform takes many in one call: until the next beat of
# the clock, which hands the rest of it on, and no longer if that fails.
GATHERS = timedelta(minutes=2)
# On PostgreSQL: whoever claims what goes out in one call, so that no two senders take the two halves of a call.
_ONE_AT_A_TIME = 6_270_001
# Why a message waits whose platform wants to be left alone.
HALTED = "the platform asked to wait"


class Outgoing(Struct, frozen=True):
    """A message on its way: to which address, what it says, how often it was tried, how many parts of it are there.

    `series` and `call` are those of `storage.tables.Outbox`.
    """

    id: int
    channel: str
    address: str
    body: dict[str, Any]
    about: str | None
    token: str | None
    state: str
    attempts: int
    created_at: datetime
    series: str | None = None
    call: str | None = None
    unreachable: bool = False
    done: int = 0


class Offer(Struct, frozen=True):
    """A message with choices, as kept: what a press, number or label of it means."""

    id: int
    account_id: int
    choices: tuple[dict[str, Any], ...]
    until: datetime
    about: str | None


_outbox = table_of(Outbox)
_insert = insert(_outbox)
_after = (
    select(Outbox)
    .where(Outbox.account_id == bindparam("account"), Outbox.id > bindparam("after"))
    .order_by(Outbox.id)
    .limit(bindparam("most"))
)
_offers = (
    select(_outbox.c.id, _outbox.c.account_id, _outbox.c.body, _outbox.c.choices_until, _outbox.c.about)
    .where(
        _outbox.c.account_id == bindparam("account"),
        _outbox.c.token.is_not(None),
        _outbox.c.choices_until > bindparam("now"),
    )
    .order_by(_outbox.c.id.desc())
    .limit(bindparam("most"))
)
_by_token = select(_outbox.c.id, _outbox.c.account_id, _outbox.c.body, _outbox.c.choices_until, _outbox.c.about).where(
    _outbox.c.token == bindparam("token"), _outbox.c.account_id == bindparam("account")
)
_due = (
    select(
        Outbox.id,
        Outbox.channel,
        ChannelAccount.address,
        Outbox.body,
        Outbox.about,
        Outbox.token,
        Outbox.state,
        Outbox.attempts,
        Outbox.created_at,
        Outbox.series,
        Outbox.call,
        ChannelAccount.unreachable_at.is_not(None),
        select(func.count()).where(Sent.outbox_id == Outbox.id).scalar_subquery(),
    )
    .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
    .where(
        Outbox.ended_at.is_(None),
        Outbox.channel == bindparam("channel"),
        Outbox.due_at <= bindparam("now"),
    )
    # The order of ix_outbox_due, so that a long queue is not sorted for every batch.
    .order_by(Outbox.tier, Outbox.due_at, Outbox.id)
    .limit(bindparam("most"))
)
# Where many are taken in one call: not before all of them are handed on.
_gathered = _due.where(
    or_(Outbox.series.is_(None), Outbox.due_at <= bindparam("gathers"), ~broadcasts.handed_on_yet(Outbox.series))
)
_fellows = _gathered.where(Outbox.state == "pending", Outbox.series == bindparam("series"), Outbox.call.is_(None))
_of_call = _due.where(Outbox.call == bindparam("call"))
# What a message becomes while it is being sent: for the first time, or as the one copy of what may have arrived.
_take = (
    update(_outbox)
    .where(_outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=case((_outbox.c.state == "pending", "sending"), else_="repeating"),
        attempts=_outbox.c.attempts + 1,
        due_at=bindparam("until"),
    )
)
# A message ends once: what was cancelled while it was being sent stays so.
_open = update(_outbox).where(_outbox.c.id == bindparam("row"), _outbox.c.ended_at.is_(None))
_end = _open.values(state=bindparam("to"), ended_at=bindparam("at"), error=bindparam("why")).returning(_outbox.c.about)
_put_off = _open.values(state=bindparam("to"), due_at=bindparam("due"), error=bindparam("why"))
_note = insert(table_of(Sent))


def queue(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Adds messages: account_id, channel, body, about, token, choices_until, unique_key, created_at, due_at."""
    if rows:
        connection.execute(_insert, [row | {"state": "pending", "attempts": 0} for row in rows])


def reader(connection: Connection, id_: int) -> int:
    """The person a message is for."""
    account = select(Outbox.account_id).where(Outbox.id == id_).scalar_subquery()
    return connection.execute(select(ChannelAccount.person_id).where(ChannelAccount.id == account)).scalar_one()


def row(account_id: int, channel: str, body: dict[str, Any], about: str | None, now: datetime) -> dict[str, Any]:
    """A message as it is queued. What its choices do stays in `body`; only the token leaves the house."""
    choices = bool(body["choices"])
    return {
        "account_id": account_id,
        "channel": channel,
        "body": body,
        "about": about,
        "token": secrets.token_urlsafe(16) if choices else None,
        "choices_until": now + CHOICES_LAST if choices else None,
        "created_at": now,
        "due_at": now,
    }


def after(session: Session, account_id: int, cursor: int, most: int = 100) -> Sequence[Outbox]:
    """The messages of an account after a cursor, oldest first."""
    return session.scalars(_after, {"account": account_id, "after": cursor, "most": most}).all()


class Delivery(Struct, frozen=True):
    """A message that was said of the bot's own accord: when, to whom and where; `card` for a morning card or digest."""

    id: int
    at: datetime
    name: str
    channel: str
    body: dict[str, Any]
    state: str
    card: bool


def newest(connection: Connection) -> int:
    """The key of the newest message."""
    return connection.scalar(select(func.max(_outbox.c.id))) or 0


def deliveries(connection: Connection, after: int, at: datetime) -> list[Delivery]:
    """The messages of a beat at that moment, oldest first: `after` is the newest that was there before it."""
    rows = connection.execute(
        select(
            Outbox.id,
            Outbox.created_at,
            Person.name,
            Outbox.channel,
            Outbox.body,
            Outbox.state,
            func.coalesce(Outbox.unique_key, "").like("card:%"),
        )
        .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
        .join(Person, Person.id == ChannelAccount.person_id)
        .where(Outbox.id > after, Outbox.created_at == at, Person.township_id.is_not(None))
        .order_by(Outbox.id)
    )
    return [Delivery(*row) for row in rows]


def unseen(session: Session, account_id: int) -> Sequence[Outbox]:
    """What was said to an account and not shown yet, oldest first."""
    query = select(Outbox).where(Outbox.account_id == account_id, Outbox.ended_at.is_(None)).order_by(Outbox.id)
    return session.scalars(query).all()


def latest(session: Session, account_id: int, most: int = 50) -> Sequence[Outbox]:
    """The newest messages of an account, oldest first."""
    query = select(Outbox).where(Outbox.account_id == account_id).order_by(Outbox.id.desc()).limit(most)
    return session.scalars(query).all()[::-1]


def offers(session: Session, account_id: int, now: datetime, most: int = 8) -> list[Offer]:
    """The newest unexpired messages with choices that were shown to this account, newest first."""
    rows = looking(session).execute(_offers, {"account": account_id, "now": now, "most": most})
    return [_offer(row) for row in rows]


def offer(session: Session, account_id: int, token: str) -> Offer | None:
    """The message a token stands for, if it was shown to this very account; expired ones too."""
    row = looking(session).execute(_by_token, {"token": token, "account": account_id}).one_or_none()
    return _offer(row) if row else None


def text_of(session: Session, id_: int) -> str:
    """The text of a message, to remind somebody which one is meant."""
    return str(session.get_one(Outbox, id_).body["text"])


def _offer(row: Any) -> Offer:
    return Offer(row.id, row.account_id, tuple(row.body["choices"]), row.choices_until, row.about)


def seen(connection: Connection, account_id: int, cursor: int, now: datetime) -> None:
    """The page has shown everything up to the cursor: that is 送达 for a channel without push."""
    shown = connection.scalars(
        update(_outbox)
        .where(_outbox.c.account_id == account_id, _outbox.c.id <= cursor, _outbox.c.ended_at.is_(None))
        .values(state="sent", ended_at=now)
        .returning(_outbox.c.about)
    )
    broadcasts.ended(connection, shown.all(), sent=True)
    connection.execute(
        update(ChannelAccount)
        .where(ChannelAccount.id == account_id, ChannelAccount.seen_id < cursor)
        .values(seen_id=cursor)
    )


def claim(
    connection: Connection, channels: Sequence[str], most: int, now: datetime, lease: timedelta
) -> list[Outgoing]:
    """Takes up to `most` due messages a channel, as they were before: pending, uncertain, or left by a dead process.

    Until the lease ends nobody else takes them; a crash shows as an ended lease.
    """
    found: list[Outgoing] = []
    for channel in channels:
        found += _found(connection, _due, channel=channel, now=now, most=most)
    _taken(connection, found, now + lease)
    return found


def claim_many(
    connection: Connection, channel: str, most: int, call: int, now: datetime, lease: timedelta
) -> list[Outgoing]:
    """The same where up to `call` equal messages go out at once: with the first of a series come its others, and with
    one that was in a call already all that were."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))
    when = {"channel": channel, "now": now, "gathers": now - GATHERS}
    found = _found(connection, _gathered, most=most, **when)
    _taken(connection, found, now + lease)
    more: list[Outgoing] = []
    for name in sorted({one.call for one in found if one.call is not None}):
        more += _found(connection, _of_call, call=name, most=call, channel=channel, now=now)
    fresh = Counter(one.series for one in found if one.series and one.call is None and one.state == "pending")
    for of, count in sorted(fresh.items()):
        more += _found(connection, _fellows, series=of, most=call - count, **when)
    _taken(connection, more, now + lease)
    return found + more


def _found(connection: Connection, due: Select[Any], **which: Any) -> list[Outgoing]:
    locked = due if connection.dialect.name == "sqlite" else due.with_for_update(skip_locked=True, of=Outbox)
    return [Outgoing(*row) for row in connection.execute(locked, which)]


def _taken(connection: Connection, found: Sequence[Outgoing], until: datetime) -> None:
    if found:
        connection.execute(_take, {"ids": [row.id for row in found], "until": until})


def name_call(connection: Connection, ids: Sequence[int], call: str) -> None:
    """These go out in one call of that name, whatever happens to it: their platform knows a copy of it by its name."""
    if ids:
        connection.execute(update(_outbox).where(_outbox.c.id.in_(ids)).values(call=call))


def end(connection: Connection, id_: int, state: str, now: datetime, why: str | None = None) -> None:
    """The message has come to a named end: sent, failed-permanent, failed-technical, cancelled, expired."""
    ended = connection.scalars(_end, {"row": id_, "to": state, "at": now, "why": why})
    if state != "cancelled":
        broadcasts.ended(connection, ended.all(), sent=state == "sent")


def put_off(connection: Connection, id_: int, state: str, due_at: datetime, why: str) -> None:
    """The message will be tried again; `state` is pending, or uncertain when it may have arrived."""
    connection.execute(_put_off, {"row": id_, "to": state, "due": due_at, "why": why})


def note_sent(connection: Connection, id_: int, platform_ids: Sequence[str], now: datetime, first: int = 0) -> None:
    """Keeps the platform's ids of a message's parts, those from the `first` on."""
    if platform_ids:
        connection.execute(
            _note,
            [{"outbox_id": id_, "part": n, "platform_id": p, "at": now} for n, p in enumerate(platform_ids, first)],
        )


def halt(connection: Connection, id_: int, until: datetime) -> None:
    """Puts off everything on this message's channel: a restart must not forget that the platform asked to wait."""
    channel = select(Outbox.channel).where(Outbox.id == id_).scalar_subquery()
    waiting = (Outbox.channel == channel, Outbox.ended_at.is_(None), Outbox.state.in_(("pending", "uncertain")))
    connection.execute(update(Outbox).where(*waiting, Outbox.due_at < until).values(due_at=until))


def halted_until(connection: Connection, channel: str) -> datetime | None:
    """Until when everything on a channel was put off, at the latest."""
    waiting = (Outbox.channel == channel, Outbox.ended_at.is_(None), Outbox.error == HALTED)
    return connection.scalar(select(func.max(Outbox.due_at)).where(*waiting))


def lately(connection: Connection, channel: str, since: datetime, most: int = 2000) -> list[tuple[str, datetime]]:
    """What was sent on a channel since then, oldest first: to which address and when."""
    newest = select(Sent).order_by(Sent.id.desc()).limit(most).subquery()
    rows = connection.execute(
        select(ChannelAccount.address, newest.c.at)
        .join(Outbox, Outbox.id == newest.c.outbox_id)
        .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
        .where(Outbox.channel == channel, newest.c.at >= since)
        .order_by(newest.c.id)
    )
    return [(row.address, row.at) for row in rows]


def expire(connection: Connection, channels: Sequence[str], now: datetime) -> int:
    """Ends messages for pages that nobody opened in a month; returns how many."""
    expired = connection.scalars(
        update(_outbox)
        .where(_outbox.c.ended_at.is_(None), _outbox.c.channel.in_(channels), _outbox.c.created_at < now - PAGE_KEEPS)
        .values(state="expired", ended_at=now)
        .returning(_outbox.c.about)
    ).all()
    broadcasts.ended(connection, expired, sent=False)
    return len(expired)
