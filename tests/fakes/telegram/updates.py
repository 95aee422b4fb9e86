"""What waits for the bot, and the two ways to get it: asking (getUpdates) and being told (webhook)."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.fakes.clock import Clock
from tests.fakes.telegram import schema
from tests.fakes.telegram.wording import bad, conflict

KEPT = timedelta(hours=24)
LONGEST_POLL = 50
# Left out unless asked for by name.
_UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}


class Updates:
    """The queue. Numbers begin anywhere, as they do after a quiet week."""

    def __init__(self, clock: Clock, wake: Callable[[], None]) -> None:
        self._clock = clock
        self.wake = wake
        self._next = random.randrange(10**8, 9 * 10**8)
        self._arrived: dict[int, datetime] = {}
        self.waiting: dict[int, dict[str, Any]] = {}
        self.chats: dict[int, int] = {}
        self.allowed: list[str] | None = None
        self.webhook = ""
        self._poller = 0

    def add(self, kind: str, body: Any, chat: int, *, strange: bool = False) -> int:
        """Queues an update and returns its number; `strange` ones need not be such as the platform sends."""
        if kind in _UNASKED - set(self.allowed or ()) or (self.allowed and kind not in self.allowed):
            return 0
        number = self._next
        self._next += 1
        update = {"update_id": number, kind: body}
        if not strange:
            schema.check_update(update)
        self.put(update, chat)
        return number

    def put(self, update: dict[str, Any], chat: int) -> None:
        """Queues an update as it is, one that was queued before too."""
        self.waiting[update["update_id"]] = update
        self.chats[update["update_id"]] = chat
        self._arrived[update["update_id"]] = self._clock.now()
        self.wake()

    def done(self, number: int) -> None:
        """One update is delivered."""
        self.waiting.pop(number, None)

    def forget(self) -> None:
        """Drops what nobody fetched in 24 hours."""
        old = self._clock.now() - KEPT
        for number in [number for number in self.waiting if self._arrived[number] < old]:
            self.done(number)

    def restart(self, number: int) -> None:
        """Numbers go on from there."""
        self._next = number

    async def poll(self, params: dict[str, Any], changed: asyncio.Event) -> list[dict[str, Any]]:
        """getUpdates. Confirms everything below the offset. Raises Refusal: 409 to the older of two who ask."""
        if self.webhook:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        limit, wait = params.get("limit", 100), params.get("timeout", 0)
        if not 1 <= limit <= 100 or wait < 0:
            raise bad("wrong limit or timeout")
        self._confirm(params.get("offset") or 0)
        if params.get("allowed_updates") is not None:
            self.allowed = params["allowed_updates"] or None
        self._poller += 1
        me, until = self._poller, time.monotonic() + min(wait, LONGEST_POLL)
        self.wake()
        while True:
            changed.clear()
            if me != self._poller:
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
            self.forget()
            left = until - time.monotonic()
            if self.waiting or left <= 0:
                return [self.waiting[number] for number in sorted(self.waiting)][:limit]
            try:
                await asyncio.wait_for(changed.wait(), left)
            except TimeoutError:
                continue

    def _confirm(self, offset: int) -> None:
        numbers = sorted(self.waiting)
        done = [number for number in numbers if number < offset] if offset >= 0 else numbers[:offset]
        for number in done:
            self.done(number)
