"""Telling the bot: five seconds for an answer, three tries in all, then the message is lost."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.fakes.clock import Clock
from tests.fakes.server import Server

TRIES = 3
Wrap = Callable[[str, str], tuple[dict[str, str], bytes]]


@dataclass
class Delivery:
    """One message on its way: whose it is, what it holds, and what came of each try."""

    who: str
    message: dict[str, Any]
    tried: list[int | str] = field(default_factory=list)
    answered: bool | None = None


class Callback:
    """Posts to the bot's address. `deadline` and `pause` are shortened by tests.

    Each try is sealed anew, with its own time and nonce; `same_envelope` sends the very bytes of the first again.
    First tries of one person keep their order; a try that is repeated may be overtaken, as on the platform.
    """

    def __init__(self, server: Server, clock: Clock, answered: Callable[[Delivery, bytes | None], None]) -> None:
        self._server = server
        self._clock = clock
        self._answered = answered
        self._turns: dict[str, asyncio.Lock] = {}
        self._client: httpx.AsyncClient | None = None
        self.url = ""
        self.deadline = 5.0
        self.pause = 0.0
        self.same_envelope = False
        self.sent: list[Delivery] = []

    def deliver(self, who: str, message: dict[str, Any], wrap: Wrap) -> Delivery:
        """Begins to deliver; it is over when `answered` is true or false."""
        delivery = Delivery(who, message)
        self.sent.append(delivery)
        if self.url:
            self._server.start(self._deliver(delivery, wrap))
        return delivery

    def seal(self, wrap: Wrap) -> tuple[dict[str, str], bytes]:
        """An envelope with a time and a nonce of its own."""
        return wrap(str(self._clock.stamp()), secrets.token_hex(5))

    async def get(self, params: dict[str, str]) -> httpx.Response:
        """The verification's GET."""
        return await self._http().get(self.url, params=params, timeout=self.deadline)

    async def close(self) -> None:
        """Ends the client."""
        if self._client:
            await self._client.aclose()

    def _http(self) -> httpx.AsyncClient:
        self._client = self._client or httpx.AsyncClient()
        return self._client

    async def _deliver(self, delivery: Delivery, wrap: Wrap) -> None:
        first = self.seal(wrap)
        async with self._turns.setdefault(delivery.who, asyncio.Lock()):
            answer = await self._try(delivery, first)
        while answer is None and len(delivery.tried) < TRIES:
            await asyncio.sleep(self.pause)
            answer = await self._try(delivery, first if self.same_envelope else self.seal(wrap))
        delivery.answered = answer is not None
        self._answered(delivery, answer)

    async def _try(self, delivery: Delivery, sealed: tuple[dict[str, str], bytes]) -> bytes | None:
        params, body = sealed
        try:
            async with asyncio.timeout(self.deadline):
                response = await self._http().post(
                    self.url, params=params, content=body, headers={"content-type": "text/xml"}
                )
        except (httpx.HTTPError, TimeoutError) as error:
            delivery.tried.append(type(error).__name__)
            return None
        delivery.tried.append(response.status_code)
        return response.content if response.status_code == httpx.codes.OK else None
