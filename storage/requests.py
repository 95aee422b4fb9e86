"""What people ask of the office itself, and what is answered. An anonymous request leaves no trace of a person."""

from __future__ import annotations

from datetime import date
from hashlib import scrypt
from typing import Final, Literal

from msgspec import Struct
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from storage.engine import unindexed
from storage.scope import Scope
from storage.tables import Person, Request

Kind = Literal["feedback", "correct", "delete"]
KINDS: Final[tuple[Kind, ...]] = ("feedback", "correct", "delete")
# Words that a person made up can be guessed, unlike a code: each guess is to cost a tenth of a second.
_COST: Final = {"n": 2**14, "r": 8, "p": 1, "dklen": 24}


class Asked(Struct, frozen=True):
    """One request; `name` is None for an anonymous one, `done` None while it waits."""

    id: int
    kind: Kind
    person_id: int | None
    name: str | None
    text: str
    said_on: date
    due_on: date
    done: bool | None
    answer: str | None


_columns = (
    Request.id,
    Request.kind,
    Request.person_id,
    Person.name,
    Request.text,
    Request.said_on,
    Request.due_on,
    Request.done,
    Request.answer,
)


def add(session: Session, scope: Scope, kind: Kind, text: str, today: date, due_on: date, secret: str | None) -> int:
    """Keeps a request and returns its number. With a `secret` it is anonymous: no person, no moment, no act noted."""
    request = Request(
        township_id=scope.township_id,
        kind=kind,
        person_id=None if secret else scope.person_id,
        secret_hash=_hash(scope, secret) if secret else None,
        text=text,
        said_on=today,
        due_on=due_on,
        told_on=None if secret else today,
    )
    session.add(request)
    session.flush()
    return request.id


def _hash(scope: Scope, secret: str) -> str:
    return scrypt(secret.encode(), salt=f"baocun-request-{scope.township_id}".encode(), **_COST).hex()


def secret_taken(session: Session, scope: Scope, secret: str) -> bool:
    """Whether these words already open another anonymous request of the township."""
    return bool(by_secret(session, scope, secret))


def by_secret(session: Session, scope: Scope, secret: str) -> list[Asked]:
    """The anonymous request that was sent with these words."""
    return _asked(session, scope, Request.secret_hash == _hash(scope, secret))


def waiting(session: Session, scope: Scope, most: int = 20) -> list[Asked]:
    """What has no answer yet, the most pressing first."""
    return _asked(session, scope, Request.answered_on.is_(None))[:most]


def own(session: Session, scope: Scope, most: int = 5) -> list[Asked]:
    """The newest requests in a person's own name."""
    return _asked(session, scope, Request.person_id == scope.person_id)[-most:]


def one(session: Session, scope: Scope, request_id: int) -> Asked | None:
    """A request of the township by number."""
    return next(iter(_asked(session, scope, Request.id == request_id)), None)


def _asked(session: Session, scope: Scope, which: object) -> list[Asked]:
    query = (
        select(*_columns)
        .outerjoin(Person, Person.id == Request.person_id)
        .where(Request.township_id == scope.township_id, which)  # type: ignore[arg-type]
        .order_by(Request.due_on, Request.id)
    )
    return [Asked(*row) for row in session.execute(query)]  # type: ignore[arg-type]


def answer(session: Session, scope: Scope, request_id: int, words: str, today: date, *, done: bool) -> bool:
    """The office's answer; False when another admin was quicker."""
    answered = session.execute(
        update(Request)
        .where(Request.id == request_id, Request.township_id == scope.township_id, Request.answered_on.is_(None))
        .values(answer=words, done=done, answered_by=scope.person_id, answered_on=today),
        execution_options={"synchronize_session": False},
    )
    return bool(answered.rowcount == 1)  # type: ignore[attr-defined]


def untold(session: Session, today: date) -> dict[int, int]:
    """Townships with anonymous requests from before today that their admins were not told of: how many each.

    Told a day later, because the minute would tell who it was.
    """
    query = (
        select(Request.township_id, func.count())
        .where(Request.told_on.is_(None), Request.said_on < today, unindexed(Request.township_id) > 0)
        .group_by(Request.township_id)
    )
    return dict(session.execute(query).all())


def told(session: Session, township_id: int, today: date) -> None:
    """The admins of a township know."""
    session.execute(
        update(Request)
        .where(Request.township_id == township_id, Request.told_on.is_(None), Request.said_on < today)
        .values(told_on=today)
    )
