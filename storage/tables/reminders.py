"""提醒: the rules that fire, when each person's next morning is, and who is on leave."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, Scoped, partial, ref

_RUNNING = text("paused_at IS NULL")


class Reminder(Scoped, Base):
    """A rule: what is brought up, to whom (a role, below a unit, where a tag lives), on which days, at what hour.

    `every` is a code of `handlers.rules.recurrence`; `next_fire_at` is the beginning of the next local day to look at.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        # Every beat asks what is due; a rule that pauses is none of its business.
        partial("ix_reminders_next_fire_at", "next_fire_at", where=_RUNNING),
        Index("ix_reminders_township_id", "township_id"),
    )

    id: Mapped[Id]
    what: Mapped[str]
    text: Mapped[str | None]
    role: Mapped[str | None]
    unit_id: Mapped[int | None] = ref("units.id")
    tag: Mapped[str | None]
    every: Mapped[str]
    at: Mapped[time]
    next_fire_at: Mapped[datetime]
    paused_at: Mapped[datetime | None]
    made_by: Mapped[int | None] = ref("people.id")


class Rhythm(Scoped, Base):
    """When a person may be disturbed (`morning` to `evening`, local; `rest_days` too?) and when he is due next.

    `since` is when he came in: an earlier morning was not his. `told_on` is the day of his last card.
    """

    __tablename__ = "rhythms"
    __table_args__ = (Index("ix_rhythms_next_at", "next_at"),)

    person_id: Mapped[int] = ref("people.id", primary_key=True)
    morning: Mapped[time]
    evening: Mapped[time]
    rest_days: Mapped[bool]
    since: Mapped[datetime]
    next_at: Mapped[datetime]
    told_on: Mapped[date | None]


class Leave(Scoped, Base):
    """请假: a person is away from the first to the last day; `stand_in_id` is told meanwhile what is due for him."""

    __tablename__ = "leaves"
    __table_args__ = (Index("ix_leaves_person_id_last", "person_id", "last"),)

    id: Mapped[Id]
    person_id: Mapped[int] = ref("people.id")
    first: Mapped[date]
    last: Mapped[date]
    stand_in_id: Mapped[int | None] = ref("people.id", index=True)
    cancelled_at: Mapped[datetime | None]
