"""Cards on a platform: where the one stands whose place a message takes, and by which number it is changed now."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, update

from storage.outbox import Outgoing
from storage.tables import ChannelAccount, Outbox, Sent

_cards = (
    select(Outbox.token, Outbox.about, Outbox.channel, ChannelAccount.address, Outbox.body, Sent.platform_id)
    .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
    .join(Sent, Sent.outbox_id == Outbox.id)
    .where(Outbox.token.in_(bindparam("tokens", expanding=True)))
    .order_by(Sent.outbox_id, Sent.part)
)
# The last card about a record that its reader has: what it was sent as.
_last_card = (
    select(Outbox.id)
    .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
    .where(
        Outbox.about == bindparam("about"),
        Outbox.channel == bindparam("channel"),
        ChannelAccount.address == bindparam("address"),
        Outbox.id < bindparam("before"),
        Outbox.state == "sent",
    )
    .order_by(Outbox.id.desc())
    .limit(1)
    .scalar_subquery()
)
_last_parts = (
    select(Outbox.body, Sent.platform_id)
    .join(Sent, Sent.outbox_id == Outbox.id)
    .where(Outbox.id == _last_card)
    .order_by(Sent.part)
)
# The last part of a message of one's own: found by its token, or by the one that many equal cards have in common.
_mine = (
    select(Outbox.token, Sent.id, Sent.platform_id)
    .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
    .join(Sent, Sent.outbox_id == Outbox.id)
    .where(
        ChannelAccount.channel == bindparam("channel"),
        ChannelAccount.address == bindparam("address"),
        Outbox.choices_until > bindparam("now"),
        or_(Outbox.token == bindparam("token"), Sent.platform_id.endswith(bindparam("shared"), escape="\\")),
    )
    .order_by(Outbox.id.desc(), Sent.part.desc())
    .limit(1)
)


def pressed_cards(connection: Connection, batch: Sequence[Outgoing]) -> dict[int, str]:
    """Of messages that answer a press: the platform's number of the pressed one, if it is about the same record."""
    tokens = [token for one in batch if (token := one.body.get("pressed"))]
    parts: dict[tuple[str, ...], list[Any]] = defaultdict(list)
    for card in connection.execute(_cards, {"tokens": tokens}) if tokens else ():
        parts[card.channel, card.address, card.token, card.about].append(card)
    cards = {
        one.id: _place(parts.get((one.channel, one.address, one.body.get("pressed", ""), one.about or ""), ()))
        for one in batch
    }
    return {id_: where for id_, where in cards.items() if where is not None}


def _place(parts: Sequence[Any]) -> str | None:
    """Where a card stands, by all its parts: behind its files, unless its text was too long for one part."""
    return parts[-1].platform_id if parts and len(parts) == _files(parts[0].body) + 1 else None


def _files(body: dict[str, Any]) -> int:
    """How many files go out with a message."""
    return len(body.get("papers", ())) + sum(bool(file.get("asked")) for file in body.get("files", ()))


def last_card(connection: Connection, outgoing: Outgoing) -> str | None:
    """The platform's number of the last card about the same record, where it stands in one piece."""
    where = {"channel": outgoing.channel, "address": outgoing.address, "about": outgoing.about, "before": outgoing.id}
    return _place(connection.execute(_last_parts, where).all())


def pressed(connection: Connection, channel: str, address: str, token: str, number: str, now: datetime) -> str:
    """Notes that a card of this account has a new number; returns its token.

    A number may be followed, after a blank, by the token that equal cards of many people have in common.
    """
    asked = {"channel": channel, "address": address, "token": token, "shared": f" {_literal(token)}", "now": now}
    card = connection.execute(_mine, asked).one_or_none()
    if card is None:
        return token
    common = card.platform_id.partition(" ")[2]
    renamed = f"{number} {common}" if common else number
    connection.execute(update(Sent).where(Sent.id == card.id).values(platform_id=renamed))
    return str(card.token)


def _literal(text: str) -> str:
    """A text in which a pattern finds nothing but itself."""
    return re.sub(r"([\\%_])", r"\\\1", text)
