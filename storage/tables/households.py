"""认人: the register of households and residents, with tags and everyday names."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.sealing import Sealed
from storage.tables.base import Base, Id, Scoped, partial, ref


class Household(Scoped, Base):
    """A household, keyed by village and 户号 because heads' names repeat."""

    __tablename__ = "households"
    __table_args__ = (
        # The office's own key. A household that moved away keeps its row and frees its number.
        partial(
            "uq_households_village_id_no",
            "village_id",
            "no",
            unique=True,
            where=text("moved_on IS NULL"),
        ),
        Index("ix_households_township_id_village_id", "township_id", "village_id"),
    )

    id: Mapped[Id]
    village_id: Mapped[int] = ref("units.id")
    no: Mapped[int] = mapped_column(BigInteger)  # offices write up to 18 digits
    head: Mapped[str]
    pinyin: Mapped[str]
    sex: Mapped[str | None]
    born: Mapped[int | None]
    group_no: Mapped[int | None]
    members: Mapped[int | None]
    phone: Mapped[str | None] = mapped_column(Sealed)
    moved_on: Mapped[date | None]


class HouseholdAlias(Scoped, Base):
    """A nickname of the head, or the name of a former head."""

    __tablename__ = "household_aliases"
    __table_args__ = (UniqueConstraint("household_id", "alias"),)

    id: Mapped[Id]
    household_id: Mapped[int] = ref("households.id")
    alias: Mapped[str]


class HouseholdTag(Scoped, Base):
    """A tag such as 低保户; taking it away sets `until`, so the past stays readable."""

    __tablename__ = "household_tags"
    __table_args__ = (
        partial(
            "uq_household_tags_live",
            "household_id",
            "tag",
            unique=True,
            where=text("until IS NULL"),
        ),
    )

    id: Mapped[Id]
    household_id: Mapped[int] = ref("households.id")
    tag: Mapped[str]
    since: Mapped[date]
    until: Mapped[date | None]


class Resident(Scoped, Base):
    """A member of a household other than its head."""

    __tablename__ = "residents"
    __table_args__ = (UniqueConstraint("household_id", "name"),)

    id: Mapped[Id]
    household_id: Mapped[int] = ref("households.id")
    name: Mapped[str]
    relation: Mapped[str | None]
    sex: Mapped[str | None]
    born: Mapped[int | None]
    gone_on: Mapped[date | None]  # moved away or died; what was recorded of him stays
