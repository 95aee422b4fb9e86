"""Units: county → township → cluster → village → group, a tree through which rights follow downwards."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from storage.tables.base import Base, Id, ref


class Unit(Base):
    """One unit. `path` is the chain of ids from the root, `/1/4/17/`, so a subtree is one prefix."""

    __tablename__ = "units"
    __table_args__ = (
        # Two villages of one township cannot bear one name; the importer matches villages by it.
        UniqueConstraint("parent_id", "kind", "name"),
        # A subtree is read by the prefix of its path.
        Index("ix_units_path", "path"),
    )

    id: Mapped[Id]
    parent_id: Mapped[int | None] = ref("units.id")
    township_id: Mapped[int | None] = ref("units.id", index=True)
    kind: Mapped[str]
    name: Mapped[str]
    path: Mapped[str]
    pinyin: Mapped[str]
    groups: Mapped[int | None]
    officers: Mapped[str | None]


class UnitAlias(Base):
    """An everyday name of a village, or one it used to bear (`former`)."""

    __tablename__ = "unit_aliases"
    __table_args__ = (UniqueConstraint("unit_id", "alias"),)

    id: Mapped[Id]
    unit_id: Mapped[int] = ref("units.id")
    alias: Mapped[str]
    former: Mapped[bool]
