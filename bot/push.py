"""The platforms that messages are pushed to: built from settings, run beside the pages. Loaded only if there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Coroutine, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from starlette.routing import Route

from bot.channels import Door, Platform
from bot.config import Settings
from bot.edge import Edge as Kept
from bot.fetching import Fetcher
from bot.outbox import END_SECONDS, Sender
from bot.tokens import TokenStore
from bot.writer import Writer
from handlers.kit.routes import Routes
from handlers.kit.texts import DEFAULT_LANGUAGE, Texts
from storage import outbox

log = structlog.get_logger()


class Push:
    """The platforms, the sender and the fetcher of this process. To be made inside the event loop."""

    def __init__(self, settings: Settings, writer: Writer, routes: Routes, clock: Callable[[], datetime]) -> None:
        self._writer = writer
        self._clock = clock
        self._platforms = tuple(_platforms(settings, writer, routes, clock))
        lines = {one.line.name: one.line for one in self._platforms}
        self._sender = Sender(writer, lines, clock, Texts(DEFAULT_LANGUAGE), settings.public_url)
        self._fetcher = Fetcher(writer, lines, clock)
        self._tasks: list[asyncio.Task[None]] = []
        self._sending: asyncio.Task[None] | None = None

    def routes(self) -> list[Route]:
        """Where the platforms hand in messages."""
        return [route for one in self._platforms for route in one.routes()]

    def doors(self) -> list[Door]:
        """The ways into our pages from inside the platforms."""
        return [door for one in self._platforms for door in one.doors()]

    def wake(self) -> None:
        """There is something new to send. May be called from any thread."""
        self._sender.wake()

    def start(self, parts: Collection[str]) -> None:
        """Begins to send and fetch: all of it in one process, which knows the rates."""
        if "sender" in parts:
            self._sending = asyncio.create_task(self._send())
            self._begin(self._fetcher.run())
            for one in self._platforms:
                for work in one.work():
                    self._begin(work)

    async def deliver(self) -> None:
        """Sends everything that is due now, and nothing else."""
        await self._recall()
        while await self._sender.turn():
            pass

    async def stop(self) -> None:
        """Ends after what is being sent."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._sending is not None:
            self._sender.end()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sending, END_SECONDS)
        for one in self._platforms:
            await one.stop()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        self._tasks.append(asyncio.create_task(work))

    async def _send(self) -> None:
        try:
            await self._recall()
        except Exception:  # a lost server: one message may come too soon, and the platform says so
            log.exception("rates_not_recalled")
        await self._sender.run()

    async def _recall(self) -> None:
        now = self._clock()
        for line in (one.line for one in self._platforms):
            since = now - timedelta(seconds=line.limiter.longest)
            lately = partial(outbox.lately, channel=line.name, since=since)
            sent = await asyncio.wrap_future(self._writer.submit(lately))
            line.limiter.recall((address, (now - at).total_seconds()) for address, at in sent)


def _platforms(settings: Settings, writer: Writer, routes: Routes, clock: Callable[[], datetime]) -> Iterator[Platform]:
    """Those that are set. The libraries of the others are not loaded."""
    edge, store = Kept(writer, clock, settings.public_url), TokenStore(writer)
    if settings.telegram_token:
        from bot.channels.telegram.platform import TelegramPlatform
        from bot.menus import Menus

        token, secret = settings.telegram_token, settings.telegram_webhook_secret
        hook = settings.telegram_webhook_url and (settings.telegram_webhook_url, secret.value)
        root = settings.telegram_base_url, token.value
        menus = Menus(writer, routes, "telegram")
        yield TelegramPlatform(*root, hook or None, edge, clock, menus, menus.common())
    if settings.wecom_corp_id:
        from bot.channels.wecom.platform import App, WeComPlatform

        secrets = (settings.wecom_secret, settings.wecom_token, settings.wecom_aes_key)
        names = settings.wecom_base_url, settings.wecom_corp_id, settings.wecom_agent_id
        app = App(*names, *(secret.value for secret in secrets))
        yield WeComPlatform(app, edge, store, clock, settings.public_url, _labels(routes))
    if settings.wechat_app_id:
        from bot.channels.wechat.platform import Account, WeChatPlatform

        keys = (settings.wechat_app_secret, settings.wechat_token, settings.wechat_aes_key)
        known = (key.value for key in keys)
        account = Account(settings.wechat_base_url, settings.wechat_app_id, *known)
        yield WeChatPlatform(account, edge, store, clock, _labels(routes))


def _labels(routes: Routes) -> dict[str, str]:
    return {word.name: word.words[0] for word in routes.words}
