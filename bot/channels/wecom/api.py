"""The server API of one app of WeCom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from wechatpy.enterprise import WeChatClient

from bot.channels.tencent import api
from bot.channels.tencent.tokens import TokenStore
from bot.channels.wecom.failures import CODES
from bot.channels.wecom.limits import NAME


class Api(api.Api):
    """One app of one corporation at one root."""

    client = WeChatClient
    codes = CODES

    def __init__(
        self, root: str, corp_id: str, agent_id: int, secret: str, store: TokenStore, clock: Callable[[], datetime]
    ) -> None:
        super().__init__(root, corp_id, secret, f"{NAME}:{corp_id}:{agent_id}", store, clock)
        self.corp_id, self.agent_id = corp_id, agent_id

    def ask_token(self) -> dict[str, Any]:
        """By gettoken: asked for again, it is the same."""
        return self.answer("get", "gettoken", "", {"corpid": self.corp_id, "corpsecret": self._secret})
