"""One update as the platform wrote it → the neutral message, or nothing. Pure: plain dictionaries in.

Who speaks is known by the number of the person, which is also that of his private chat: whatever he says in a group is
answered there, where nobody else reads it. In a group only what is meant for the bot is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.channels.telegram.limits import NAME, UPDATES
from handlers.kit.messages import File, Incoming

_COMMAND = re.compile(r"/(\w+)(?:@(\w+))?")
# A picture that was sent as a file, to keep it sharp.
_PICTURES = ("image/jpeg", "image/png", "image/webp")
# What no record can take along; the person is told so.
_OTHERS = (
    *("document", "video", "video_note", "animation", "audio", "sticker", "contact", "location", "poll", "dice"),
    *("story", "game", "paid_media", "checklist"),
)

Json = Mapping[str, Any]


class Unreadable(ValueError):
    """An update of a shape that is not in the Bot API, or of a kind that was never asked for."""


def normalise(update: Json, username: str, now: datetime) -> Incoming | None:
    """The message in an update; None for what asks for no answer. `username` is the bot's own, empty if not known.

    Raises Unreadable.
    """
    try:
        for kind in UPDATES:
            if kind in update:
                return _READ[kind](update[kind], str(int(update["update_id"])), username, now)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise Unreadable(type(error).__name__) from error
    raise Unreadable("kind")


def _message(message: Json, number: str, username: str, now: datetime) -> Incoming | None:
    return _said(message, _key(message), message["date"], username)


def _edited(message: Json, number: str, username: str, now: datetime) -> Incoming | None:
    return _said(message, f"{_key(message)}.{number}", message.get("edit_date") or message["date"], username, edit=True)


def _press(press: Json, number: str, username: str, now: datetime) -> Incoming | None:
    pressed = press.get("data")
    if not isinstance(pressed, str):  # a game
        return None
    return Incoming(NAME, str(int(press["from"]["id"])), f"press.{press['id']}", now, press=pressed)


def _member(change: Json, number: str, username: str, now: datetime) -> Incoming | None:
    return None


_READ = {"message": _message, "edited_message": _edited, "callback_query": _press, "my_chat_member": _member}


def _said(message: Json, key: str, at: int, username: str, *, edit: bool = False) -> Incoming | None:
    speaker = message.get("from")
    if speaker is None or speaker.get("is_bot"):
        return None
    text: str | None = message.get("text") or message.get("caption") or ""
    if not isinstance(text, str):
        raise TypeError("text")
    files = () if edit else _files(message)
    if message["chat"]["type"] != "private":
        text = _for_bot(message, text, username)
    else:
        text = _COMMAND.sub(r"/\1", text, count=1) if text.startswith("/") else text
    if text is None or not (text or files):
        return None
    address, said_at = str(int(speaker["id"])), datetime.fromtimestamp(at, UTC)
    return Incoming(NAME, address, key, said_at, text, "", files, _key(message) if edit else "")


def _key(message: Json) -> str:
    """Numbers of updates begin anew after a quiet week; a message's own, with its date, stay when it is changed."""
    return f"{int(message['chat']['id'])}.{int(message['message_id'])}.{int(message['date'])}"


def _for_bot(message: Json, text: str, username: str) -> str | None:
    """What was said to the bot in a group: a command, its name, a reply to it. Codes are never taken there."""
    command = _COMMAND.match(text)
    if command:
        named = command[2] is None or command[2].casefold() == username.casefold()
        return f"/{command[1]}{text[command.end() :]}" if named and command[1] != "start" else None
    if not username:
        return None
    answered = ((message.get("reply_to_message") or {}).get("from") or {}).get("username", "")
    named = re.compile(rf"@{re.escape(username)}\b", re.IGNORECASE)
    if named.search(text):
        return named.sub("", text).strip()
    return text if answered.casefold() == username.casefold() else None


def _files(message: Json) -> tuple[File, ...]:
    if sizes := message.get("photo"):
        return (File("photo", str(sizes[-1]["file_id"])),)
    if voice := message.get("voice"):
        return (File("voice", str(voice["file_id"])),)
    if venue := message.get("venue"):  # its words; where on the map it is, is nobody's business
        return (File("place", f"{venue['title']} {venue['address']}".strip()),)
    contact = message.get("contact")
    if contact and contact.get("user_id") == message["from"]["id"]:  # anybody else's may be a villager's
        return (File("contact", str(contact["phone_number"])),)
    document = message.get("document")
    if document and document.get("mime_type") in _PICTURES:
        return (File("photo", str(document["file_id"])),)
    return next(((File("file", kind),) for kind in _OTHERS if kind in message), ())
