"""The clock's beat as people feel it: rules fire into trays, and whose morning has come is told once, all in one.

Leaders' digests come in here: `INSTEAD` is asked at a person's morning hour, and the first answer takes the place of
his card. What rides in a card comes through `storage.tray.ride`, from any noun.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers import digests
from handlers.kit import telling
from handlers.kit.context import Context, Member
from handlers.kit.messages import Incoming
from handlers.kit.mornings import CLOCK, Maker
from handlers.kit.texts import Texts
from handlers.register import Registers
from handlers.reminders import firing, morning
from handlers.rules import hours
from handlers.rules.workdays import IsWorkday
from storage import calendar, jobs, outbox, people, rhythms
from storage import reminders as rules
from storage.engine import message_session
from storage.people import Reach
from storage.rhythms import Due
from storage.trouble import unwell

INSTEAD: Final[tuple[Maker, ...]] = (digests.morning,)

# Cards made in one step: everybody else waits for the writer meanwhile.
MOST: Final = 20
# Whose card cannot be made is tried again after this; the others do not wait for it.
AGAIN: Final = timedelta(hours=1)
# Leaders' digests are spread over so many minutes: platforms ask to keep off the full and the half hour.
JITTER: Final = 13

log = structlog.get_logger()


class Mornings:
    """Makes the cards of one process; keeps the registers of names, for what is made of records, and nothing else."""

    def __init__(self, site: str = "", owner: str = "") -> None:
        self._registers = Registers()
        self._site = site
        self._owner = owner

    def step(self, connection: Connection, now: datetime) -> tuple[int, bool]:
        """One step of a beat at a local moment: how many were told, and whether more is due."""
        with message_session(connection) as session:
            is_workday = calendar.near(session, now.date())
            fired = firing.fire(session, now, is_workday)
            due = rhythms.due(session, now, now.date(), MOST)
            told = sum(self._safely(session, one, now, is_workday) for one in due)
        return told, fired == rules.MOST or len(due) == MOST

    def _safely(self, session: Session, one: Due, now: datetime, is_workday: IsWorkday) -> bool:
        try:
            with session.begin_nested():
                return self._one(session, one, now, is_workday)
        except Exception as error:
            if unwell(error):
                raise
            log.exception("morning_failed", person=one.person_id)
            rhythms.claim(session, one, now + AGAIN)
            return False

    def _one(self, session: Session, one: Due, now: datetime, is_workday: IsWorkday) -> bool:
        today = now.date()
        scope = people.scope_of(session.connection(), one.person_id)
        spread = timedelta(minutes=one.person_id * 5 % JITTER) if scope and "leader" in scope.roles else timedelta()
        proper = hours.proper(now, is_workday, one.hours)
        told = one.told_on is not None and one.told_on >= today
        early = hours.morning(now, today, one.hours) < one.since and one.next_at <= one.since
        if proper > now or told or early or scope is None:
            following = proper if proper > now else hours.next_morning(now, is_workday, one.hours)
            rhythms.claim(session, one, following + spread)
            return False
        if not rhythms.claim(session, one, hours.next_morning(now, is_workday, one.hours) + spread):
            return False
        reach = people.reaches(session, [one.person_id]).get(one.person_id)
        return reach is not None and self._tell(session, one, reach, now, is_workday)

    def _tell(self, session: Session, one: Due, reach: Reach, now: datetime, is_workday: IsWorkday) -> bool:
        member = self._member(session, one.person_id)
        assert member is not None  # his scope was there a moment ago
        ctx = Context(
            session=session,
            member=member,
            incoming=Incoming(CLOCK, "", "", now),
            inbox_id=None,
            now=now,
            texts=Texts(reach.language),
            names_of=lambda township: self._registers.of(session, township),
            is_workday=is_workday,
            site=self._site,
            owner=self._owner,
        )
        lead = next((made for make in INSTEAD if (made := make(ctx)) is not None), None)
        meant = max(one.next_at.astimezone(now.tzinfo), hours.morning(now, now.date(), one.hours))
        reply = morning.card_for(ctx, lambda person: self._member(session, person), one.hours, meant, lead)
        if reply is None:
            return False
        rhythms.told(session, one, now.date())
        row = telling.row(reply, reach.account_id, reach.channel, now)
        # Once for each planned moment, whatever restarts or jumps.
        where = {"account": reach.account_id, "channel": reach.channel, "said_at": now.isoformat()}
        outbox.queue(session.connection(), [row | {"unique_key": f"card:{one.person_id}:{one.next_at.isoformat()}"}])
        ordered = {"person_id": one.person_id, "due_at": now}
        jobs.order(session.connection(), [ordered | {"kind": k, "args": args | where} for k, args in ctx.orders])
        return True

    def _member(self, session: Session, person_id: int) -> Member | None:
        found = people.member(session, person_id)
        return None if found is None else Member(0, person_id, found.name, found.language, found.scope)
