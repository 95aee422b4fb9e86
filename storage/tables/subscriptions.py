"""Which digests a leader wants of their own accord."""

from __future__ import annotations

from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Scoped, ref


class Subscription(Scoped, Base):
    """A leader's choice; who has made none gets the usual ones. `calm`: he is told so when there is nothing new."""

    __tablename__ = "subscriptions"

    person_id: Mapped[int] = ref("people.id", primary_key=True)
    day: Mapped[bool]
    week: Mapped[bool]
    month: Mapped[bool]
    calm: Mapped[bool]
