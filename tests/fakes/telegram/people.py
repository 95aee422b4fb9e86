"""The people on the other side: what they do with their phones becomes updates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tests.fakes.person import Person
from tests.fakes.telegram import keyboards
from tests.fakes.telegram.chats import Chat, Message
from tests.fakes.telegram.markup import units

if TYPE_CHECKING:
    from tests.fakes.telegram.platform import Telegram

_COMMAND = re.compile(r"/[A-Za-z0-9_]{1,32}(@\w+)?")


@dataclass(frozen=True, slots=True)
class Press:
    """A press that waits for its answer."""

    by: Cadre
    at: datetime


class Cadre(Person):
    """A person with a private chat; `chat=` lets them act in a group."""

    def __init__(self, fake: Telegram, id_: int, name: str, language: str) -> None:
        super().__init__(fake, str(id_))
        self._fake = fake
        self.user = {"id": id_, "is_bot": False, "first_name": name, "language_code": language}
        self.chat = fake.chats.add(Chat(id_, "private", {"first_name": name}, [self]))

    def says(self, text: str, chat: Chat | None = None, *, to: Message | None = None) -> Message:
        """Writes a message, perhaps as a reply `to` another."""
        return self._send(_written(text) | ({"reply_to_message": to} if to else {}), chat)

    def opens(self, code: str) -> Message:
        """Follows a link t.me/BOT?start=CODE."""
        assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code), f"no link can carry {code!r}"
        return self.says(f"/start {code}")

    def sends_photo(self, content: bytes, caption: str = "", *, group: str = "", chat: Chat | None = None) -> Message:
        """Sends a photo; the platform offers it in two sizes."""
        kept = self._fake.files.keep(content, "photo.jpg").json()
        small = self._fake.files.keep(content[: max(1, len(content) // 4)], "small.jpg").json()
        sizes = [small | {"width": 90, "height": 67}, kept | {"width": 1280, "height": 960}]
        return self._send({"photo": sizes} | _named(caption=caption, media_group_id=group), chat)

    def sends_album(self, *photos: bytes, caption: str = "") -> list[Message]:
        """Sends several photos at once: updates of their own with one mark, the caption on the first."""
        group = str(self._fake.number())
        return [
            self.sends_photo(photo, caption if place == 0 else "", group=group) for place, photo in enumerate(photos)
        ]

    def sends_voice(self, content: bytes, seconds: int = 3) -> Message:
        """Sends a voice note."""
        kept = self._fake.files.keep(content, "voice.oga").json()
        return self._send({"voice": kept | {"duration": seconds, "mime_type": "audio/ogg"}})

    def sends_file(self, content: bytes, name: str, caption: str = "") -> Message:
        """Sends a document."""
        kept = self._fake.files.keep(content, name).json()
        return self._send({"document": kept | {"file_name": name}} | _named(caption=caption))

    def sends_place(self, latitude: float, longitude: float) -> Message:
        """Sends a place."""
        return self._send({"location": {"latitude": latitude, "longitude": longitude}})

    def sends_contact(self, phone: str, owner: Cadre | None = None) -> Message:
        """Sends a contact: one's own, or somebody else's."""
        whose = (owner or self).user
        return self._send(
            {"contact": {"phone_number": phone, "first_name": whose["first_name"], "user_id": whose["id"]}}
        )

    def sends_sticker(self) -> Message:
        """Sends something the bot has no use for."""
        kept = self._fake.files.keep(b"RIFF....WEBP", "sticker.webp").json()
        more = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._send({"sticker": kept | more})

    def edits(self, message: Message, text: str, chat: Chat | None = None) -> Message:
        """Changes one of the own messages."""
        where = chat or self.chat
        kept = {name: value for name, value in message.items() if name != "entities"}
        new = _written(text) if "text" in message else {"caption": text}
        changed = kept | new | {"edit_date": self._fake.clock.stamp()}
        with self._fake.lock:
            where.messages[message["message_id"]] = changed
            if self._shown_to_bot(changed, where):
                self._fake.updates.add("edited_message", changed, where.id)
        return changed

    def presses(self, label: str, chat: Chat | None = None, *, message: int | None = None) -> str:
        """Presses the newest button with that label, or that of one message; returns the press's id."""
        where = chat or self.chat
        with self._fake.lock:
            for found in sorted(where.messages.values(), key=lambda one: -int(one["message_id"])):
                data = keyboards.data(found.get("reply_markup"), label)
                if data is not None and message in (None, found["message_id"]):
                    return self.forges(data, found, where)
            shown = [keyboards.labels(found.get("reply_markup")) for found in where.messages.values()]
        raise AssertionError(f"{self.address} sees no button {label!r}, but {[one for one in shown if one]}")

    def forges(self, data: str, message: Message, chat: Chat | None = None) -> str:
        """Presses a button that need not exist; returns the press's id."""
        where, id_ = chat or self.chat, str(self._fake.number())
        with self._fake.lock:
            self._fake.presses[id_] = Press(self, self._fake.clock.now())
            seen = self._fake.accessible(message, where)
            body = {"id": id_, "from": self.user, "message": seen, "chat_instance": str(where.id), "data": data}
            self._fake.updates.add("callback_query", body, where.id)
        return id_

    def blocks(self) -> None:
        """Blocks the bot."""
        self._turns("kicked", "bot was blocked by the user")

    def unblocks(self) -> None:
        """Lets the bot write again."""
        self._turns("member", "")

    def leaves(self) -> None:
        """Closes the account for good."""
        self.chat.left = "user is deactivated"

    def _turns(self, status: str, left: str) -> None:
        with self._fake.lock:
            was = "kicked" if self.chat.left else "member"
            self.chat.left = left
            self._fake.tell_membership(self.chat, self.user, was, status)

    def _send(self, body: dict[str, Any], chat: Chat | None = None) -> Message:
        where = chat or self.chat
        with self._fake.lock:
            where.started = True
            sent = {
                "message_id": self._fake.number(),
                "date": self._fake.clock.stamp(),
                "chat": where.json(),
                "from": self.user,
                **body,
            }
            where.messages[sent["message_id"]] = sent
            if self._shown_to_bot(sent, where):
                self._fake.updates.add("message", sent, where.id)
        return sent

    def _shown_to_bot(self, sent: Message, where: Chat) -> bool:
        """In a group the bot sees commands, replies to itself and what names it, as privacy mode is unless changed."""
        to_bot = (sent.get("reply_to_message") or {}).get("from", {}).get("id") == self._fake.me["id"]
        named = f"@{self._fake.me['username']}" in (sent.get("text") or sent.get("caption") or "")
        return where.private or not self._fake.private_in_groups or "entities" in sent or to_bot or named


def _written(text: str) -> dict[str, Any]:
    """A text with the command at its beginning marked, as phones mark it."""
    found = _COMMAND.match(text)
    command = [{"type": "bot_command", "offset": 0, "length": units(found[0])}] if found else []
    return {"text": text} | ({"entities": command} if command else {})


def _named(**values: str) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
