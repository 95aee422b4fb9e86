"""What is to be told to a person at a proper hour, and what he does not want to hear of for a while."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, Final

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id, Scoped, partial, ref

_WAITING = text("told_at IS NULL")
# No beat finds this moment due, however many rows wait for it.
RIDES: Final = datetime(9999, 1, 1, tzinfo=UTC)


class Tray(Base):
    """A message to a person, not yet to an account: `body` and `about` are as in the outbox, into which it goes.

    What is due at `RIDES` waits for no hour of its own: it is brought up in the person's next morning card.
    """

    __tablename__ = "tray"
    __table_args__ = (
        # Every beat looks for what is due.
        partial("ix_tray_due_at", "due_at", where=_WAITING),
        # A morning asks what waits for one person.
        partial("ix_tray_person_id", "person_id", where=_WAITING),
        # Once for each rule, local date and person, whoever lays it in.
        Index("uq_tray_key", "key", unique=True),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = ref("people.id")
    body: Mapped[dict[str, Any]]
    about: Mapped[str | None]
    key: Mapped[str | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    told_at: Mapped[datetime | None]


class Snooze(Scoped, Base):
    """改天, 本周不用: what `about` names is not brought up to this person before the day `until`."""

    __tablename__ = "snoozes"

    person_id: Mapped[int] = ref("people.id", primary_key=True)
    about: Mapped[str] = mapped_column(primary_key=True)
    until: Mapped[date]
