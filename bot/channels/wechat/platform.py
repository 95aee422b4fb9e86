"""The Official Account, put together: its line, its callback, its menu."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from starlette.routing import Route

from bot.channels import Door, Edge
from bot.channels.tencent.envelope import Envelope
from bot.channels.tencent.guard import Guard
from bot.channels.tencent.route import route
from bot.channels.tencent.tokens import TokenStore
from bot.channels.wechat import limits, starting
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.receiving import Receiver
from bot.channels.wechat.sending import WeChat
from bot.channels.wechat.slots import Slots
from bot.limiter import Limiter


class Account(Struct, frozen=True):
    """An account as its page in the console shows it. Without `aes_key` its callbacks are plain (明文模式)."""

    root: str
    app_id: str
    secret: str
    token: str
    aes_key: str


class WeChatPlatform:
    """One account. `words` are the commands with their labels."""

    def __init__(
        self,
        account: Account,
        edge: Edge,
        store: TokenStore,
        clock: Callable[[], datetime],
        words: Mapping[str, str],
    ) -> None:
        self._api = WeChatApi(account.root, account.app_id, account.secret, store, clock)
        slots = Slots()
        self.line = WeChat(self._api, Limiter(limits.RATES), slots, edge)
        envelope = Envelope(account.token, account.aes_key, account.app_id)

        def seal(plain: str) -> str:
            return envelope.seal(plain, secrets.token_hex(8), clock()) if account.aes_key else plain

        self._receiver = Receiver(slots, edge, seal, clock)
        self._guard = Guard(envelope, clock)
        self._words = words

    def routes(self) -> Sequence[Route]:
        """The callback."""
        return [route(limits.PATH, self._guard, self._guard.plain_echo, self._receiver.take)]

    def work(self) -> Sequence[Coroutine[Any, Any, None]]:
        """The introduction. From now on this process sends, so answers go into the reply to what was said."""
        self._receiver.answering = True
        return [starting.introduce(self._api, self._words)]

    def doors(self) -> Sequence[Door]:
        """None: 网页 gives a link, whatever the account may do."""
        return ()

    async def stop(self) -> None:
        """Gives the connections back."""
        self._api.close()
