"""The Bot API over one shared pool of connections: python-telegram-bot's Bot, and raw calls where it reads too much."""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channels import SendError
from bot.channels.telegram.failures import failure

T = TypeVar("T")

# The library gives `retry_after` as a timedelta only where this is set, and warns where it is not.
os.environ.setdefault("PTB_TIMEDELTA", "true")

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
# All connections busy: the message waits rather than fails.
POOL_SECONDS = 10.0
POOL = 64
# A call for updates that waits for some.
POLL_SECONDS = 25


class Unanswered(Exception):
    """A raw call went wrong; `status` is that of HTTP, or 0 when there was no answer. The text holds no secret."""

    def __init__(self, status: int, why: str, wait: float = 0.0) -> None:
        super().__init__(why)
        self.status = status
        self.wait = wait


class Api:
    """One bot at one root. `root` is where `/bot<TOKEN>/METHOD` lies."""

    def __init__(self, root: str, token: str) -> None:
        request = HTTPXRequest(POOL, ANSWER_SECONDS, ANSWER_SECONDS, CONNECT_SECONDS, POOL_SECONDS)
        self._request = request
        self._methods, self._files = f"{root}/bot{token}", f"{root}/file/bot{token}"
        self.bot = Bot(token, f"{root}/bot", f"{root}/file/bot", request=request, get_updates_request=request)
        # A pool of its own, so that the long wait for updates never stands in the way of a message.
        self._raw = httpx.AsyncClient(
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS, read=POLL_SECONDS + ANSWER_SECONDS)
        )

    async def call(self, doing: Callable[[Bot], Awaitable[T]]) -> T:
        """Calls a method of the Bot. Raises SendError."""
        try:
            return await doing(self.bot)
        except TelegramError as error:
            raise failure(error, datetime.now(UTC)) from error
        except (KeyError, TypeError, AttributeError, ValueError) as error:  # done, and told in a shape nobody knows
            raise SendError(f"unreadable answer: {type(error).__name__}", uncertain=True) from error

    async def updates(self, offset: int | None, kinds: tuple[str, ...]) -> list[Any]:
        """Waits for updates and returns them as they were written. Raises Unanswered."""
        asked = {"timeout": str(POLL_SECONDS), "allowed_updates": json.dumps(kinds)}
        if offset is not None:
            asked["offset"] = str(offset)
        try:
            response = await self._raw.post(f"{self._methods}/getUpdates", data=asked)
            told = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise Unanswered(0, type(error).__name__) from None
        if not isinstance(told, dict) or not isinstance(told.get("result"), list):
            parameters = told.get("parameters") or {} if isinstance(told, dict) else {}
            wait = parameters.get("retry_after", 0) if isinstance(parameters, dict) else 0
            raise Unanswered(response.status_code, f"answered {response.status_code}", float(wait or 0))
        return list(told["result"])

    async def file(self, ref: str, most: int) -> bytes:
        """A file that a person sent, not read on after `most` bytes. Raises SendError."""
        found = await self.call(lambda bot: bot.get_file(ref))
        path = str(found.file_path or "").removeprefix(f"{self._files}/")
        got = bytearray()
        try:
            async with self._raw.stream("GET", f"{self._files}/{path}") as response:
                if response.status_code != httpx.codes.OK:
                    raise SendError(f"file answered {response.status_code}")
                async for piece in response.aiter_bytes():
                    got += piece
                    if len(got) > most:
                        break
        except httpx.HTTPError as error:
            raise SendError(type(error).__name__) from None
        return bytes(got)

    async def close(self) -> None:
        """Gives the connections back."""
        await self._request.shutdown()
        await self._raw.aclose()
