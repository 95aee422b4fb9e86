"""The list of commands behind the / button of each chat: by the roles and the language of whom it belongs to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256

from sqlalchemy import Connection

from bot.channels.telegram.menus import Due, Listed
from bot.writer import Writer
from handlers.kit import access
from handlers.kit.routes import Routes
from handlers.kit.texts import LANGUAGES, Texts
from storage import bots
from storage.bots import Chat
from storage.vocabulary import ROLES, Role

# In this order; everything else can be said all the same.
COMMANDS = (
    *("menu", "today", "visit", "issue", "mine", "digest", "find", "household", "village", "unseen", "duty", "edit"),
    *(
        "undo",
        "photo",
        "back",
        "cancel",
        "task",
        "leave",
        "changes",
        "export",
        "summary",
        "yearly",
        "invite",
        "leaving",
        "lost",
        "charter",
    ),
    *("audit", "feedback", "privacy", "language", "page", "unbind", "help"),
)


class Menus:
    """The lists of one channel, and which chats have not got theirs yet."""

    def __init__(self, writer: Writer, routes: Routes, channel: str) -> None:
        self._writer = writer
        self._channel = channel
        self._words = {word.name: word.command for word in routes.words}
        self._texts = {language: Texts(language) for language in LANGUAGES}

    def common(self) -> dict[str, Listed]:
        """What everybody may say whatever his role, in each language."""
        return {
            language: self._listed(language, lambda name: all(_may(name, {role}) for role in ROLES))
            for language in LANGUAGES
        }

    async def due(self) -> Sequence[Due]:
        """The chats whose list is another than the one they were given. Raises when the database is unwell."""
        chats = await asyncio.wrap_future(self._writer.submit(partial(bots.chats, channel=self._channel)))
        found = []
        for chat in chats:
            listed = self.of(chat)
            mark = sha256(repr(listed).encode()).hexdigest()[:16]
            if mark != chat.menu:
                found.append(Due(chat.account_id, chat.address, listed, mark))
        return found

    def of(self, chat: Chat) -> Listed:
        """What the person of a chat may say."""
        return self._listed(chat.language, lambda name: _may(name, chat.roles))

    async def given(self, due: Due) -> None:
        """A chat has its list now."""
        await self._do(partial(bots.given, account_id=due.account_id, menu=due.mark))

    async def named(self, name: str) -> None:
        """The platform said what it calls the bot."""
        await self._do(partial(bots.remember, channel=self._channel, name=name))

    async def _do(self, job: Callable[[Connection], None]) -> None:
        await asyncio.wrap_future(self._writer.submit(job))

    def _listed(self, language: str, allowed: Callable[[str], bool]) -> Listed:
        of = self._texts[language].of
        names = (name for name in COMMANDS if name in self._words and allowed(name))
        return tuple((self._words[name], of("command", name)) for name in names)


def _may(name: str, roles: frozenset[Role] | set[Role]) -> bool:
    return access.allowed(name, frozenset(roles), None)
