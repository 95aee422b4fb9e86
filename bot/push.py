"""The platforms that messages are pushed to: built from settings, run beside the pages. Loaded only if there is one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy import Connection
from starlette.routing import Route

from bot.channels.telegram import limits, polling, starting, webhook
from bot.channels.telegram.api import Api
from bot.channels.telegram.receiving import Receiver
from bot.channels.telegram.sending import Telegram
from bot.config import Settings
from bot.fetching import Fetcher
from bot.inbox import accept
from bot.limiter import Limiter
from bot.outbox import END_SECONDS, Sender
from bot.writer import Stopped, Writer
from handlers.kit.messages import Incoming
from handlers.kit.routes import Routes
from handlers.kit.texts import DEFAULT_LANGUAGE, LANGUAGES, Texts
from storage import inbox, outbox, people
from storage.trouble import unwell

# What stands behind the / button, in this order; everything else can be said all the same.
COMMANDS = (
    *("menu", "today", "visit", "issue", "duty", "mine", "find", "household", "village", "edit", "undo", "back"),
    *("cancel", "digest", "task", "leave", "feedback", "privacy", "language", "help"),
)

log = structlog.get_logger()


class Edge:
    """What comes in from platforms, handed to the writer."""

    def __init__(self, writer: Writer, clock: Callable[[], datetime]) -> None:
        self._writer = writer
        self._clock = clock

    def keep(self, incoming: Incoming) -> Awaitable[bool]:
        """Keeps a message; False when it is a stranger's. Raises when the database is unwell."""
        future = asyncio.wrap_future(accept(self._writer, incoming, self._clock()))

        async def kept() -> bool:
            try:
                return not (await future).stranger
            except Exception as error:
                if unwell(error) or isinstance(error, Stopped):
                    raise
                # What the database will never take must not keep everything behind it from coming in.
                log.exception("message_not_kept", channel=incoming.channel, key=incoming.key)
                return True

        return kept()

    async def bury(self, channel: str, key: str, body: Any) -> None:
        """Keeps what nobody can read. Raises when the database is unwell."""
        await self._do(partial(inbox.bury, channel=channel, key=key, body=body, now=self._clock()))

    async def reached(self, channel: str, address: str, reached: bool) -> None:
        """Somebody let the bot write to him again, or blocked it."""
        at = None if reached else self._clock()
        await self._do(partial(people.reached, channel=channel, address=address, unreachable_at=at))

    async def _do(self, job: Callable[[Connection], None]) -> None:
        await asyncio.wrap_future(self._writer.submit(job))


class Push:
    """Telegram, the sender and the fetcher of this process. To be made inside the event loop."""

    def __init__(self, settings: Settings, writer: Writer, routes: Routes, clock: Callable[[], datetime]) -> None:
        url = settings.telegram_webhook_url
        self._hook = (url, settings.telegram_webhook_secret.get_secret_value()) if url else None
        self._writer = writer
        self._routes = routes
        self._clock = clock
        self._api = Api(settings.telegram_base_url, settings.telegram_token.get_secret_value())
        self._channel = Telegram(self._api, Limiter(limits.RATES, limits.is_group))
        self._receiver = Receiver(self._channel, Edge(writer, clock), clock)
        channels = {limits.NAME: self._channel}
        self._sender = Sender(writer, channels, clock, Texts(DEFAULT_LANGUAGE))
        self._fetcher = Fetcher(writer, channels, clock)
        self._tasks: list[asyncio.Task[None]] = []
        self._sending: asyncio.Task[None] | None = None

    def routes(self) -> list[Route]:
        """Where Telegram hands in updates; none when they are polled."""
        return [] if self._hook is None else [webhook.route(*self._hook, self._receiver)]

    def wake(self) -> None:
        """There is something new to send. May be called from any thread."""
        self._sender.wake()

    def start(self, parts: Collection[str]) -> None:
        """Begins to send, fetch and - without a webhook - to poll: all of it in one process, which knows the rates."""
        if "sender" in parts:
            self._sending = asyncio.create_task(self._send())
            self._begin(self._fetcher.run())
            self._introduce()

    async def stop(self) -> None:
        """Ends after what is being sent."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._receiver.settle()
        if self._sending is not None:
            self._sender.end()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._sending, END_SECONDS)
        await self._api.close()

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
        lately = partial(outbox.lately, channel=limits.NAME, since=now - timedelta(seconds=limits.RATES.group.seconds))
        sent = await asyncio.wrap_future(self._writer.submit(lately))
        self._channel.limiter.recall((address, (now - at).total_seconds()) for address, at in sent)

    def _introduce(self) -> None:
        self._begin(starting.introduce(self._api, self._receiver, _commands(self._routes), self._hook))
        if self._hook is None:
            self._begin(polling.poll(self._api, self._receiver))


def _commands(routes: Routes) -> dict[str, list[tuple[str, str]]]:
    words = {word.name: word.command for word in routes.words}
    listed = [name for name in COMMANDS if name in words]
    return {language: [(words[name], Texts(language).of("command", name)) for name in listed] for language in LANGUAGES}
