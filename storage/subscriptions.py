"""Which digests a leader wants of their own accord: every workday, every week, every month; and word of calm."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from msgspec.structs import asdict, replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.engine import upsert
from storage.scope import Scope
from storage.tables import Subscription

Wish = Literal["day", "week", "month", "calm"]


class Wishes(Struct, frozen=True):
    """What he wants; the usual ones as long as he has said nothing."""

    day: bool = False
    week: bool = True
    month: bool = True
    calm: bool = False


def of(session: Session, scope: Scope) -> Wishes:
    """One's own wishes."""
    query = select(Subscription.day, Subscription.week, Subscription.month, Subscription.calm)
    mine = (Subscription.person_id == scope.person_id, Subscription.township_id == scope.township_id)
    row = session.execute(query.where(*mine)).one_or_none()
    return Wishes() if row is None else Wishes(*row)


def wish(session: Session, scope: Scope, name: Wish, wanted: bool) -> Wishes:
    """Changes one of one's own; what they are then."""
    wishes = replace(of(session, scope), **{name: wanted})
    row = {"person_id": scope.person_id, "township_id": scope.township_id}
    changed = upsert(session)(Subscription).values(**row, **asdict(wishes))
    session.execute(changed.on_conflict_do_update(index_elements=["person_id"], set_={name: wanted}))
    return wishes
