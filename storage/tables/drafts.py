"""Drafts: a form half filled in, one a person, the same on every channel."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped

from storage.tables.base import Base, ref


class Draft(Base):
    """`form`, the question last asked, the answers so far. No step index, so a new release can reorder steps."""

    __tablename__ = "drafts"

    person_id: Mapped[int] = ref("people.id", primary_key=True)
    form: Mapped[str]
    asked: Mapped[str | None]
    answers: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    parked: Mapped[bool]
