"""Links that are handed out with an invite: to the page, and into the chats the bot is in."""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from storage import bots

TELEGRAM: Final = "telegram"


def page(site: str, code: str) -> str:
    """The sign-in page."""
    return f"{site}/in/{code}"


def chat(session: Session, code: str) -> str | None:
    """Opens the chat with the bot on Telegram, where one press on Start brings the code; None without Telegram."""
    name = bots.name(session, TELEGRAM)
    return None if name is None else f"https://t.me/{name}?start={code}"
