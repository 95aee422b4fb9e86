"""The fake Bot API of Telegram."""

from tests.fakes.telegram.chats import Chat
from tests.fakes.telegram.people import Cadre
from tests.fakes.telegram.platform import TOKEN, Telegram

__all__ = ["TOKEN", "Cadre", "Chat", "Telegram"]
