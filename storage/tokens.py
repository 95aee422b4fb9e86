"""Access tokens of platforms: read, fetched by one process at a time, kept for all."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select, update

from storage.engine import upsert
from storage.tables import PlatformToken


def held(connection: Connection, name: str) -> tuple[str, datetime] | None:
    """The token of this name and when it ends."""
    where = PlatformToken.name == name, PlatformToken.token.is_not(None)
    row = connection.execute(select(PlatformToken.token, PlatformToken.ends_at).where(*where)).one_or_none()
    return None if row is None else (row.token, row.ends_at)


def mine(connection: Connection, name: str, now: datetime, until: datetime) -> bool:
    """Whether the caller is the one to fetch a token; then nobody else is before `until`."""
    connection.execute(upsert(connection)(PlatformToken).values(name=name).on_conflict_do_nothing())
    free = or_(PlatformToken.lease_until.is_(None), PlatformToken.lease_until <= now)
    lease = update(PlatformToken).where(PlatformToken.name == name, free).values(lease_until=until)
    return connection.execute(lease).rowcount == 1


def keep(connection: Connection, name: str, token: str, ends: datetime) -> None:
    """Keeps a token; the lease is over."""
    kept = update(PlatformToken).where(PlatformToken.name == name)
    connection.execute(kept.values(token=token, ends_at=ends, lease_until=None))


def give_up(connection: Connection, name: str) -> None:
    """None was to be had: the lease is over."""
    connection.execute(update(PlatformToken).where(PlatformToken.name == name).values(lease_until=None))
