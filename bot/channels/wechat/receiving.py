"""Callbacks in: kept, committed, and then answered - with what was said to it, if that is ready in time."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

import structlog
from starlette.responses import Response

from bot.channels import Edge
from bot.channels.tencent import xml
from bot.channels.tencent.xml import NoXml
from bot.channels.wechat import limits, replies
from bot.channels.wechat.limits import ASKS_AGAIN, NAME
from bot.channels.wechat.normalise import Unreadable, normalise, sender
from bot.channels.wechat.slots import Slot, Slots
from handlers.kit.messages import Incoming
from handlers.kit.texts import DEFAULT_LANGUAGE, Texts

# Answers that are remembered for the case that they were lost on their way.
MOST_ANSWERS: Final = 2000

log = structlog.get_logger()


class Receiver:
    """Takes opened callbacks. `seal` closes an answer.

    `answering`: this process sends, so an answer may be waited for.
    """

    def __init__(self, slots: Slots, edge: Edge, seal: Callable[[str], str], clock: Callable[[], datetime]) -> None:
        self._slots = slots
        self._edge = edge
        self._seal = seal
        self._clock = clock
        self._texts = Texts(DEFAULT_LANGUAGE)
        self._answered: OrderedDict[str, tuple[datetime, str]] = OrderedDict()
        self.answering = False

    async def take(self, plain: str) -> Response | None:
        """Keeps a message; when it returns it is on disk. The answer, if there is one.

        Raises when it cannot be kept.
        """
        try:
            told = xml.read(plain)
            who, us, incoming = sender(told), str(told.get("ToUserName")), normalise(told)
        except (NoXml, Unreadable) as error:
            log.warning("callback_unreadable", why=str(error))
            await self._edge.bury(NAME, f"callback.{sha256(plain.encode()).hexdigest()}", {"xml": plain})
            return None
        if told.get("Event") in ("subscribe", "unsubscribe"):
            await self._edge.reached(NAME, who, told["Event"] == "subscribe")
        if incoming is None:
            return None
        said, slot = await self._kept(incoming)
        if not said:
            return None
        answer = self._seal(replies.text(who, us, said, self._clock()))
        return Response(answer, media_type="text/xml") if slot is None else replies.Leaving(answer, slot)

    async def _kept(self, incoming: Incoming) -> tuple[str, Slot | None]:
        """What is answered, and whoever hands it in and waits until it has left."""
        now = asyncio.get_running_loop().time
        until = now() + limits.ANSWER_SECONDS
        with self._slots.opened(incoming.address) as slot:
            if not await self._edge.keep(incoming):
                slot.close()
                return self._greeting(incoming), None
            if (lost := self._lost(incoming.key)) or not self.answering:
                slot.close()
                return lost, None
            said = await slot.said(until - now())
        if said:
            self._remember(incoming.key, said)
        return said, slot

    def _greeting(self, incoming: Incoming) -> str:
        """Tells a stranger how to come in."""
        return self._texts("wechat.no_such_code" if incoming.text.startswith("绑定") else "wechat.stranger")

    def _lost(self, key: str) -> str:
        """What this very message was answered with, if it has come again: then the answer did not arrive."""
        at, said = self._answered.get(key, (None, ""))
        return said if at is not None and self._clock() - at < timedelta(seconds=ASKS_AGAIN) else ""

    def _remember(self, key: str, said: str) -> None:
        self._answered[key] = self._clock(), said
        if len(self._answered) > MOST_ANSWERS:
            self._answered.popitem(last=False)
