"""Access tokens of platforms, shared by all processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.sealing import Sealed
from storage.tables.base import Base, Id


class PlatformToken(Base):
    """The token of one app. Until `lease_until` one process is fetching another, and the rest wait for it."""

    __tablename__ = "platform_tokens"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str | None] = mapped_column(Sealed)
    ends_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
