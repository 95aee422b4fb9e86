"""The edge: a message is kept, committed, and only then acknowledged."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection

from bot.writer import Writer
from handlers import invites
from handlers.kit.messages import Incoming, Opening
from storage import inbox, people, signins, userids, windows
from storage.engine import message_session
from storage.trouble import Full

# What no database keeps or no reader should see: NUL and lone surrogates. Everything else is the reader's business.
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
# 绑定 CODE as words or command; a code is URL-safe base64.
_BINDING = re.compile(r"(?:绑定|/start)\s*([\w-]{16,64})", re.ASCII | re.IGNORECASE)
# A page may bring messages typed while it was offline; anything older is dated to when it arrived.
OLDEST = timedelta(days=7)
LONGEST = 20_000
# A page sends ten photos with one message at most, platforms one.
MOST_FILES = 10


class Accepted(Struct, frozen=True):
    """What became of a message at the edge: kept now, kept before, or from a stranger (then nothing is kept)."""

    id: int | None
    stranger: bool = False

    @property
    def again(self) -> bool:
        """It was kept before; the platform sent it once more."""
        return self.id is None and not self.stranger


def accept(writer: Writer, incoming: Incoming, now: datetime) -> Future[Accepted]:
    """Keeps a message. Once the future is done it is on disk, and may be acknowledged.

    It fails with storage.trouble.Full when there is no room: people are told so, platforms get 503 and send it again.
    """
    try:
        writer.check_room()
    except Full as full:
        refused: Future[Accepted] = Future()
        refused.set_exception(full)
        return refused
    row = row_of(incoming, now)
    return writer.gather(keep, row) if incoming.opens is None else writer.gather(_keep_open, (row, incoming.opens))


def keep(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[Accepted]:
    """Keeps messages, as many as came together; what became of each."""
    lanes = inbox.lanes_of(connection, {(row["channel"], row["address"]) for row in rows})
    for row in rows:
        account = (row["channel"], row["address"])
        if account not in lanes and (lane := _bind(connection, row) or _recognised(connection, row)):
            lanes[account] = lane
    known = [row | {"lane": lane} for row in rows if (lane := lanes.get((row["channel"], row["address"])))]
    kept = inbox.keep(connection, known)
    strangers: Counter[tuple[str, date]] = Counter()
    accepted = []
    for row in rows:
        stranger = (row["channel"], row["address"]) not in lanes
        if stranger:
            strangers[row["channel"], row["received_at"].date()] += 1
        # Popped, so that of two copies in one group only the first is the one that was kept.
        accepted.append(Accepted(kept.pop((row["channel"], row["key"]), None), stranger))
    for (channel, day), count in strangers.items():
        inbox.count_strangers(connection, channel, day, count)
    return accepted


def _keep_open(connection: Connection, messages: Sequence[tuple[dict[str, Any], Opening]]) -> list[Accepted]:
    """Keeps messages, and that each may be answered: once, however often the platform sends it again."""
    accepted = keep(connection, [row for row, _ in messages])
    for (row, opens), one in zip(messages, accepted, strict=True):
        if one.id is not None:
            where = row["channel"], row["address"]
            windows.opened(connection, *where, opens.until, opens.most, row["received_at"])
    return accepted


def _bind(connection: Connection, row: dict[str, Any]) -> str | None:
    """A stranger who brings an invite (绑定 CODE, /start CODE) is bound, and his message kept as that person's."""
    brought = _BINDING.fullmatch(row["body"]["text"].strip())
    if brought is None:
        return None
    channel, address, now = row["channel"], row["address"], row["received_at"]
    person = signins.consume(connection, brought[1], f"{channel}:{address}", now)
    if person is None:
        return None
    people.account(connection, channel, address, person, now)
    with message_session(connection) as session:
        invites.arrived(session, brought[1], now)
    return f"p{person}"


def _recognised(connection: Connection, row: dict[str, Any]) -> str | None:
    """A stranger whose account the roster knows is bound without an invite."""
    person = userids.recognise(connection, row["channel"], row["address"], row["received_at"])
    return None if person is None else f"p{person}"


def row_of(incoming: Incoming, now: datetime) -> dict[str, Any]:
    """A message as the inbox keeps it: cleaned, cut and dated."""
    said_at = incoming.said_at if now - OLDEST <= incoming.said_at <= now else now
    body: dict[str, Any] = {"text": _UNKEEPABLE.sub("", incoming.text[:LONGEST])}
    if incoming.press:
        body["press"] = _UNKEEPABLE.sub("", incoming.press[:100])
    if incoming.corrects:
        body["corrects"] = incoming.corrects
    if incoming.files:
        body["files"] = [asdict(file) | {"ref": _UNKEEPABLE.sub("", file.ref)} for file in incoming.files[:MOST_FILES]]
    return {
        "channel": incoming.channel,
        "address": incoming.address,
        "key": incoming.key,
        "body": body,
        "said_at": said_at,
        "received_at": now,
    }
