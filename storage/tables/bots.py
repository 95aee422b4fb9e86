"""What platforms call the bot."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class Bot(Base):
    """The bot's name on a channel, as the platform told it: links that open a chat are made of it."""

    __tablename__ = "bots"

    channel: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
