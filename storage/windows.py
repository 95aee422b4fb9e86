"""Until when, and how often, somebody may be written to on a platform where one may only answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, or_, update

from storage.tables import ChannelAccount
from storage.tables.base import table_of

_accounts = table_of(ChannelAccount)


# The platform adds windows up; here the newest takes the place of the one before, so that we never count more than it.
_open = (
    update(_accounts)
    .where(
        _accounts.c.channel == bindparam("where"),
        _accounts.c.address == bindparam("who"),
        or_(
            _accounts.c.open_until.is_(None),
            _accounts.c.open_until <= bindparam("ends"),
            _accounts.c.open_until <= bindparam("now"),
            _accounts.c.open_left == 0,
        ),
    )
    .values(open_until=bindparam("ends"), open_left=bindparam("most"))
)
_spend = (
    update(_accounts)
    .where(
        _accounts.c.channel == bindparam("where"),
        _accounts.c.address == bindparam("who"),
        _accounts.c.open_until > bindparam("now"),
        _accounts.c.open_left > 0,
    )
    .values(open_left=_accounts.c.open_left - 1)
)


def opened(connection: Connection, channel: str, address: str, until: datetime, most: int, now: datetime) -> None:
    """Opens one. A shorter one never takes the place of a longer one that still has room. Strangers have none."""
    values = {"where": channel, "who": address, "ends": until, "most": most, "now": now}
    connection.execute(_open, values)


def spend(connection: Connection, channel: str, address: str, now: datetime) -> bool:
    """Takes one message out of a window; False when there is none, or no room in it."""
    return connection.execute(_spend, {"where": channel, "who": address, "now": now}).rowcount == 1
