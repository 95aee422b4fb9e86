"""The methods that send something new."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.fake import Asked
from tests.fakes.person import Heard, What
from tests.fakes.telegram import keyboards, markup
from tests.fakes.telegram.chats import Chat, Message
from tests.fakes.telegram.files import photo_size
from tests.fakes.telegram.wording import bad

if TYPE_CHECKING:
    from tests.fakes.telegram.platform import Telegram

ACTIONS = {
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
    *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
}


def message(fake: Telegram, asked: Asked) -> Message:
    """sendMessage."""
    text = markup.read(asked.params, "text", markup.LONGEST_TEXT)
    if not text.plain:
        raise bad("message text is empty")
    chat = _where(fake, asked)
    return _send(fake, chat, asked, "text", {"text": text.plain} | _entities(text, "entities"))


def photo(fake: Telegram, asked: Asked) -> Message:
    """sendPhoto."""
    caption, chat = _caption(asked), _where(fake, asked)
    stored = fake.files.sent(asked, "photo")
    width, height = photo_size(stored.content)
    body = {"photo": [stored.json() | {"width": width, "height": height}]}
    return _send(fake, chat, asked, "photo", body | caption, stored.content, stored.name)


def document(fake: Telegram, asked: Asked) -> Message:
    """sendDocument."""
    caption, chat = _caption(asked), _where(fake, asked)
    stored = fake.files.sent(asked, "document")
    body = {"document": stored.json() | {"file_name": stored.name}}
    return _send(fake, chat, asked, "file", body | caption, stored.content, stored.name)


def voice(fake: Telegram, asked: Asked) -> Message:
    """sendVoice."""
    caption, chat = _caption(asked), _where(fake, asked)
    stored = fake.files.sent(asked, "voice")
    body = {"voice": stored.json() | {"duration": asked.params.get("duration", 1)}}
    return _send(fake, chat, asked, "voice", body | caption, stored.content, stored.name)


def location(fake: Telegram, asked: Asked) -> Message:
    """sendLocation."""
    latitude, longitude = asked.params["latitude"], asked.params["longitude"]
    if not (-90 <= float(latitude) <= 90 and -180 <= float(longitude) <= 180):
        raise bad("GEO_POINT_INVALID")
    body = {"location": {"latitude": latitude, "longitude": longitude}}
    return _send(fake, _where(fake, asked), asked, "place", body)


def album(fake: Telegram, asked: Asked) -> list[Message]:
    """sendMediaGroup: 2 to 10 photos or documents, which are messages of their own."""
    media = asked.params["media"]
    if not 2 <= len(media) <= 10:
        raise bad("wrong number of media: an album takes 2 to 10")
    chat = _where(fake, asked, len(media))
    ready = [_of_album(fake, asked, one) for one in media]
    group = str(fake.number())
    return [_send(fake, chat, asked, what, body | {"media_group_id": group}, content) for what, body, content in ready]


def _of_album(fake: Telegram, asked: Asked, one: dict[str, Any]) -> tuple[What, dict[str, Any], bytes]:
    if one["type"] not in ("photo", "document"):
        raise bad("the fake sends albums of photos and documents only")
    stored, caption = fake.files.one(asked, str(one["media"])), _read_caption(one)
    if one["type"] == "document":
        return "file", {"document": stored.json() | {"file_name": stored.name}} | caption, stored.content
    width, height = photo_size(stored.content)
    return "photo", {"photo": [stored.json() | {"width": width, "height": height}]} | caption, stored.content


def action(fake: Telegram, asked: Asked) -> bool:
    """sendChatAction."""
    if asked.params["action"] not in ACTIONS:
        raise bad("wrong parameter action in request")
    fake.chats.open(asked.params["chat_id"])
    return True


def copy(fake: Telegram, asked: Asked) -> dict[str, Any]:
    """copyMessage."""
    source = fake.chats.known(asked.params["from_chat_id"]).message(
        asked.params["message_id"], "message to copy not found"
    )
    chat = _where(fake, asked)
    kept = ("text", "entities", "caption", "caption_entities", "photo", "document", "voice", "location")
    sent = _send(fake, chat, asked, "text", {name: source[name] for name in kept if name in source})
    return {"message_id": sent["message_id"]}


def _where(fake: Telegram, asked: Asked, messages: int = 1) -> Chat:
    """The chat it goes to, all limits of keyboards and speed looked at. Raises Refusal."""
    chat = fake.chats.open(asked.params["chat_id"])
    keyboards.check(asked.params.get("reply_markup"), private=chat.private)
    reply = asked.params.get("reply_parameters") or {}
    if reply and reply["message_id"] not in chat.messages and not reply.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    fake.rates.count(chat, messages)
    return chat


def _caption(asked: Asked) -> dict[str, Any]:
    return _read_caption(asked.params)


def _read_caption(params: dict[str, Any]) -> dict[str, Any]:
    text = markup.read(params, "caption", markup.LONGEST_CAPTION)
    return ({"caption": text.plain} if text.plain else {}) | _entities(text, "caption_entities")


def _entities(text: markup.Text, name: str) -> dict[str, Any]:
    return {name: text.entities} if text.entities else {}


def _send(
    fake: Telegram, chat: Chat, asked: Asked, what: What, body: dict[str, Any], content: bytes = b"", name: str = ""
) -> Message:
    keyboard = asked.params.get("reply_markup") or {}
    sent = {
        "message_id": fake.number(),
        "date": fake.clock.stamp(),
        "chat": chat.json(),
        "from": fake.me,
        **body,
        **({"reply_markup": keyboard} if "inline_keyboard" in keyboard else {}),
    }
    chat.messages[sent["message_id"]] = sent
    show(fake, chat, sent, what, labels=keyboards.labels(keyboard), content=content, name=name)
    return sent


def show(
    fake: Telegram,
    chat: Chat,
    sent: Message,
    what: What,
    *,
    labels: tuple[str, ...],
    content: bytes = b"",
    name: str = "",
) -> None:
    """Everybody in the chat sees it."""
    text: str = sent.get("text") or sent.get("caption") or ""
    heard = Heard(what, text, fake.clock.now(), str(sent["message_id"]), labels, content, name)
    for member in chat.members:
        member.get(heard)


METHODS: dict[str, Callable[[Telegram, Asked], Any]] = {
    "sendMessage": message,
    "sendPhoto": photo,
    "sendDocument": document,
    "sendVoice": voice,
    "sendLocation": location,
    "sendMediaGroup": album,
    "sendChatAction": action,
    "copyMessage": copy,
}
