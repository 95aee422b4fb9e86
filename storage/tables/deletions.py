"""What was deleted for a person's sake, so that a restored backup loses it again. Holds nothing of what was deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, BigKey, Id


class Deletion(Base):
    """One row that was deleted (`blank` None), or whose columns were given these values instead.

    Refers to nothing: it outlives what it speaks of, and is taken over into databases where that never was.
    """

    __tablename__ = "deletions"

    id: Mapped[Id]
    at: Mapped[datetime]
    township_id: Mapped[int | None] = mapped_column(BigKey)
    table_name: Mapped[str]
    row_id: Mapped[int] = mapped_column(BigKey)
    blank: Mapped[dict[str, Any] | None]
