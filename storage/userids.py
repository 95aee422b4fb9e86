"""People whom the roster names as the corporation's WeCom does: they need no invite."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, exists, select, update

from storage import audit, people
from storage.tables import ChannelAccount, Person

CHANNEL = "wecom"


def recognise(connection: Connection, channel: str, address: str, now: datetime) -> int | None:
    """Binds an account that nobody has to the one person whom the roster gives it; returns the person.

    Only to who has never had one there: after a lost phone an invite is asked for. None for everybody else.
    """
    if channel != CHANNEL:
        return None
    had = exists().where(ChannelAccount.person_id == Person.id, ChannelAccount.channel == CHANNEL)
    found = connection.execute(
        select(Person.id, Person.township_id)
        .where(Person.userid == address, Person.left_on.is_(None), Person.township_id.is_not(None), ~had)
        .limit(2)
    ).all()
    if len(found) != 1:  # nobody, or two townships that both claim him
        return None
    (person,) = found
    people.account(connection, channel, address, person.id, now)
    first = update(Person).where(Person.id == person.id, Person.township_id == person.township_id)
    connection.execute(first.where(Person.hints.is_(None)).values(hints=0))
    row = {"at": now, "township_id": person.township_id, "person_id": person.id, "channel": channel}
    audit.note(connection, [row | {"action": "account.recognised", "target": f"person:{person.id}", "result": "ok"}])
    return int(person.id)
