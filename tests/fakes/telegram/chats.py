"""Chats and what was said in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.fake import Refusal
from tests.fakes.telegram.wording import bad, forbidden

if TYPE_CHECKING:
    from tests.fakes.telegram.people import Cadre

Message = dict[str, Any]


@dataclass
class Chat:
    """A private chat or a group as the bot may see it."""

    id: int
    kind: str
    about: dict[str, Any]
    members: list[Cadre] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    started: bool = False
    left: str = ""
    upgraded: int | None = None

    @property
    def private(self) -> bool:
        """Whether it is with one person."""
        return self.kind == "private"

    def json(self) -> dict[str, Any]:
        """As it stands in messages."""
        return {"id": self.id, "type": self.kind, **self.about}

    def message(self, id_: Any, why: str) -> Message:
        """One of its messages. Raises Refusal with that reason."""
        found = self.messages.get(id_)
        if found is None:
            raise bad(why)
        return found


class Chats:
    """All chats that there are."""

    def __init__(self) -> None:
        self._all: dict[int, Chat] = {}

    def add(self, chat: Chat) -> Chat:
        """A new chat."""
        self._all[chat.id] = chat
        return chat

    def get(self, id_: Any) -> Chat | None:
        """The chat of that number, or of that number as text."""
        try:
            return self._all.get(int(id_))
        except (TypeError, ValueError):
            return None

    def known(self, id_: Any) -> Chat:
        """A chat the bot knows. Raises Refusal."""
        chat = self.get(id_)
        if chat is None:
            raise bad("chat not found")
        if chat.upgraded is not None:
            why = "group chat was upgraded to a supergroup chat"
            raise bad(why, mistake=False, migrate_to_chat_id=chat.upgraded)
        return chat

    def open(self, id_: Any) -> Chat:
        """A chat the bot may write to. Raises Refusal."""
        chat = self.known(id_)
        if chat.left:
            raise forbidden(chat.left)
        if chat.private and not chat.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user", mistake=False)
        return chat
