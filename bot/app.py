"""The composition root: builds everything from Settings. The one place that wires."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4
from zoneinfo import ZoneInfo

from bot import log
from bot.clock import Clock
from bot.config import Settings
from bot.desk import Desk
from bot.disk import Disk
from bot.hub import Hub
from bot.jobs import Jobs
from bot.writer import Writer
from handlers import digests
from handlers.mornings import Mornings
from handlers.routes import makers, routes
from storage import bots, fieldkeys, migrations
from storage.engine import Database

if TYPE_CHECKING:
    from bot.push import Push

# A supervisor kills what has not ended after ten seconds or more.
STOPS_WITHIN_SECONDS = 9
# How long the first answers have the process to themselves.
SETTLES_SECONDS = 0.5

PARTS = ("web", "worker", "sender", "clock")


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


class App:
    """One process of Baocun: a database, its writer, and what is around them."""

    def __init__(self, settings: Settings, clock: Callable[[], datetime] = utc_now) -> None:
        log.hide(settings.secrets)
        self.settings = settings
        self.clock = clock
        self.zone = ZoneInfo(settings.zone)
        self.database = Database(settings.database_url, settings.keyring)
        self.hub = Hub()
        self._routes = routes()
        self._push: Push | None = None
        self.desk = Desk(self._routes, self.zone, settings.public_url, settings.owner)
        self.disk = Disk(self.database, settings.disk_reserve_mb)
        self.writer = Writer(self.database, self.desk, f"writer-{uuid4().hex[:8]}", clock, self._told, self.disk)
        self.jobs = Jobs(self.database, self.writer, makers(), self.zone, clock, self._told)
        self.mornings = Mornings(settings.public_url, settings.owner)
        self._heartbeat = Clock(self.writer, clock, self.mornings, self.zone, lambda: self._told(set()))
        self._watchdog = threading.Timer(STOPS_WITHIN_SECONDS, os._exit, (1,))

    def _told(self, accounts: set[int]) -> None:
        self.hub.wake(accounts)
        self.jobs.wake()
        if self._push is not None:
            self._push.wake()

    def open(self) -> None:
        """Makes sure of tables and field keys.

        Raises migrations.Outdated where `baocun migrate` must be run first, MissingKey when a key in use is not there.
        """
        migrations.ensure(self.database)
        fieldkeys.ensure(self.database, self.clock())

    async def serve(self, parts: Collection[str] = PARTS, ready: Callable[[], None] = lambda: None) -> None:
        """Runs the parts until SIGINT or SIGTERM, then ends what is going on and gives back the database."""
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, self._stop, stop)
        self.writer.start(handling="worker" in parts)
        if not self.settings.telegram_token:  # no invite shall lead to where nobody answers
            self.writer.submit(partial(bots.forget, channel="telegram"))
        if "worker" in parts:
            self.jobs.start()
        if self.settings.platforms:
            from bot.push import Push  # the platforms' libraries are heavy, and most processes need none

            self._push = Push(self.settings, self.writer, self._routes, self.clock)
            self._push.start(parts)

        settled = loop.create_task(self._settle(parts, up := asyncio.Event(), stop))

        def is_up() -> None:
            up.set()
            ready()

        try:
            if "web" in parts:
                await self._web(stop, is_up)
            else:
                is_up()
                await stop.wait()
        finally:
            settled.cancel()
            if self._push is not None:
                await self._push.stop()
            self._heartbeat.stop()
            await asyncio.to_thread(self.jobs.stop)
            await asyncio.to_thread(self.writer.stop)
            self.close()
            self._watchdog.cancel()
            with suppress(asyncio.CancelledError):
                await settled

    async def _settle(self, parts: Collection[str], up: asyncio.Event, stop: asyncio.Event) -> None:
        """What is loaded once the pages are up, and has given the first answers: they need not wait for it.

        A process without its clock would look sound: what goes wrong here ends it.
        """
        await up.wait()
        await asyncio.sleep(SETTLES_SECONDS)
        try:
            if "worker" in parts:
                self.writer.submit(self.desk.warm)
            if "clock" in parts:
                self._heartbeat.start()
        except Exception:
            stop.set()
            raise

    def _stop(self, stop: asyncio.Event) -> None:
        """Ends in good order what is going on; what takes too long is cut off, and nothing is lost by that."""
        if not stop.is_set():
            stop.set()
            self._watchdog.daemon = True
            self._watchdog.start()

    async def _web(self, stop: asyncio.Event, ready: Callable[[], None]) -> None:
        # Imported here: commands that serve no page need not load the web.
        from bot.web import server, site
        from bot.web.pages import doors
        from bot.web.services import Services

        services = Services(
            database=self.database,
            writer=self.writer,
            clock=self.clock,
            zone=self.zone,
            public_url=self.settings.public_url,
            hub=self.hub,
            desk=self.desk,
            digest=digests.listing,
            picture=digests.picture,
        )
        platforms = [*self._push.routes(), *doors.routes(self._push.doors())] if self._push is not None else []
        await server.serve(site.build(services, platforms), self.settings.host, self.settings.port, stop, ready)

    def deliver(self) -> None:
        """Without serving: sends what is due on the platforms that messages are pushed to, once through."""
        if not self.settings.telegram_token:
            return
        from bot.push import Push

        async def through() -> None:
            push = Push(self.settings, self.writer, self._routes, self.clock)
            try:
                await push.deliver()
            finally:
                await push.stop()

        self.writer.start()
        try:
            asyncio.run(through())
        finally:
            self.writer.stop()

    def close(self) -> None:
        """Gives the database back."""
        self.database.close()
