"""Telling the bot: one update of a chat after another, again and again until it says 2xx."""

from __future__ import annotations

import asyncio
import ipaddress
import re
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx

from tests.fakes.clock import Clock
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.wording import bad

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PORTS = (443, 80, 88, 8443)
# Seconds between tries: the first at once, then doubling.
FIRST, LONGEST, LONGEST_ASKED = 2.0, 60.0, 3600.0
GONE_FOR = timedelta(hours=23)
TIMEOUT = 10.0


class Webhook:
    """The delivery. `pace` shortens the waits between tries; `tried` tells of each try: (update, status or error)."""

    def __init__(self, updates: Updates, clock: Clock, answer: Callable[[dict[str, Any]], Awaitable[Any]]) -> None:
        self._updates = updates
        self._clock = clock
        self._answer = answer
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._gone: datetime | None = None
        self.pace = 1.0
        self.secret = ""
        self.connections = 40
        self.error: tuple[int, str] | None = None
        self.tried: list[tuple[int, int | str]] = []

    def set(self, params: dict[str, Any]) -> bool:
        """setWebhook. Raises Refusal. Plain http and any port are taken on the loopback, nowhere else."""
        url, secret = params["url"], params.get("secret_token", "")
        if not url:
            return self.delete(params)
        _check(url, secret, params.get("max_connections", 40))
        self.secret, self.connections = secret, params.get("max_connections", 40)
        self._updates.webhook, self._gone = url, None
        if "allowed_updates" in params:
            self._updates.allowed = params["allowed_updates"] or None
        self._drop(params)
        self._updates.wake()  # what has been waiting is delivered now
        return True

    def delete(self, params: dict[str, Any]) -> bool:
        """deleteWebhook."""
        self._updates.webhook = ""
        self._drop(params)
        return True

    def _drop(self, params: dict[str, Any]) -> None:
        if params.get("drop_pending_updates"):
            self._updates.waiting.clear()

    def info(self) -> dict[str, Any]:
        """getWebhookInfo."""
        url = self._updates.webhook
        told = {"url": url, "has_custom_certificate": False, "pending_update_count": len(self._updates.waiting)}
        if self.error:
            told |= {"last_error_date": self.error[0], "last_error_message": self.error[1]}
        return told | ({"max_connections": self.connections} if url else {})

    async def run(self, changed: asyncio.Event) -> None:
        """Delivers for ever; every chat is a queue of its own."""
        async with httpx.AsyncClient(timeout=TIMEOUT) as client:
            while True:
                changed.clear()
                if self._updates.webhook:
                    self._begin(client)
                await changed.wait()

    def _begin(self, client: httpx.AsyncClient) -> None:
        for chat in {self._updates.chats[number] for number in list(self._updates.waiting)} - self._busy:
            if len(self._busy) >= self.connections:
                return
            self._busy.add(chat)
            task = asyncio.create_task(self._deliver(client, chat))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _deliver(self, client: httpx.AsyncClient, chat: int) -> None:
        pause = 0.0
        try:
            while self._updates.webhook and (update := self._first(chat)):
                asked = await self._try(client, update)
                if asked is None:
                    self._updates.done(update["update_id"])
                    pause = 0.0
                    continue
                await asyncio.sleep((asked or pause) * self.pace)
                pause = min(LONGEST, pause * 2 or FIRST)
        finally:
            self._busy.discard(chat)
            self._updates.wake()

    def _first(self, chat: int) -> dict[str, Any] | None:
        self._updates.forget()
        numbers = [number for number in sorted(self._updates.waiting) if self._updates.chats[number] == chat]
        return self._updates.waiting[numbers[0]] if numbers else None

    async def _try(self, client: httpx.AsyncClient, update: dict[str, Any]) -> float | None:
        """None when it was taken, otherwise for how long the bot asked to be left alone."""
        headers = {HEADER: self.secret} if self.secret else {}
        try:
            response = await client.post(self._updates.webhook, json=update, headers=headers)
        except httpx.HTTPError as error:
            return self._failed(update, type(error).__name__)
        if response.is_success:
            self._gone = None
            self.tried.append((update["update_id"], response.status_code))
            await self._do(response)
            return None
        self._is_gone(response.status_code)
        self._failed(update, response.status_code)
        return min(LONGEST_ASKED, float(response.headers.get("retry-after") or 0))

    async def _do(self, response: httpx.Response) -> None:
        """A call may ride in the answer; its result goes nowhere."""
        if response.headers.get("content-type", "").startswith("application/json") and response.content:
            asked = response.json()
            if isinstance(asked, dict) and "method" in asked:
                await self._answer(asked)

    def _failed(self, update: dict[str, Any], why: int | str) -> float:
        self.tried.append((update["update_id"], why))
        self.error = self._clock.stamp(), f"Wrong response from the webhook: {why}"
        return 0.0

    def _is_gone(self, status: int) -> None:
        if status != httpx.codes.GONE:
            return
        self._gone = self._gone or self._clock.now()
        if self._clock.now() - self._gone >= GONE_FOR:
            self._updates.webhook = ""


def _check(url: str, secret: str, connections: int) -> None:
    parts = urlsplit(url)
    if not _loopback(parts.hostname or ""):
        if parts.scheme != "https":
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if (parts.port or 443) not in PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
    if secret and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise bad("secret token contains unallowed characters")
    if not 1 <= connections <= 100:
        raise bad("max_connections must be between 1 and 100")


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
