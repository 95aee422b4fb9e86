"""People: who is behind an account, with which roles over what, and which villages they serve."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, or_, select, tuple_
from sqlalchemy.orm import Session

from storage.engine import upsert
from storage.pinyin import pinyin_key
from storage.scope import Scope
from storage.tables import Assignment, ChannelAccount, Person, RoleGrant, Unit
from storage.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Bound:
    """An account and the person it belongs to, with what he may read."""

    account_id: int
    person_id: int
    name: str
    language: str
    scope: Scope


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
        (row.channel, row.address): Bound(row.id, row.person, row.name, row.language, scopes[row.person])
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
    """Binds an address to a person and returns the account's id; an address bound before moves to him."""
    insert = upsert(connection)(ChannelAccount).values(
        channel=channel, address=address, person_id=person_id, bound_at=now, seen_id=0
    )
    statement = insert.on_conflict_do_update(
        index_elements=["channel", "address"], set_={"person_id": person_id, "bound_at": now}
    ).returning(ChannelAccount.id)
    return int(connection.execute(statement).scalar_one())


def grant(session: Session, person_id: int, role: Role, unit_id: int, since: date) -> None:
    """Gives a role over a unit; giving it twice changes nothing."""
    values: dict[str, Any] = {"person_id": person_id, "role": role, "unit_id": unit_id, "since": since}
    session.execute(upsert(session)(RoleGrant).values(values).on_conflict_do_nothing())


def set_language(session: Session, scope: Scope, language: str) -> None:
    """Remembers in which language this person is spoken to."""
    person = session.get_one(Person, scope.person_id)
    person.language = language
    session.flush()


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
