"""Who cannot be reached on a channel is told on another one, at the last on his page; and what waits there for him."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import Session

from storage import outbox, people, signins
from storage.engine import message_session
from storage.scope import Scope
from storage.surveys import FETCHED
from storage.tables import ChannelAccount, Outbox, Person

# The channel that everybody has, and that fetches for itself.
PAGE = "web"


def reached(connection: Connection, id_: int, unreachable_at: datetime | None) -> None:
    """Remembers whether the account of a message can be written to: None where it can."""
    account = select(Outbox.account_id).where(Outbox.id == id_).scalar_subquery()
    connection.execute(update(ChannelAccount).where(ChannelAccount.id == account).values(unreachable_at=unreachable_at))


def tell(connection: Connection, id_: int, now: datetime) -> str:
    """Says a message on another account of its person, once his own is marked as unreachable; returns the channel.

    Who has no other finds it on the page, whenever he comes there.
    """
    found = connection.execute(
        select(Outbox.body, Outbox.about, ChannelAccount.person_id)
        .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
        .where(Outbox.id == id_)
    ).one()
    with message_session(connection) as session:
        reach = people.reaches(session, [found.person_id]).get(found.person_id)
    account, channel = (reach.account_id, reach.channel) if reach else (_page(connection, found.person_id, now), PAGE)
    body = {name: value for name, value in found.body.items() if name != "pressed"}
    outbox.queue(connection, [outbox.row(account, channel, body, found.about, now)])
    return channel


def _page(connection: Connection, person_id: int, now: datetime) -> int:
    return people.account(connection, PAGE, signins.address_of(person_id), person_id, now)


def account_of(connection: Connection, id_: int) -> int:
    """The account that a message is for."""
    return int(connection.execute(select(Outbox.account_id).where(Outbox.id == id_)).scalar_one())


def on_page(connection: Connection, account_id: int) -> int:
    """How many messages wait on the page of an account's person."""
    whose = select(ChannelAccount.person_id).where(ChannelAccount.id == account_id).scalar_subquery()
    waiting = (
        select(func.count())
        .select_from(Outbox)
        .join(ChannelAccount, ChannelAccount.id == Outbox.account_id)
        .where(ChannelAccount.person_id == whose, ChannelAccount.channel == PAGE, Outbox.ended_at.is_(None))
    )
    return connection.scalar(waiting) or 0


def shut(session: Session, scope: Scope, person_ids: Collection[int]) -> set[int]:
    """Those of these people of one's township whose chat app takes nothing from us any more: only the page is left."""
    mine = ChannelAccount.person_id == Person.id
    lost = select(ChannelAccount.id).where(mine, ChannelAccount.unreachable_at.is_not(None)).exists()
    pushed = select(ChannelAccount.id).where(mine, ChannelAccount.unreachable_at.is_(None))
    pushed = pushed.where(ChannelAccount.channel.not_in(FETCHED))
    here = Person.township_id == scope.township_id, Person.id.in_(person_ids)
    return set(session.scalars(select(Person.id).where(*here, lost, ~pushed.exists())))
