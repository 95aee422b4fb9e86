"""The bots' names on their platforms, and which list of commands each chat was given."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct
from sqlalchemy import Connection, delete, select, update
from sqlalchemy.orm import Session

from storage.engine import upsert
from storage.tables import Bot, ChannelAccount, Person, RoleGrant
from storage.vocabulary import Role


class Chat(Struct, frozen=True):
    """A chat that can be written to: whose language and roles it has, and the list of commands it was given last."""

    account_id: int
    address: str
    language: str
    roles: frozenset[Role]
    menu: str | None


def remember(connection: Connection, channel: str, name: str) -> None:
    """The platform said what it calls the bot."""
    row = upsert(connection)(Bot).values(channel=channel, name=name)
    connection.execute(row.on_conflict_do_update(index_elements=["channel"], set_={"name": name}))


def forget(connection: Connection, channel: str) -> None:
    """The bot is no longer on this platform."""
    connection.execute(delete(Bot).where(Bot.channel == channel))


def name(session: Session, channel: str) -> str | None:
    """The bot's name on a channel; None where it is on no such platform, or was not told yet."""
    return session.scalar(select(Bot.name).where(Bot.channel == channel))


def chats(connection: Connection, channel: str) -> list[Chat]:
    """Every chat of a channel that can be written to, in every township."""
    open_ = ChannelAccount.channel == channel, ChannelAccount.unreachable_at.is_(None)
    here = Person.left_on.is_(None), Person.township_id.is_not(None)
    held = (
        select(RoleGrant.person_id, RoleGrant.role)
        .join(ChannelAccount, ChannelAccount.person_id == RoleGrant.person_id)
        .where(*open_, RoleGrant.until.is_(None))
    )
    roles: dict[int, set[Role]] = defaultdict(set)
    for person, role in connection.execute(held):
        roles[person].add(role)
    rows = connection.execute(
        select(ChannelAccount.id, ChannelAccount.address, Person.id.label("person"), Person.language)
        .add_columns(ChannelAccount.menu)
        .join(Person, Person.id == ChannelAccount.person_id)
        .where(*open_, *here)
        .order_by(ChannelAccount.id)
    )
    return [Chat(row.id, row.address, row.language, frozenset(roles[row.person]), row.menu) for row in rows]


def given(connection: Connection, account_id: int, menu: str) -> None:
    """A chat was given this list."""
    connection.execute(update(ChannelAccount).where(ChannelAccount.id == account_id).values(menu=menu))
