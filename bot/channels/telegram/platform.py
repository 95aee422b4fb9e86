"""Telegram, put together: its line, its webhook or its polling, its introduction."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.routing import Route

from bot.channels import Door, Edge
from bot.channels.telegram import limits, menus, polling, starting, webhook
from bot.channels.telegram.api import Api
from bot.channels.telegram.menus import Listed, Menus
from bot.channels.telegram.receiving import Receiver
from bot.channels.telegram.sending import Telegram
from bot.limiter import Limiter


class TelegramPlatform:
    """One bot. `hook` is the address and secret of its webhook; without it, updates are fetched.

    `menus` knows what each chat may say, `common` is what everybody may, in each language.
    """

    def __init__(
        self,
        root: str,
        token: str,
        hook: tuple[str, str] | None,
        edge: Edge,
        clock: Callable[[], datetime],
        menus: Menus,
        common: Mapping[str, Listed],
    ) -> None:
        self._api = Api(root, token)
        self.line = Telegram(self._api, Limiter(limits.RATES, limits.is_group))
        self._woken = asyncio.Event()
        self._receiver = Receiver(self.line, edge, clock, self._woken.set)
        self._hook = hook
        self._menus = menus
        self._common = common

    def routes(self) -> Sequence[Route]:
        """Where Telegram hands in updates; none when they are polled."""
        return [] if self._hook is None else [webhook.route(*self._hook, self._receiver)]

    def work(self) -> Sequence[Coroutine[Any, Any, None]]:
        """The introduction, the lists of commands, and without a webhook the polling."""
        work = [
            starting.introduce(self._api, self._receiver, self._menus, self._common, self._hook),
            menus.keep(self.line, self._menus, self._woken),
        ]
        return work if self._hook else [*work, polling.poll(self._api, self._receiver)]

    def doors(self) -> Sequence[Door]:
        """None: whoever comes from a chat has a link of his own."""
        return ()

    async def stop(self) -> None:
        """Ends after the answers that are under way."""
        await self._receiver.settle()
        await self._api.close()
