"""Messages out: in parts, with buttons below the last one, or in the place of the card that was pressed."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message

from bot.channels import Enclosure, Outbound, SendError
from bot.channels.telegram import wording
from bot.channels.telegram.api import Api
from bot.channels.telegram.limits import LONGEST_TOAST, NAME
from bot.limiter import Halted, Limiter

T = TypeVar("T")

# A preview would open the link, and a sign-in link is good for one opening only.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# How the platform words that a card looks as it should already.
_SAME = "message is not modified"
# A stranger is told how to come in, but not at every word.
GREETING_LASTS = 30.0
MOST_GREETED = 1000


class Telegram:
    """The channel. Nothing is marked up: a name with brackets or stars is shown as it is written."""

    name = NAME

    def __init__(self, api: Api, limiter: Limiter) -> None:
        self._api = api
        self.limiter = limiter
        self._greeted: dict[tuple[str, str], float] = {}

    async def send(self, outbound: Outbound) -> Sequence[str]:
        """Sends one message and returns the platform's numbers of its parts. Raises SendError."""
        text = wording.worded(outbound.text, outbound.labels)
        parts = list(wording.parts(text))
        keyboard = _keyboard(outbound)
        if (
            outbound.replaces
            and len(parts) == 1
            and not outbound.files
            and await self._edit(outbound, parts[0], keyboard)
        ):
            return (outbound.replaces,)
        sent: list[str] = []
        sending = [partial(self._one, outbound.address, part, None) for part in parts[:-1]]
        sending += [partial(self._one, outbound.address, part, keyboard) for part in parts[-1:]]
        sending += [partial(self._file, outbound.address, file) for file in outbound.files]
        for send in sending:
            try:
                sent.append(await send())
            except SendError as error:
                if sent and not error.permanent:  # from the beginning again would repeat what has arrived
                    raise SendError(str(error), uncertain=True, until=error.until) from error
                raise
        return sent

    async def _one(self, address: str, text: str, keyboard: InlineKeyboardMarkup | None) -> str:
        return await self._in_turn(
            address,
            lambda bot: bot.send_message(int(address), text, reply_markup=keyboard, link_preview_options=_NO_PREVIEW),
        )

    async def _file(self, address: str, file: Enclosure) -> str:
        """A picture to be looked at, anything else to be kept."""
        if file.mime.startswith("image/"):
            return await self._in_turn(address, lambda bot: bot.send_photo(int(address), file.body, filename=file.name))
        return await self._in_turn(address, lambda bot: bot.send_document(int(address), file.body, filename=file.name))

    async def _in_turn(self, address: str, doing: Callable[[Bot], Awaitable[Message]]) -> str:
        try:
            async with self.limiter.turn(address):
                message = await self._call(doing)
        except Halted as halted:
            raise SendError("halted", until=datetime.now(UTC) + timedelta(seconds=halted.seconds)) from halted
        return str(message.message_id)

    async def _edit(self, outbound: Outbound, text: str, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Puts the message into the place of an earlier one; False where that cannot be changed any more."""
        assert outbound.replaces is not None  # asked before
        chat, message = int(outbound.address), int(outbound.replaces)
        try:
            await self._call(
                lambda bot: bot.edit_message_text(
                    text, chat, message, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
                )
            )
        except SendError as error:
            if _SAME in str(error):
                return True
            if error.permanent and not error.unreachable:  # gone, or older than two days
                return False
            # Changed twice, a card looks as if changed once: nothing is uncertain about it.
            gone = error.unreachable
            raise SendError(str(error), permanent=gone, unreachable=gone, until=error.until) from error
        return True

    async def _call(self, doing: Callable[[Bot], Awaitable[T]]) -> T:
        try:
            return await self._api.call(doing)
        except SendError as error:
            if error.until is not None:
                self.limiter.halt((error.until - datetime.now(UTC)).total_seconds())
            raise

    async def answer(self, press: str, toast: str = "") -> None:
        """Ends the waiting of a pressed button. Raises SendError."""
        await self._api.call(lambda bot: bot.answer_callback_query(press, toast[:LONGEST_TOAST] or None))

    async def greet(self, address: str, text: str) -> None:
        """Tells somebody unknown how to come in; the same is not said again and again. Raises SendError."""
        now = time.monotonic()
        if now - self._greeted.get((address, text), -GREETING_LASTS) < GREETING_LASTS:
            return
        if len(self._greeted) >= MOST_GREETED:
            self._greeted.clear()
        self._greeted[address, text] = now
        await self._one(address, text, None)

    async def fetch(self, ref: str, most: int) -> bytes:
        """The photo or voice note of this reference. Raises SendError."""
        return await self._api.file(ref, most)


def _keyboard(outbound: Outbound) -> InlineKeyboardMarkup | None:
    """The choices as buttons: each carries the message's token and its place, nothing else leaves the house."""
    rows = wording.rows(outbound.labels)
    if not rows or outbound.token is None:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(outbound.labels[at], callback_data=f"{outbound.token}.{at}") for at in row]
            for row in rows
        ]
    )
