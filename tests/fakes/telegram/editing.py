"""The methods that change or take back what was sent, and answers to presses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.fakes.fake import Asked
from tests.fakes.person import Heard
from tests.fakes.telegram import keyboards, markup
from tests.fakes.telegram.chats import Chat, Message
from tests.fakes.telegram.sending import show
from tests.fakes.telegram.wording import bad

if TYPE_CHECKING:
    from tests.fakes.telegram.platform import Telegram

# Stricter than the platform, which sets this bound on some kinds of messages only.
EDITABLE_FOR = DELETABLE_FOR = timedelta(hours=48)
# The platform names no figure; presses have been refused after some fifteen seconds.
ANSWERABLE_FOR = timedelta(seconds=15)
LONGEST_ANSWER = 200
_SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content"
    " and reply markup of the message"
)


def edit_text(fake: Telegram, asked: Asked) -> Message:
    """editMessageText."""
    text = markup.read(asked.params, "text", markup.LONGEST_TEXT)
    if not text.plain:
        raise bad("message text is empty")
    chat, found = _mine(fake, asked)
    if "text" not in found:
        raise bad("there is no text in the message to edit")
    return _change(fake, chat, found, asked, {"text": text.plain, "entities": text.entities})


def edit_caption(fake: Telegram, asked: Asked) -> Message:
    """editMessageCaption."""
    text = markup.read(asked.params, "caption", markup.LONGEST_CAPTION)
    chat, found = _mine(fake, asked)
    if "text" in found or "location" in found:
        raise bad("there is no caption in the message to edit")
    return _change(fake, chat, found, asked, {"caption": text.plain, "caption_entities": text.entities})


def edit_markup(fake: Telegram, asked: Asked) -> Message:
    """editMessageReplyMarkup."""
    chat, found = _mine(fake, asked)
    return _change(fake, chat, found, asked, {})


def delete(fake: Telegram, asked: Asked) -> bool:
    """deleteMessage."""
    chat = fake.chats.open(asked.params["chat_id"])
    found = chat.message(asked.params["message_id"], "message to delete not found")
    if fake.age(found) >= DELETABLE_FOR:
        raise bad("message can't be deleted for everyone", mistake=False)
    del chat.messages[found["message_id"]]
    show(fake, chat, found, "deleted", labels=())
    return True


def answer(fake: Telegram, asked: Asked) -> bool:
    """answerCallbackQuery: once, soon, and only what was pressed."""
    if len(asked.params.get("text") or "") > LONGEST_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    press = fake.presses.pop(str(asked.params["callback_query_id"]), None)
    if press is None:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    if fake.clock.now() - press.at > ANSWERABLE_FOR:
        raise bad("query is too old and response timeout expired or query ID is invalid", mistake=False)
    press.by.get(Heard("toast", asked.params.get("text") or "", fake.clock.now()))
    return True


def _mine(fake: Telegram, asked: Asked) -> tuple[Chat, Message]:
    if "inline_message_id" in asked.params:
        raise bad("MESSAGE_ID_INVALID")
    for name in ("chat_id", "message_id"):
        if name not in asked.params:
            raise bad(f"parameter {name} is required")
    chat = fake.chats.open(asked.params["chat_id"])
    found = chat.message(asked.params["message_id"], "message to edit not found")
    if found["from"]["id"] != fake.me["id"]:
        raise bad("message can't be edited")
    if fake.age(found) >= EDITABLE_FOR:
        raise bad("message can't be edited", mistake=False)
    return chat, found


def _change(fake: Telegram, chat: Chat, found: Message, asked: Asked, body: dict[str, Any]) -> Message:
    """The new content and keyboard take the old ones' place: no keyboard given means none. Raises Refusal."""
    keyboard = asked.params.get("reply_markup") or {}
    keyboards.check(keyboard, private=chat.private)
    if keyboard and "inline_keyboard" not in keyboard:
        raise bad("inline keyboard expected")
    changed = {**found, **body, "reply_markup": keyboard}
    if not keyboard.get("inline_keyboard"):
        del changed["reply_markup"]
    changed = {name: value for name, value in changed.items() if value}
    if changed == found:
        raise bad(_SAME)
    changed["edit_date"] = fake.clock.stamp()
    chat.messages[found["message_id"]] = changed
    show(fake, chat, changed, "edited", labels=keyboards.labels(keyboard))
    return changed


METHODS: dict[str, Callable[[Telegram, Asked], Any]] = {
    "editMessageText": edit_text,
    "editMessageCaption": edit_caption,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete,
    "answerCallbackQuery": answer,
}
