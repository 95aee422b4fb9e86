"""People who use the bot, and the roles they hold somewhere in the tree."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.sealing import Sealed
from storage.tables.base import Base, Id, Scoped, partial, ref
from storage.vocabulary import Role


class Person(Scoped, Base):
    """A cadre, leader, admin, village officer or auditor. A leaver stays (`left_on`), his records with him."""

    __tablename__ = "people"
    __table_args__ = (Index("ix_people_township_id_name", "township_id", "name"),)

    id: Mapped[Id]
    name: Mapped[str]
    pinyin: Mapped[str]
    phone: Mapped[str | None] = mapped_column(Sealed)
    office: Mapped[str | None]
    title: Mapped[str | None]
    language: Mapped[str]
    left_on: Mapped[date | None]
    # His name in the corporation's WeCom, in small letters.
    userid: Mapped[str | None] = mapped_column(index=True)
    # How many first-use hints he got, and the day of the last; None: he gets none.
    hints: Mapped[int | None]
    hinted_on: Mapped[date | None]


class RoleGrant(Base):
    """A role held over one unit and everything below it."""

    __tablename__ = "role_grants"
    __table_args__ = (
        # The same role over the same unit is held once at a time.
        partial(
            "uq_role_grants_live",
            "person_id",
            "role",
            "unit_id",
            unique=True,
            where=text("until IS NULL"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = ref("people.id")
    role: Mapped[Role]
    unit_id: Mapped[int] = ref("units.id")
    since: Mapped[date]
    until: Mapped[date | None]
