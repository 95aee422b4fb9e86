"""People: who is behind an account, with which roles over what, and which villages they serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, func, or_, select, tuple_, update
from sqlalchemy.orm import Session

from storage import rhythms
from storage.engine import upsert
from storage.pinyin import pinyin_key
from storage.scope import Scope
from storage.tables import Assignment, ChannelAccount, Outbox, Person, RoleGrant, Unit
from storage.vocabulary import Role


class Bound(Struct, frozen=True):
    """An account and the person it belongs to, with what he may read."""

    account_id: int
    person_id: int
    name: str
    language: str
    scope: Scope
    hints: int | None = None
    hinted_on: date | None = None


class Reach(Struct, frozen=True):
    """An account of a person to which something may be said, and his language."""

    account_id: int
    channel: str
    language: str


# Every statement on a township's rows names the township; here the person's own says which.
_HOME = Person.township_id.is_not(None)
_accounts = (
    select(
        ChannelAccount.channel,
        ChannelAccount.address,
        ChannelAccount.id,
        Person.id.label("person"),
        Person.name,
        Person.language,
        Person.township_id,
        Person.hints,
        Person.hinted_on,
    )
    .join(Person, Person.id == ChannelAccount.person_id)
    .where(
        tuple_(ChannelAccount.channel, ChannelAccount.address).in_(bindparam("accounts", expanding=True)),
        Person.left_on.is_(None),
        _HOME,
    )
)
_grants = (
    select(RoleGrant.person_id, RoleGrant.role, Unit.path)
    .join(Unit, Unit.id == RoleGrant.unit_id)
    .where(RoleGrant.person_id.in_(bindparam("people", expanding=True)), RoleGrant.until.is_(None))
)
_villages = (
    select(Assignment.person_id, Assignment.village_id, Unit.path)
    .join(Unit, Unit.id == Assignment.village_id)
    .where(Assignment.person_id.in_(bindparam("people", expanding=True)), Assignment.ended_on.is_(None))
    .where(Assignment.township_id == Unit.township_id)
    .order_by(Assignment.position, Assignment.id)
)


def bound(connection: Connection, accounts: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Bound]:
    """The people behind these (channel, address) pairs; strangers and leavers are missing from the answer."""
    rows = connection.execute(_accounts, {"accounts": list(accounts)}).all()
    scopes = scopes_of(connection, {row.person: row.township_id for row in rows})
    return {
        (row.channel, row.address): Bound(
            row.id, row.person, row.name, row.language, scopes[row.person], row.hints, row.hinted_on
        )
        for row in rows
    }


def scopes_of(connection: Connection, townships: dict[int, int]) -> dict[int, Scope]:
    """What each of these people (person → township) may read today."""
    people = list(townships)
    roles: dict[int, set[Role]] = defaultdict(set)
    paths: dict[int, list[str]] = defaultdict(list)
    villages: dict[int, list[int]] = defaultdict(list)
    for person, role, path in connection.execute(_grants, {"people": people}):
        roles[person].add(role)
        if role != "cadre":  # a cadre reads the villages he serves, not the township his role is held in
            paths[person].append(path)
    for person, village, path in connection.execute(_villages, {"people": people}):
        villages[person].append(village)
        paths[person].append(path)
    return {
        person: Scope(
            person, township, tuple(paths[person]), tuple(dict.fromkeys(villages[person])), frozenset(roles[person])
        )
        for person, township in townships.items()
    }


def scope_of(connection: Connection, person_id: int) -> Scope | None:
    """One person's scope; None for a leaver or nobody."""
    township = connection.scalar(
        select(Person.township_id).where(Person.id == person_id, Person.left_on.is_(None), _HOME)
    )
    return None if township is None else scopes_of(connection, {person_id: township})[person_id]


def member(session: Session, person_id: int) -> Bound | None:
    """A person as somebody who speaks, whatever account he uses; None for a leaver or nobody."""
    row = session.execute(
        select(Person.name, Person.language, Person.township_id).where(
            Person.id == person_id, Person.left_on.is_(None), _HOME
        )
    ).one_or_none()
    if row is None:
        return None
    scope = scopes_of(session.connection(), {person_id: row.township_id})[person_id]
    return Bound(0, person_id, row.name, row.language, scope)


def names(session: Session, scope: Scope) -> dict[int, str]:
    """Those of one's township who have not left, by key."""
    query = select(Person.id, Person.name).where(Person.township_id == scope.township_id, Person.left_on.is_(None))
    return {row.id: row.name for row in session.execute(query.order_by(Person.id))}


def beside(session: Session, scope: Scope) -> list[int]:
    """Those who serve a village with this person, the first-named first."""
    query = (
        select(Assignment.person_id)
        .where(Assignment.township_id == scope.township_id, Assignment.village_id.in_(scope.villages))
        .where(Assignment.ended_on.is_(None), Assignment.person_id != scope.person_id)
        .order_by(Assignment.position, Assignment.id)
    )
    return list(dict.fromkeys(session.scalars(query)))


def admins(session: Session, scope: Scope, path: str | None = None) -> list[int]:
    """The admins of one's township, or only those over a village with this path."""
    query = (
        select(Person.id, Unit.path)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(Person.township_id == scope.township_id, Person.left_on.is_(None))
        .where(RoleGrant.role == "admin", RoleGrant.until.is_(None))
        .order_by(Person.id)
    )
    found = (person for person, over in session.execute(query) if path is None or path.startswith(over))
    return list(dict.fromkeys(found))


def named(session: Session, name: str) -> Sequence[Person]:
    """The people of that name who have not left, in every township: for the command line only."""
    return session.scalars(
        select(Person).where(Person.name == name, Person.left_on.is_(None)).order_by(Person.id)
    ).all()


def add(session: Session, name: str, unit: Unit) -> Person:
    """A new person of the unit's township, or of the county itself."""
    township_id = unit.township_id or unit.id
    person = Person(township_id=township_id, name=name, pinyin=pinyin_key(name), language="zh_CN")
    session.add(person)
    session.flush()
    return person


def account(connection: Connection, channel: str, address: str, person_id: int, now: datetime) -> int:
    """Binds an address to a person and returns the account's id; an address bound before moves to him.

    From now on he can be told things: see rhythms.
    """
    insert = upsert(connection)(ChannelAccount).values(
        channel=channel, address=address, person_id=person_id, bound_at=now, seen_id=0
    )
    statement = insert.on_conflict_do_update(
        index_elements=["channel", "address"],
        set_={"person_id": person_id, "bound_at": now, "unreachable_at": None, "menu": None},
    ).returning(ChannelAccount.id)
    bound_id = int(connection.execute(statement).scalar_one())
    rhythms.begin(connection, person_id, now)
    return bound_id


def grant(session: Session, person_id: int, role: Role, unit_id: int, since: date) -> None:
    """Gives a role over a unit; giving it twice changes nothing."""
    values: dict[str, Any] = {"person_id": person_id, "role": role, "unit_id": unit_id, "since": since}
    session.execute(upsert(session)(RoleGrant).values(values).on_conflict_do_nothing())


def set_phone(session: Session, scope: Scope, phone: str) -> None:
    """Remembers by which number this person can be called."""
    person = session.get_one(Person, scope.person_id)
    person.phone = phone
    session.flush()


def set_language(session: Session, scope: Scope, language: str) -> None:
    """Remembers in which language this person is spoken to."""
    person = session.get_one(Person, scope.person_id)
    person.language = language
    session.flush()


def hinted(session: Session, scope: Scope, given: int | None, today: date) -> None:
    """Remembers how many hints this person got; None: no more of them."""
    mine = Person.id == scope.person_id, Person.township_id == scope.township_id
    session.execute(update(Person).where(*mine).values(hints=given, hinted_on=today))


def home_on(session: Session, name: str, day: date) -> tuple[int, tuple[int, ...]] | None:
    """A person's township and the villages he served on a day, by name: for the command line only."""
    person = next(iter(named(session, name)), None)
    if person is None:
        return None
    served = (
        select(Assignment.village_id)
        .where(Assignment.township_id == person.township_id, Assignment.person_id == person.id)
        .where(or_(Assignment.ended_on.is_(None), Assignment.ended_on > day))
        .order_by(Assignment.position, Assignment.id)
    )
    return person.township_id, tuple(session.scalars(served))


def reaches(session: Session, person_ids: Collection[int]) -> dict[int, Reach]:
    """Where something is said to these people of its own accord: on the account each was last answered on.

    Leavers, and who never came in, are missing from the answer.
    """
    last = select(func.max(Outbox.id)).where(Outbox.account_id == ChannelAccount.id).scalar_subquery()
    rows = session.execute(
        select(Person.id.label("person"), ChannelAccount.id, ChannelAccount.channel, Person.language)
        .join(Person, Person.id == ChannelAccount.person_id)
        .where(Person.id.in_(person_ids), Person.left_on.is_(None), _HOME, ChannelAccount.unreachable_at.is_(None))
        .order_by(func.coalesce(last, 0), ChannelAccount.id)
    )
    return {row.person: Reach(row.id, row.channel, row.language) for row in rows}  # the last one stays


def lost(connection: Connection, channel: str, address: str, now: datetime) -> None:
    """Remembers that an address cannot be written to any longer."""
    account = ChannelAccount.channel == channel, ChannelAccount.address == address
    connection.execute(update(ChannelAccount).where(*account).values(unreachable_at=now))


def found(connection: Connection, channel: str, address: str) -> int | None:
    """Remembers that an address can be written to again; its account, None if it always could or is a stranger's."""
    account = ChannelAccount.channel == channel, ChannelAccount.address == address
    again = update(ChannelAccount).where(*account, ChannelAccount.unreachable_at.is_not(None))
    return connection.execute(again.values(unreachable_at=None).returning(ChannelAccount.id)).scalar_one_or_none()


def spoken(connection: Connection, account_id: int) -> tuple[str, str]:
    """The channel of an account, and its person's language."""
    row = connection.execute(
        select(ChannelAccount.channel, Person.language)
        .join(Person, Person.id == ChannelAccount.person_id)
        .where(ChannelAccount.id == account_id, _HOME)
    ).one()
    return row.channel, row.language


def unheard(session: Session, scope: Scope, person_ids: Collection[int]) -> list[tuple[str, str]]:
    """Those of these people of one's township whom nothing said of its own accord can reach: name and why.

    Why: left; never (has never come in); closed (no address of his takes messages any more).
    """
    reached = reaches(session, person_ids)
    came = select(ChannelAccount.id).where(ChannelAccount.person_id == Person.id).exists()
    query = (
        select(Person.name, Person.left_on, came.label("came"))
        .where(Person.township_id == scope.township_id, Person.id.in_(set(person_ids) - set(reached)))
        .order_by(Person.id)
    )
    return [(row.name, "left" if row.left_on else "closed" if row.came else "never") for row in session.execute(query)]


def languages(session: Session, scope: Scope, person_ids: Collection[int]) -> list[tuple[int, str]]:
    """Those of these people of one's township who have not left, and the language each reads."""
    query = (
        select(Person.id, Person.language)
        .where(Person.township_id == scope.township_id, Person.id.in_(person_ids), Person.left_on.is_(None))
        .order_by(Person.id)
    )
    return [(row.id, row.language) for row in session.execute(query)] if person_ids else []
