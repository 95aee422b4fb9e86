"""Callbacks in: kept, committed, and only then answered with nothing; what is said goes out by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from hashlib import sha256
from typing import Any

import structlog
from msgspec.structs import replace

from bot.channels import Edge, SendError
from bot.channels.tencent import xml
from bot.channels.tencent.xml import NoXml
from bot.channels.wecom.limits import NAME
from bot.channels.wecom.normalise import Unreadable, card_code, normalise
from bot.channels.wecom.sending import WeCom
from handlers.kit.messages import Incoming
from handlers.kit.texts import DEFAULT_LANGUAGE, Texts

log = structlog.get_logger()


class Receiver:
    """Takes decrypted callbacks."""

    def __init__(self, channel: WeCom, edge: Edge) -> None:
        self._channel = channel
        self._edge = edge
        self._texts = Texts(DEFAULT_LANGUAGE)
        self._answers: set[asyncio.Task[None]] = set()

    async def take(self, plain: str) -> None:
        """Keeps a message; when it returns it is on disk. There is no passive answer. Raises when it cannot be kept."""
        try:
            message = xml.read(plain)
            incoming = normalise(message, plain)
        except (NoXml, Unreadable) as error:
            log.warning("callback_unreadable", why=str(error))
            await self._edge.bury(NAME, f"callback.{sha256(plain.encode()).hexdigest()}", {"xml": plain})
            return
        if incoming is None:
            return
        if code := card_code(message):
            own = await self._edge.pressed(NAME, incoming.address, incoming.press, code)
            incoming = replace(incoming, press=own)
        if not await self._edge.keep(incoming):
            self._later(self._greet(incoming))

    async def settle(self) -> None:
        """Waits for the answers that are under way."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=2)

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    async def _greet(self, incoming: Incoming) -> None:
        """Tells a stranger how to come in. Nothing depends on it."""
        brought = incoming.text.startswith(("/start ", "绑定"))
        text = self._texts("wecom.no_such_code") if brought else self._texts("wecom.stranger")
        try:
            await self._channel.greet(incoming.address, text)
        except SendError as error:
            log.info("answer_failed", why=str(error))
        except Exception:
            log.exception("answer_failed")
