"""Who may come in: invites that are used once, and the browsers that are signed in. Only hashes of secrets are kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from msgspec import Struct
from sqlalchemy import Connection, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from storage import audit, people
from storage.scope import Scope
from storage.tables import ChannelAccount, Invite, Person, RoleGrant, SignIn, Unit
from storage.vocabulary import Role

# A phone stays signed in; an admin's browser may stand in an office where others pass.
PHONE_LASTS = timedelta(days=30)
ADMIN_LASTS = timedelta(hours=12)
INVITE_LASTS = timedelta(days=7)
# Who came in with a code is welcomed by the message that brought it, however long that had to wait.
ARRIVES_WITHIN = timedelta(hours=24)
# Which of several roles is named on the sign-in page.
_FOREMOST: tuple[Role, ...] = ("admin", "leader", "cadre", "village_officer", "auditor")
_ACCESS_BYTES = 32
_CODE_BYTES = 16


class Invited(Struct, frozen=True):
    """Whom an invite is for, as shown before it is used."""

    person_id: int
    name: str
    unit: str
    role: Role | None
    language: str


class SignedIn(Struct, frozen=True):
    """The person behind a cookie; read anew for every request, so that what was taken away is gone at once."""

    id: int
    csrf: str
    expires_at: datetime
    account_id: int
    address: str
    person_id: int
    name: str
    language: str
    unit: str
    scope: Scope


def make_invite(connection: Connection, person_id: int, now: datetime, lasts: timedelta = INVITE_LASTS) -> str:
    """Makes a single-use invite and returns its code: 128 random bits, which nobody can read again."""
    code = secrets.token_urlsafe(_CODE_BYTES)
    connection.execute(
        insert(Invite).values(code_hash=hashed(code), person_id=person_id, created_at=now, expires_at=now + lasts)
    )
    return code


def peek(session: Session, code: str, now: datetime) -> Invited | None:
    """Whom an invite is for, without using it; None whether it is unknown, used, expired or a leaver's."""
    row = session.execute(
        select(Person.id, Person.name, Unit.name.label("unit"), Person.language)
        .join(Invite, Invite.person_id == Person.id)
        .join(Unit, Unit.id == Person.township_id)
        .where(
            Invite.code_hash == hashed(code),
            Invite.used_at.is_(None),
            Invite.expires_at > now,
            Person.left_on.is_(None),
        )
    ).one_or_none()
    if row is None:
        return None
    role, unit = foremost(session, row.id)
    return Invited(row.id, row.name, unit or row.unit, role, row.language)


def foremost(session: Session, person_id: int) -> tuple[Role | None, str | None]:
    """A person's foremost role and the unit it is held over."""
    grants = session.execute(
        select(RoleGrant.role, Unit.name)
        .join(Unit, Unit.id == RoleGrant.unit_id)
        .where(RoleGrant.person_id == person_id, RoleGrant.until.is_(None))
        .order_by(RoleGrant.id)
    ).all()
    if not grants:
        return None, None
    role, unit = min(grants, key=lambda grant: _FOREMOST.index(grant.role))
    return role, unit


def consume(connection: Connection | Session, code: str, used_by: str, now: datetime) -> int | None:
    """Uses an invite up and returns its person; None as in `peek`. Of many at once exactly one succeeds.

    `used_by` is `channel:address` of whoever came in with it.
    """
    # The township is named for the guard of scopes; the code itself says whose invite this is.
    stays = exists().where(Person.id == Invite.person_id, Person.left_on.is_(None), Person.township_id.is_not(None))
    person_id: int | None = connection.execute(
        update(Invite)
        .where(Invite.code_hash == hashed(code), Invite.used_at.is_(None), Invite.expires_at > now, stays)
        .values(used_at=now, used_by=used_by)
        .returning(Invite.person_id),
        execution_options={"synchronize_session": False},
    ).scalar_one_or_none()
    if person_id is not None:  # whoever comes in for the first time gets a hint a day
        new = update(Person).where(Person.id == person_id, Person.township_id.is_not(None), Person.hints.is_(None))
        connection.execute(new.values(hints=0), execution_options={"synchronize_session": False})
    return person_id


def came(session: Session, code: str, used_by: str, person_id: int, now: datetime) -> bool:
    """Whether this person came in at `channel:address` with this code, just now."""
    used = (Invite.code_hash == hashed(code), Invite.used_by == used_by, Invite.person_id == person_id)
    return session.scalar(select(Invite.id).where(*used, Invite.used_at > now - ARRIVES_WITHIN)) is not None


def sign_in(connection: Connection, person_id: int, now: datetime) -> tuple[str, datetime]:
    """Opens a session for a browser and the person's web account; returns the cookie's token and when it ends.

    Raises LookupError for a leaver.
    """
    township = connection.scalar(
        select(Unit.id)
        .join(Person, Person.township_id == Unit.id)
        .where(Person.id == person_id, Person.left_on.is_(None))
    )
    if township is None:
        raise LookupError(f"person {person_id} has left")
    scope = people.scopes_of(connection, {person_id: township})[person_id]
    people.account(connection, "web", address_of(person_id), person_id, now)
    token = secrets.token_urlsafe(_ACCESS_BYTES)
    ends = now + (ADMIN_LASTS if "admin" in scope.roles else PHONE_LASTS)
    connection.execute(
        insert(SignIn).values(
            token_hash=hashed(token),
            person_id=person_id,
            csrf=secrets.token_urlsafe(_CODE_BYTES),
            created_at=now,
            expires_at=ends,
        )
    )
    note(connection, scope, "sign_in", now)
    return token, ends


def signed_in(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Who this cookie belongs to; None when it is unknown, expired, signed out, or its person has left."""
    row = session.execute(
        select(
            SignIn.id,
            SignIn.csrf,
            SignIn.expires_at,
            ChannelAccount.id.label("account"),
            ChannelAccount.address,
            Person.id.label("person"),
            Person.name,
            Person.language,
            Person.township_id,
            Unit.name.label("unit"),
        )
        .join(Person, Person.id == SignIn.person_id)
        .join(Unit, Unit.id == Person.township_id)
        .join(ChannelAccount, ChannelAccount.person_id == Person.id)
        .where(
            SignIn.token_hash == hashed(token),
            SignIn.revoked_at.is_(None),
            SignIn.expires_at > now,
            Person.left_on.is_(None),
            ChannelAccount.channel == "web",
        )
    ).first()
    if row is None:
        return None
    scope = people.scopes_of(session.connection(), {row.person: row.township_id})[row.person]
    return SignedIn(
        row.id,
        row.csrf,
        row.expires_at,
        row.account,
        row.address,
        row.person,
        row.name,
        row.language,
        row.unit,
        scope,
    )


def note(connection: Connection, scope: Scope, action: str, now: datetime) -> None:
    """Notes in the audit trail that this person came or went."""
    row = {"at": now, "township_id": scope.township_id, "person_id": scope.person_id, "channel": "web"}
    audit.note(connection, [row | {"action": action, "target": f"person:{scope.person_id}", "result": "ok"}])


def sign_out(connection: Connection, token: str, now: datetime) -> None:
    """Ends the session of this cookie, if there is one."""
    connection.execute(
        update(SignIn).where(SignIn.token_hash == hashed(token), SignIn.revoked_at.is_(None)).values(revoked_at=now)
    )


def revoke(connection: Connection, person_id: int, now: datetime) -> int:
    """Ends all of a person's sessions and unused invites, as when a phone is lost; returns how many sessions."""
    connection.execute(
        update(Invite).where(Invite.person_id == person_id, Invite.used_at.is_(None)).values(expires_at=now)
    )
    return connection.execute(
        update(SignIn).where(SignIn.person_id == person_id, SignIn.revoked_at.is_(None)).values(revoked_at=now)
    ).rowcount


def address_of(person_id: int) -> str:
    """A person's address on the web channel."""
    return f"p{person_id}"


def hashed(secret: str) -> str:
    """What is kept of a secret."""
    # The secrets are random and long, so a plain hash cannot be guessed back.
    return sha256(secret.encode()).hexdigest()


def remove_expired(connection: Connection, now: datetime) -> int:
    """Forgets sign-ins that ended; invites stay, because they say who was let in when. Returns how many."""
    return connection.execute(delete(SignIn).where(SignIn.expires_at < now)).rowcount
