"""Messages out: the first in the reply to what was said, where one waits; the rest as customer-service messages.

Outside a window nothing is even tried: it waits on the person's page, and he is told so when he writes again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from bot.channels import Edge, Enclosure, Outbound, SendError
from bot.channels.parts import numbered, parts, utf8
from bot.channels.tencent.codes import Refusal
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.limits import LONGEST_TEXT, NAME, PICTURES
from bot.channels.wechat.slots import Slots
from bot.limiter import Halted, Limiter
from handlers.kit.texts import DEFAULT_LANGUAGE, Texts

# What stands in the place of the platform's number, which it gives to no answer.
REPLY = "reply"
SERVICE = "service"


class WeChat:
    """The channel. It has no buttons: choices are a numbered list."""

    name: str = NAME

    def __init__(self, api: WeChatApi, limiter: Limiter, slots: Slots, edge: Edge) -> None:
        self._api = api
        self.limiter = limiter
        self._slots = slots
        self._edge = edge
        self._texts = Texts(DEFAULT_LANGUAGE)

    def known_again(self, outbound: Outbound) -> bool:
        """Never: an equal message is shown as often as it is sent."""
        return False

    async def send(self, outbound: Outbound) -> Sequence[str]:
        """Sends one message; how each of its parts went. Raises SendError."""
        sent: list[str] = []
        for part in self._parts(outbound)[outbound.done :]:
            try:
                sent.append(await part())
            except SendError as error:
                error.sent = tuple(sent)
                raise
        return sent

    def _parts(self, outbound: Outbound) -> list[Callable[[], Awaitable[str]]]:
        """Pictures, then the text. Files of other kinds are not for followers: they are told where to get them."""
        text = numbered(outbound.text, outbound.labels) if outbound.labels else outbound.text
        pictures = [file for file in outbound.files if file.mime in PICTURES]
        if len(pictures) < len(outbound.files):
            text += self._texts("wechat.no_file")
        found = [partial(self._picture, outbound.address, file) for file in pictures]
        return [*found, *(partial(self._text, outbound, part) for part in parts(text, LONGEST_TEXT, utf8))]

    async def _text(self, outbound: Outbound, text: str) -> str:
        slot = self._slots.free(outbound.address) if outbound.answers else None
        if slot is not None and await slot.answer(text):
            return REPLY
        return await self._service(outbound.address, "text", {"content": text})

    async def _picture(self, address: str, file: Enclosure) -> str:
        try:
            media = await self._api.upload("image", file.name, file.body)
        except Refusal as refusal:
            raise self._halting(self._api.failed(refusal)) from None
        except SendError as error:  # nobody has seen anything yet
            raise SendError(str(error), permanent=error.permanent, until=error.until) from None
        return await self._service(address, "image", {"media_id": media})

    async def _service(self, address: str, kind: str, what: dict[str, Any]) -> str:
        if not await self._edge.spend(NAME, address):
            raise SendError("nothing was said lately that could be answered", permanent=True, unreachable=True)
        try:
            async with self.limiter.turn(address):
                await self._api.post("message/custom/send", {"touser": address, "msgtype": kind, kind: what})
        except Halted as halted:
            raise SendError("halted", until=datetime.now(UTC) + timedelta(seconds=halted.seconds)) from None
        except Refusal as refusal:
            raise self._halting(self._api.failed(refusal)) from None
        except SendError as error:
            raise self._halting(error) from None
        return SERVICE

    def _halting(self, error: SendError) -> SendError:
        if error.until is not None:
            self.limiter.halt((error.until - datetime.now(UTC)).total_seconds())
        return error

    async def fetch(self, ref: str, most: int) -> bytes:
        """The photo or voice note of this reference. Raises SendError."""
        try:
            return await self._api.download(ref, most)
        except Refusal as refusal:
            raise self._api.failed(refusal) from None
