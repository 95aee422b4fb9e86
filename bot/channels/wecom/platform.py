"""WeCom, put together: its line, its callback, its menu, its door to our pages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from starlette.routing import Route

from bot.channels import Edge
from bot.channels.tencent.envelope import Envelope
from bot.channels.tencent.guard import Guard
from bot.channels.tencent.route import route
from bot.channels.tencent.tokens import TokenStore
from bot.channels.wecom import limits, starting
from bot.channels.wecom.api import Api
from bot.channels.wecom.door import Door
from bot.channels.wecom.receiving import Receiver
from bot.channels.wecom.sending import WeCom
from bot.limiter import Limiter

# Where the platform hands in messages, and where a browser inside WeCom comes in.
CALLBACK = "/wecom"
ENTRANCE = "/wecom/in"


class App(Struct, frozen=True):
    """One app as its pages in the console show it: who it is, its secret, and the two secrets of its callback."""

    root: str
    corp_id: str
    agent_id: int
    secret: str
    token: str
    aes_key: str


class WeComPlatform:
    """One app. `site` is the address of our pages, `words` the commands with their labels."""

    def __init__(
        self,
        app: App,
        edge: Edge,
        store: TokenStore,
        clock: Callable[[], datetime],
        site: str,
        words: Mapping[str, str],
    ) -> None:
        self._api = Api(app.root, app.corp_id, app.agent_id, app.secret, store, clock)
        self._entrance = f"{site}{ENTRANCE}"
        self.line = WeCom(self._api, Limiter(limits.RATES), clock, self._entrance)
        self._door = Door(self._api, ENTRANCE)
        self._receiver = Receiver(self.line, edge)
        self._guard = Guard(Envelope(app.token, app.aes_key, app.corp_id), clock)
        self._words = words

    def routes(self) -> Sequence[Route]:
        """The callback."""
        return [route(CALLBACK, self._guard, self._guard.echo, self._receiver.take)]

    def work(self) -> Sequence[Coroutine[Any, Any, None]]:
        """The introduction."""
        return [starting.introduce(self._api, self._words, self._entrance)]

    def doors(self) -> Sequence[Door]:
        """The page of the app's menu."""
        return [self._door]

    async def stop(self) -> None:
        """Ends after the answers that are under way."""
        await self._receiver.settle()
        self._api.close()
