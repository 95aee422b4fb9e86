"""The bot a typical author writes: ConversationHandler, and one commit of SQLAlchemy's ORM a message, all defaults.

A visit is a conversation of four messages: the word, the village, whom, what.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker
from telegram import Update
from telegram.ext import ContextTypes, ConversationHandler, MessageHandler, filters

from tests.bench import echo

VILLAGE, WHOM, WHAT = range(3)
VISIT = ("走访", "王家坞村", "李桂兰、张老四", "水渠堵了，已经联系水利站，答应周五前给答复")


class Base(DeclarativeBase):
    """Its own metadata."""


class User(Base):
    """Whoever has written."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    telegram_id: Mapped[int] = mapped_column(unique=True)
    name: Mapped[str]


class Visit(Base):
    """A visit, filled in as the conversation goes on."""

    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    started_at: Mapped[datetime]
    village: Mapped[str | None]
    whom: Mapped[str | None]
    what: Mapped[str | None]


class Bot(echo.Bot):
    """The bot on a SQLite file; `handle` works off updates one after another."""

    def __init__(self, folder: Path) -> None:
        self._engine = create_engine(f"sqlite:///{folder / 'typical.db'}")
        Base.metadata.create_all(self._engine)
        self._sessions = sessionmaker(self._engine)
        said = filters.TEXT & ~filters.COMMAND
        states: dict[object, list[Any]] = {
            VILLAGE: [MessageHandler(said, self._village)],
            WHOM: [MessageHandler(said, self._whom)],
            WHAT: [MessageHandler(said, self._what)],
        }
        entry = MessageHandler(filters.Regex("^走访$"), self._start)
        super().__init__(ConversationHandler([entry], states, []))  # type: ignore[list-item]

    def visits(self) -> int:
        """How many visits were told to the end."""
        with self._sessions() as session:
            return len(session.scalars(select(Visit.id).where(Visit.what.is_not(None))).all())

    def close(self) -> None:
        """Ends the loop and gives the database back."""
        super().close()
        self._engine.dispose()

    async def _start(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert update.message is not None
        with self._sessions() as session:
            visit = Visit(user_id=self._user(session, update).id, started_at=update.message.date)
            session.add(visit)
            session.commit()
            assert context.user_data is not None
            context.user_data["visit"] = visit.id
        await update.message.reply_text("哪个村？")
        return VILLAGE

    async def _village(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        return await self._filled(update, context, "village", "走访了谁？", WHOM)

    async def _whom(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        return await self._filled(update, context, "whom", "什么情况？", WHAT)

    async def _what(self, update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        return await self._filled(update, context, "what", "已记录。", ConversationHandler.END)

    async def _filled(
        self, update: Update, context: ContextTypes.DEFAULT_TYPE, field: str, reply: str, following: int
    ) -> int:
        assert update.message is not None
        assert context.user_data is not None
        with self._sessions() as session:
            visit = session.get_one(Visit, context.user_data["visit"])
            setattr(visit, field, update.message.text)
            session.commit()
        await update.message.reply_text(reply)
        return following

    def _user(self, session: Session, update: Update) -> User:
        sender = update.effective_user
        assert sender is not None
        user = session.scalar(select(User).where(User.telegram_id == sender.id))
        if user is None:
            user = User(telegram_id=sender.id, name=sender.full_name)
            session.add(user)
            session.flush()
        return user


def conversations(people: int) -> list[dict[str, Any]]:
    """Updates of a visit told by each of so many people, all at once: first messages first."""
    return [echo.update(step * people + who, text, who) for step, text in enumerate(VISIT) for who in range(people)]
