"""An emergency on the clock's beat: its people are told once that it has begun, and it ends by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers.kit import emergency, telling
from handlers.kit.messages import Reply
from handlers.kit.texts import Texts
from handlers.rules import hours
from storage import audit, emergencies, outbox, people, rhythms, tray
from storage.emergencies import BATCH, Standing
from storage.engine import message_session


def beat(connection: Connection, now: datetime) -> dict[str, int]:
    """Those whose time has come end by themselves; `now` is local. Their admins are told at their next proper hour."""
    lapsed = emergencies.lapse(connection, now)
    act = {"at": now, "person_id": None, "channel": "clock", "action": "emergency.over", "result": "ok"}
    audit.note(connection, [act | {"township_id": one.township_id, "target": f"emergency:{one.id}"} for one in lapsed])
    with message_session(connection) as session:
        for one in lapsed:
            _tell_admins(session, one, now)
    return {"emergencies_over": len(lapsed)}


def _tell_admins(session: Session, one: Standing, now: datetime) -> None:
    for person in people.admins(session, one.area):
        telling.tell(session, person, now, lambda t: Reply(t("emergency.lapsed", kind=one.kind, unit=one.unit)))


def hand_on(connection: Connection, now: datetime) -> bool:
    """Tells a batch of an area's people that an emergency has begun, or is over; True when there may be more.

    The beginning is urgent and says why, so it goes out at any hour, but not to who is on leave; the end rides in the
    next morning's card.
    """
    one = emergencies.untold(connection)
    if one is None:
        return False
    with message_session(connection) as session:
        batch = emergencies.people(session, one)
        cursor = batch[-1] if len(batch) == BATCH else None
        if not emergencies.advance(connection, one, cursor):
            return False
        if one.ended_at is None:
            _begun(session, one, batch, now)
        else:
            _over(session, one, batch, now)
    return True


def _begun(session: Session, one: Standing, batch: Sequence[int], now: datetime) -> None:
    connection = session.connection()
    own = rhythms.of(connection, batch, now.date())
    rows = []
    for person, reach in people.reaches(session, batch).items():
        if hours.here(now.date(), own[person]):
            reply = Reply(_announced(Texts(reach.language), one, now))
            row = telling.row(reply, reach.account_id, reach.channel, now)
            rows.append(row | {"unique_key": f"emergency:{one.id}:{person}"})
    outbox.queue(connection, rows)


def _announced(t: Texts, one: Standing, now: datetime) -> str:
    return t("emergency.announced", line=emergency.line(t, one, now.tzinfo), name=one.by)


def _over(session: Session, one: Standing, batch: Sequence[int], now: datetime) -> None:
    told = set(people.admins(session, one.area))
    spoken = [(person, reach) for person, reach in people.reaches(session, batch).items() if person not in told]
    rows = [
        {
            "person_id": person,
            "key": f"emergency:{one.id}:{person}",
            "body": telling.body(Reply(Texts(reach.language)("emergency.over", kind=one.kind, unit=one.unit))),
            "about": None,
            "created_at": now,
        }
        for person, reach in spoken
    ]
    tray.ride(session.connection(), rows)
