"""Telegram, put together: its line, its webhook or its polling, its introduction."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any

from starlette.routing import Route

from bot.channels import Door, Edge
from bot.channels.telegram import limits, polling, starting, webhook
from bot.channels.telegram.api import Api
from bot.channels.telegram.receiving import Receiver
from bot.channels.telegram.sending import Telegram
from bot.limiter import Limiter


class TelegramPlatform:
    """One bot. `hook` is the address and secret of its webhook; without it, updates are fetched.

    `commands` are (command, description) in each language.
    """

    def __init__(
        self,
        root: str,
        token: str,
        hook: tuple[str, str] | None,
        edge: Edge,
        clock: Callable[[], datetime],
        commands: Mapping[str, Sequence[tuple[str, str]]],
    ) -> None:
        self._api = Api(root, token)
        self.line = Telegram(self._api, Limiter(limits.RATES, limits.is_group))
        self._receiver = Receiver(self.line, edge, clock)
        self._hook = hook
        self._commands = commands

    def routes(self) -> Sequence[Route]:
        """Where Telegram hands in updates; none when they are polled."""
        return [] if self._hook is None else [webhook.route(*self._hook, self._receiver)]

    def work(self) -> Sequence[Coroutine[Any, Any, None]]:
        """The introduction, and without a webhook the polling."""
        introduction = starting.introduce(self._api, self._receiver, self._commands, self._hook)
        return [introduction] if self._hook else [introduction, polling.poll(self._api, self._receiver)]

    def doors(self) -> Sequence[Door]:
        """None: whoever comes from a chat has a link of his own."""
        return ()

    async def stop(self) -> None:
        """Ends after the answers that are under way."""
        await self._receiver.settle()
        await self._api.close()
