"""Updates in, whichever way they come: kept, committed, and only then acknowledged; each for itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.channels import Edge, SendError
from bot.channels.telegram.limits import NAME
from bot.channels.telegram.menus import take_away
from bot.channels.telegram.normalise import Unreadable, normalise
from bot.channels.telegram.sending import GREETING_LASTS, Telegram
from handlers.kit.messages import Incoming
from handlers.kit.texts import Texts

# A database that is unwell for a moment is nobody's business; after this people are told, and not again for a while.
SILENT_FOR = timedelta(minutes=1)
UNWELL_LASTS = 600.0

log = structlog.get_logger()


class Receiver:
    """Takes updates. `came` is called when somebody may have come in with a code.

    `username` is the bot's own name, filled in once it is known.
    """

    def __init__(
        self, channel: Telegram, edge: Edge, clock: Callable[[], datetime], came: Callable[[], None] = lambda: None
    ) -> None:
        self._channel = channel
        self._edge = edge
        self._clock = clock
        self._came = came
        self._answers: set[asyncio.Task[Any]] = set()
        self._unwell_since: datetime | None = None
        self.username = ""

    async def take(self, updates: Sequence[dict[str, Any]]) -> None:
        """Keeps updates in this order; when it returns they are on disk. Raises when the database is unwell."""
        # All are in line before the first is waited for, so that they share a commit.
        kept = [self._keep(update) for update in updates]
        try:
            known_ones = await asyncio.gather(*(stored for _, stored in kept))
        except Exception:
            self._unkept(updates)
            raise
        self._unwell_since = None
        for update, (incoming, _), known in zip(updates, kept, known_ones, strict=True):
            strange = incoming is not None and (known is False or _brings_code(incoming))
            if strange or "callback_query" in update:  # the rest is answered by the conversation
                self._begin(self._answer(update, incoming, known is not False))

    def _unkept(self, updates: Sequence[dict[str, Any]]) -> None:
        """The platform will bring them again. Whoever has been waiting for long is told that nothing is lost."""
        now = self._clock()
        self._unwell_since = self._unwell_since or now
        if now - self._unwell_since >= SILENT_FOR:
            for update in updates:
                self._begin(self._say(update, "telegram.unwell", UNWELL_LASTS))

    def _begin(self, work: Coroutine[Any, Any, Any]) -> None:
        task = asyncio.create_task(work)
        self._answers.add(task)
        task.add_done_callback(self._answers.discard)

    def _keep(self, update: dict[str, Any]) -> tuple[Incoming | None, Awaitable[bool | None]]:
        try:
            incoming = normalise(update, self.username, self._clock())
        except Unreadable as error:
            log.warning("update_unreadable", update=str(update.get("update_id"))[:20], why=str(error))
            return None, self._bury(update)
        if incoming is not None:
            return incoming, self._edge.keep(incoming)
        if "my_chat_member" in update:
            return None, self._member(update["my_chat_member"])
        return None, _nothing()

    async def _bury(self, update: dict[str, Any]) -> None:
        await self._edge.bury(NAME, f"update.{str(update.get('update_id'))[:60]}", update)
        self._begin(self._say(update, "telegram.unreadable"))

    async def _member(self, change: dict[str, Any]) -> None:
        if change["chat"]["type"] == "private":
            reached = change["new_chat_member"]["status"] not in ("kicked", "left")
            await self._edge.reached(NAME, str(change["chat"]["id"]), reached)

    async def _answer(self, update: dict[str, Any], incoming: Incoming | None, known: bool) -> None:
        """Ends a button's waiting, and tells strangers how to come in. Nothing depends on it."""
        press = update.get("callback_query")
        if isinstance(press, dict) and isinstance(press.get("id"), str):
            toast = "" if known or incoming is None else _texts(press)("telegram.stranger_press")
            await self._try(self._channel.answer(press["id"], toast))
        elif incoming is not None and known:  # he came with a code: his list of commands is due
            self._came()
        elif incoming is not None:
            said = await self._say(update, "telegram.no_such_code" if _brings_code(incoming) else "telegram.stranger")
            if said:
                await self._try(take_away(self._channel, incoming.address))

    async def _say(self, update: dict[str, Any], key: str, lasts: float = GREETING_LASTS) -> bool:
        """Says something outside the outbox, in a private chat; False when it was not said."""
        message = update.get("message")
        chat = message.get("chat") if isinstance(message, dict) else None
        if not isinstance(chat, dict) or chat.get("type") != "private" or not isinstance(chat.get("id"), int):
            return False
        return bool(await self._try(self._channel.greet(str(chat["id"]), _texts(message)(key), lasts)))

    async def _try(self, saying: Awaitable[Any]) -> Any:
        try:
            return await saying
        except SendError as error:
            log.info("answer_failed", why=str(error))
        except Exception:
            log.exception("answer_failed")
        return None

    async def settle(self) -> None:
        """Waits for the answers that are under way."""
        if self._answers:
            await asyncio.wait(self._answers, timeout=2)


async def _nothing() -> None:
    return None


def _brings_code(incoming: Incoming) -> bool:
    return incoming.text.startswith(("/start ", "绑定 "))


def _texts(said: Any) -> Texts:
    """The catalogue for somebody unknown, by what his phone says of its language."""
    code = str(((said or {}).get("from") or {}).get("language_code") or "zh")
    return Texts("zh_CN" if code.startswith("zh") else "en")
