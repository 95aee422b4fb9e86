"""Messages out: files, then the text in parts, with buttons below the last one, or in the place of an earlier card."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TypeVar

import structlog
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions

from bot.channels import Outbound, SendError
from bot.channels.telegram import enclosures, wording
from bot.channels.telegram.api import Api
from bot.channels.telegram.limits import LONGEST_TOAST, NAME
from bot.limiter import Halted, Limiter

T = TypeVar("T")

log = structlog.get_logger()

# A preview would open the link, and a sign-in link is good for one opening only.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# How the platform words that a card looks as it should already.
_SAME = "message is not modified"
# A stranger is told how to come in, but not at every word.
GREETING_LASTS = 30.0
MOST_GREETED = 1000
# Greetings that wait for their turn.
MOST_AT_THE_DOOR = 20


class Telegram:
    """The channel. Nothing is marked up: a name with brackets or stars is shown as it is written."""

    name = NAME

    def __init__(self, api: Api, limiter: Limiter) -> None:
        self._api = api
        self.limiter = limiter
        self._greeted: dict[tuple[str, str], float] = {}
        self._greeting = 0

    def known_again(self, outbound: Outbound) -> bool:
        """No: every call is another message."""
        return False

    async def send(self, outbound: Outbound) -> Sequence[str]:
        """Sends one message and returns the platform's numbers of its parts. Raises SendError."""
        sent: list[str] = []
        try:
            async for number in self._parts(outbound):
                sent.append(number)
        except SendError as error:  # what has arrived is not sent again
            error.sent = (*sent, *error.sent)
            raise
        return sent

    async def _parts(self, outbound: Outbound) -> AsyncIterator[str]:
        """Sends what is not there yet; the platform's number of each part as soon as it is. Raises SendError."""
        for group in enclosures.groups(outbound.files[outbound.done :]):
            for number in await self._enclosed(outbound.address, group):
                yield number
        parts = wording.parts(wording.worded(outbound.text, outbound.labels))
        keyboard = _keyboard(outbound)
        if (
            outbound.replaces
            and len(parts) == 1
            and not outbound.files
            and await self._edit(outbound, parts[0], keyboard)
        ):
            yield outbound.replaces
            return
        # Without a number for each part of the text nobody knows where it was cut: it begins anew.
        for place, part in enumerate(parts, start=1):
            below = keyboard if place == len(parts) else None
            yield await self._one(outbound.address, part, below)

    async def _enclosed(self, address: str, group: enclosures.Group) -> Sequence[str]:
        """Sends files. What is not taken as a photo or voice note goes as a plain file, if that is taken at all."""
        try:
            return await self._turn(address, partial(enclosures.send, chat=int(address), group=group), len(group))
        except SendError as error:
            if not error.permanent or error.unreachable:
                raise
            log.warning("enclosure_refused", mime=group[0].mime, files=len(group), why=str(error))
        if group[0].mime == enclosures.PLAIN:
            return ()
        sent: list[str] = []
        for one in group:
            try:
                sent += await self._enclosed(address, (enclosures.as_file(one),))
            except SendError as error:
                error.sent = (*sent, *error.sent)
                raise
        return sent

    async def _one(self, address: str, text: str, keyboard: InlineKeyboardMarkup | None) -> str:
        message = await self._turn(
            address,
            lambda bot: bot.send_message(int(address), text, reply_markup=keyboard, link_preview_options=_NO_PREVIEW),
        )
        return str(message.message_id)

    async def _turn(self, address: str, doing: Callable[[Bot], Awaitable[T]], messages: int = 1) -> T:
        """Does it as soon as the platform's bounds on speed let it. Raises SendError."""
        try:
            async with self.limiter.turn(address, messages):
                return await self.do(doing)
        except Halted as halted:
            raise SendError("halted", until=datetime.now(UTC) + timedelta(seconds=halted.seconds)) from halted

    async def _edit(self, outbound: Outbound, text: str, keyboard: InlineKeyboardMarkup | None) -> bool:
        """Puts the message into the place of an earlier one; False where that cannot be changed any more."""
        assert outbound.replaces is not None  # asked before
        chat, message = int(outbound.address), int(outbound.replaces)
        try:
            await self._turn(
                outbound.address,
                lambda bot: bot.edit_message_text(
                    text, chat, message, reply_markup=keyboard, link_preview_options=_NO_PREVIEW
                ),
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

    async def do(self, doing: Callable[[Bot], Awaitable[T]]) -> T:
        """Calls a method; where the platform asks to be left alone, nothing is sent meanwhile. Raises SendError."""
        try:
            return await self._api.call(doing)
        except SendError as error:
            if error.until is not None:
                self.limiter.halt((error.until - datetime.now(UTC)).total_seconds())
            raise

    async def answer(self, press: str, toast: str = "") -> None:
        """Ends the waiting of a pressed button. Raises SendError."""
        await self._api.call(lambda bot: bot.answer_callback_query(press, toast[:LONGEST_TOAST] or None))

    async def greet(self, address: str, text: str, lasts: float = GREETING_LASTS) -> bool:
        """Says something outside the outbox, as to somebody unknown how to come in. Raises SendError.

        False when it was not said: the same is not said again before it `lasts`, nor to a whole crowd.
        """
        now = time.monotonic()
        if now - self._greeted.get((address, text), -lasts) < lasts:
            return False
        if self._greeting >= MOST_AT_THE_DOOR:  # they would stand in the way of those who work here
            return False
        if len(self._greeted) >= MOST_GREETED:
            self._greeted.clear()
        self._greeted[address, text] = now
        self._greeting += 1
        try:
            await self._one(address, text, None)
        finally:
            self._greeting -= 1
        return True

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
