"""离任: a person's rights end, his matters and promises pass on, everything he wrote stays."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, func, select, update
from sqlalchemy.orm import Session

from storage import accounts, assignments, drafts, matters, people, register, signins
from storage.promises import OPEN
from storage.scope import Scope
from storage.tables import Assignment, Entry, Issue, Person, Promise, RoleGrant, Unit


class Post(Struct, frozen=True):
    """A village somebody serves: his place there, and who serves it beside him, the first-named first."""

    village_id: int
    village: str
    position: int
    others: tuple[int, ...]


class Handed(Struct, frozen=True):
    """What passed on, and the matters that nobody is there to take."""

    matters: int
    promises: int
    left: int


def posts(session: Session, scope: Scope, person_id: int) -> list[Post]:
    """The villages a person of the township serves now."""
    rows = session.execute(
        select(Assignment.village_id, Unit.name, Assignment.person_id, Assignment.position)
        .join(Unit, Unit.id == Assignment.village_id)
        .where(Assignment.township_id == scope.township_id, Assignment.ended_on.is_(None))
        .order_by(Assignment.village_id, Assignment.position, Assignment.id)
    ).all()
    return [
        Post(
            own.village_id,
            own.name,
            own.position,
            tuple(row.person_id for row in rows if row.village_id == own.village_id and row.person_id != person_id),
        )
        for own in rows
        if own.person_id == person_id
    ]


def open_matters(session: Session, scope: Scope, person_id: int) -> int:
    """How many live matters a person answers for."""
    return session.scalar(select(func.count()).select_from(Issue).where(_live(scope, person_id))) or 0


def _live(scope: Scope, person_id: int) -> ColumnElement[bool]:
    return and_(
        Issue.township_id == scope.township_id,
        Issue.owner_id == person_id,
        Issue.done_on.is_(None),
        Issue.withdrawn_at.is_(None),
    )


def leave(session: Session, scope: Scope, person_id: int, to: int | None, reason: str, now: datetime) -> Handed:
    """Ends everything a person may do, at once and on all channels; `now` is local.

    What he answered for goes to `to`, who takes his place in his villages, or else to whoever serves the village too.
    """
    served = posts(session, scope, person_id)
    _end_terms(session, scope, person_id, reason, now)
    if to is not None:
        for post in served:
            _take_over(session, scope, to, post, now)
    heirs: dict[int | None, int | None] = {post.village_id: to or next(iter(post.others), None) for post in served}
    handed = _hand_over(session, scope, person_id, heirs | {None: to}, reason, now)
    connection = session.connection()
    signins.revoke(connection, person_id, now)
    accounts.release(connection, person_id, now)
    drafts.drop(connection, [person_id])
    session.execute(
        update(Person).where(Person.id == person_id, Person.township_id == scope.township_id).values(left_on=now.date())
    )
    register.changed(session, scope.township_id)
    return handed


def _end_terms(session: Session, scope: Scope, person_id: int, reason: str, now: datetime) -> None:
    session.execute(
        update(Assignment)
        .where(Assignment.township_id == scope.township_id, Assignment.person_id == person_id)
        .where(Assignment.ended_on.is_(None))
        .values(ended_on=now.date(), reason=reason)
    )
    session.execute(
        update(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.until.is_(None)).values(until=now.date())
    )


def _take_over(session: Session, scope: Scope, to: int, post: Post, now: datetime) -> None:
    """The successor stands where the leaver stood; one who serves the village already keeps his own place."""
    if to in post.others:
        return
    today = now.date()
    term = {"since": today, "due_on": assignments.due(today), "position": post.position}
    session.add(Assignment(township_id=scope.township_id, person_id=to, village_id=post.village_id, **term))
    session.flush()
    people.grant(session, to, "cadre", scope.township_id, today)


def _hand_over(
    session: Session, scope: Scope, person_id: int, heirs: dict[int | None, int | None], reason: str, now: datetime
) -> Handed:
    rows = session.execute(select(Issue.id, Issue.village_id).where(_live(scope, person_id))).all()
    taken = {row.id: heir for row in rows if (heir := heirs.get(row.village_id) or heirs[None]) is not None}
    for issue, heir in taken.items():
        session.execute(
            update(Issue).where(Issue.id == issue, Issue.township_id == scope.township_id).values(owner_id=heir)
        )
    event = {"entry_id": None, "person_id": scope.person_id, "at": now, "what": "handed", "note": reason}
    matters.note(session.connection(), scope, [event | {"issue_id": issue} for issue in taken])
    promised = _promises(session, scope, person_id, heirs)
    return Handed(len(taken), promised, len(rows) - len(taken))


def _promises(session: Session, scope: Scope, person_id: int, heirs: dict[int | None, int | None]) -> int:
    """What was promised to villagers is kept by whoever comes after."""
    rows = session.execute(
        select(Promise.id, Entry.village_id)
        .join(Entry, Entry.id == Promise.entry_id)
        .where(Promise.township_id == scope.township_id, Promise.person_id == person_id, Promise.state == OPEN)
    ).all()
    taken = 0
    for promise, village in rows:
        heir = heirs.get(village) or heirs[None]
        if heir is not None:
            mine = Promise.id == promise, Promise.township_id == scope.township_id
            session.execute(update(Promise).where(*mine).values(person_id=heir))
            taken += 1
    return taken
