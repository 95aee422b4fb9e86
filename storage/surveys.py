"""How a task would be sent: to how many, to whom by name, and who of them cannot be reached."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec import Struct
from sqlalchemy import ColumnElement, Subquery, and_, case, exists, func, select
from sqlalchemy.orm import Session

from storage.audiences import Audience, members, paths
from storage.scope import Scope
from storage.tables import ChannelAccount, Leave, Person

# Channels that show a message only to whoever opens them.
FETCHED: Final = ("web", "terminal")
NAMES: Final = 8


class Survey(Struct, frozen=True):
    """A preview: how many, some of them by name, and how many cannot be reached, or only when they look.

    `nowhere`: never came in; `blocked`: let nobody write to them; `looking`: have only a page, which cannot push;
    `away`: on leave today, they get it when they are back.
    """

    count: int
    names: tuple[str, ...]
    nowhere: tuple[str, ...]
    blocked: tuple[str, ...]
    looking: int
    away: tuple[str, ...] = ()


def survey(session: Session, scope: Scope, audience: Audience, today: date) -> Survey:
    """How a task to this audience would be sent now. Nothing is changed."""
    who = members(scope, audience, paths(session, scope, audience)).subquery()
    reach = _reach(who)
    counts = session.execute(
        select(func.count(), func.coalesce(func.sum(case((reach.c.pushed == 0, 1), else_=0)), 0)).select_from(reach)
    ).one()
    named = select(Person.name).join(reach, reach.c.person == Person.id).where(Person.township_id.is_not(None))
    named = named.order_by(Person.id).limit(NAMES)

    def names(*which: ColumnElement[bool]) -> tuple[str, ...]:
        return tuple(session.scalars(named.where(*which)))

    return Survey(
        int(counts[0]),
        names(),
        names(reach.c.accounts == 0),
        names(reach.c.accounts > 0, reach.c.reachable == 0),
        int(
            session.scalar(select(func.count()).select_from(reach).where(reach.c.reachable > 0, reach.c.pushed == 0))
            or 0
        ),
        names(_away(reach.c.person, today)),
    )


def _away(person: ColumnElement[int], today: date) -> ColumnElement[bool]:
    """Whether this person is on leave today."""
    leave = select(Leave.id).where(Leave.person_id == person, Leave.cancelled_at.is_(None), Leave.township_id > 0)
    return exists(leave.where(Leave.first <= today, Leave.last >= today))


def _reach(who: Subquery) -> Subquery:
    """Of each: how many accounts, how many that can be written to, how many of those by a push."""
    open_ = and_(ChannelAccount.id.is_not(None), ChannelAccount.unreachable_at.is_(None))
    pushed = and_(open_, ChannelAccount.channel.not_in(FETCHED))
    return (
        select(
            who.c.id.label("person"),
            func.count(ChannelAccount.id).label("accounts"),
            func.sum(case((open_, 1), else_=0)).label("reachable"),
            func.sum(case((pushed, 1), else_=0)).label("pushed"),
        )
        .select_from(who)
        .outerjoin(ChannelAccount, ChannelAccount.person_id == who.c.id)
        .group_by(who.c.id)
        .subquery()
    )
