"""Which field keys the database holds phones under. The keys themselves are never stored."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class FieldKey(Base):
    """A key by its fingerprint, from its first use until nothing is sealed with it any more."""

    __tablename__ = "field_keys"

    id: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
