"""Everything that is kept about one person who uses the bot, for his own eyes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from storage.scope import Scope
from storage.tables import Assignment, ChannelAccount, Entry, Person, RoleGrant, SignIn, Unit


def about(session: Session, scope: Scope) -> dict[str, Any]:
    """The person himself, his roles, terms, accounts, sign-ins and records; days and moments are ISO texts."""
    person = session.scalars(
        select(Person).where(Person.id == scope.person_id, Person.township_id == scope.township_id)
    ).one()
    fields = ("name", "phone", "office", "title", "userid", "language")
    return {
        "person": {field: getattr(person, field) for field in fields},
        "roles": _rows(
            session,
            select(RoleGrant.role, Unit.name.label("unit"), RoleGrant.since, RoleGrant.until)
            .join(Unit, Unit.id == RoleGrant.unit_id)
            .where(RoleGrant.person_id == scope.person_id)
            .order_by(RoleGrant.id),
        ),
        "terms": _rows(
            session,
            select(Unit.name.label("village"), Assignment.since, Assignment.due_on, Assignment.ended_on)
            .join(Unit, Unit.id == Assignment.village_id)
            .where(Assignment.person_id == scope.person_id, Assignment.township_id == scope.township_id)
            .order_by(Assignment.id),
        ),
        "accounts": _rows(
            session,
            select(ChannelAccount.channel, ChannelAccount.bound_at)
            .where(ChannelAccount.person_id == scope.person_id)
            .order_by(ChannelAccount.id),
        ),
        "sign_ins": _rows(
            session,
            select(SignIn.created_at, SignIn.expires_at, SignIn.revoked_at)
            .where(SignIn.person_id == scope.person_id)
            .order_by(SignIn.id),
        ),
        "records": _rows(
            session,
            select(Entry.id, Entry.day, Entry.kind, Entry.text, Entry.recorded_at, Entry.undone_at)
            .where(Entry.person_id == scope.person_id, Entry.township_id == scope.township_id)
            .order_by(Entry.id),
        ),
    }


def _rows(session: Session, query: Any) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row._mapping.items()} for row in session.execute(query)]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
