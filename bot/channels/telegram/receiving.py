"""Updates in, whichever way they come: kept, committed, and only then acknowledged; each for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import structlog

from bot.channels import Edge, SendError
from bot.channels.telegram.limits import NAME
from bot.channels.telegram.normalise import Unreadable, normalise
from bot.channels.telegram.sending import Telegram
from handlers.kit.messages import Incoming
from handlers.kit.texts import Texts

log = structlog.get_logger()


class Receiver:
    """Takes updates. `username` is the bot's own name, filled in once it is known."""

    def __init__(self, channel: Telegram, edge: Edge, clock: Callable[[], datetime]) -> None:
        self._channel = channel
        self._edge = edge
        self._clock = clock
        self._answers: set[asyncio.Task[None]] = set()
        self.username = ""

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keeps updates in this order; when it returns they are on disk. Raises when the database is unwell."""
        # All are in line before the first is waited for, so that they share a commit.
        kept = [self._keep(update) for update in updates]
        known_ones = await asyncio.gather(*(stored for _, stored in kept))
        for update, (incoming, _), known in zip(updates, kept, known_ones, strict=True):
            task = asyncio.create_task(self._answer(update, incoming, known is not False))
            self._answers.add(task)
            task.add_done_callback(self._answers.discard)

    def _keep(self, update: dict[str, Any]) -> tuple[Incoming | None, Awaitable[bool | None]]:
        try:
            incoming = normalise(update, self.username, self._clock())
        except Unreadable as error:
            log.warning("update_unreadable", update=str(update.get("update_id"))[:20], why=str(error))
            return None, self._edge.bury(NAME, f"update.{str(update.get('update_id'))[:60]}", update)
        if incoming is not None:
            return incoming, self._edge.keep(incoming)
        if "my_chat_member" in update:
            return None, self._member(update["my_chat_member"])
        return None, _nothing()

    async def _member(self, change: dict[str, Any]) -> None:
        if change["chat"]["type"] == "private":
            reached = change["new_chat_member"]["status"] not in ("kicked", "left")
            await self._edge.reached(NAME, str(change["chat"]["id"]), reached)

    async def _answer(self, update: dict[str, Any], incoming: Incoming | None, known: bool) -> None:
        """Ends a button's waiting, and tells strangers how to come in. Nothing depends on it."""
        press = update.get("callback_query")
        try:
            toast = "" if known or incoming is None else _texts(press)("telegram.stranger_press")
            if isinstance(press, dict) and isinstance(press.get("id"), str):
                await self._channel.answer(press["id"], toast)
            elif incoming is not None and not known and _private(update):
                brought = incoming.text.startswith(("/start ", "绑定 "))
                t = _texts(update.get("message"))
                text = t("telegram.no_such_code") if brought else t("telegram.stranger")
                await self._channel.greet(incoming.address, text)
        except SendError as error:
            log.info("answer_failed", why=str(error))
        except Exception:
            log.exception("answer_failed")

    async def settle(self) -> None:
        """Waits for the answers that are under way."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=2)


async def _nothing() -> None:
    return None


def _private(update: dict[str, Any]) -> bool:
    message = update.get("message")
    return isinstance(message, dict) and message["chat"]["type"] == "private"


def _texts(said: Any) -> Texts:
    """The catalogue for somebody unknown, by what his phone says of its language."""
    code = str(((said or {}).get("from") or {}).get("language_code") or "zh")
    return Texts("zh_CN" if code.startswith("zh") else "en")
