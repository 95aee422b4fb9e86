"""Signed-in phones, and the invites that let people in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, Id, ref
from storage.vocabulary import Role


class SignIn(Base):
    """A session of one browser: only the hash of its cookie is kept. Phones 30 days, admins 12 hours."""

    __tablename__ = "sign_ins"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = ref("people.id", index=True)
    csrf: Mapped[str]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Invite(Base):
    """A single-use link and code for one person. Role and unit are fixed when it is made."""

    __tablename__ = "invites"

    id: Mapped[Id]
    code_hash: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = ref("people.id", index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[str | None]


class Introduction(Base):
    """What an admin gave an invite: the role over a unit that comes with it. Some roles wait for his second word."""

    __tablename__ = "introductions"

    invite_id: Mapped[int] = ref("invites.id", primary_key=True)
    invited_by: Mapped[int] = ref("people.id")
    role: Mapped[Role | None]
    unit_id: Mapped[int | None] = ref("units.id")
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[int | None] = ref("people.id")
    approved: Mapped[bool | None]
