"""A running bot with a site of its own, where the fake hands in callbacks."""

from __future__ import annotations

import asyncio
from typing import Any, TypeVar

from bot.hub import Hub
from bot.web import server, site
from bot.web.pages import doors
from bot.web.services import Services
from handlers import digests
from storage.engine import Database
from tests.channels.running import Running
from tests.conversation import SHANGHAI
from tests.fakes.fake import Fake

F = TypeVar("F", bound=Fake)


class Housed(Running[F]):
    """A running bot whose pages are up at `url`."""

    def __init__(self, fake: F, database: Database, **more: Any) -> None:
        self._listener = server.listen("127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        super().__init__(fake, database, **{"public_url": self.url} | more)

    async def _begin(self) -> None:
        await super()._begin()
        assert self.push is not None
        self._stop, up = asyncio.Event(), asyncio.Event()
        services = Services(
            database=self.app.database,
            writer=self.app.writer,
            clock=self.app.clock,
            zone=SHANGHAI,
            public_url=self.url,
            hub=Hub(),
            desk=self.app.desk,
            digest=digests.listing,
            picture=digests.picture,
        )
        built = site.build(services, [*self.push.routes(), *doors.routes(self.push.doors())])
        self._serving = asyncio.create_task(server.serve_on(self._listener, built, self._stop, up.set))
        await up.wait()

    async def _end(self) -> None:
        self._stop.set()
        await self._serving
        self._listener.close()
        await super()._end()
