"""How long each kind of data is kept, and how far the purge of it has come."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, BigKey


class Retention(Base):
    """A kind of data; without `days` it is kept like the office's files. Rows up to `reached` have been looked at."""

    __tablename__ = "retention"

    kind: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int | None]
    reached: Mapped[int] = mapped_column(BigKey)
