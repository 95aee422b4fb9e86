"""The server API of one Official Account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from wechatpy import WeChatClient

from bot.channels.tencent.api import Api
from bot.channels.tencent.codes import Codes
from bot.channels.tencent.tokens import TokenStore
from bot.channels.wechat.limits import NAME

# https://developers.weixin.qq.com/doc/offiaccount/Getting_Started/Global_Return_Code.html
CODES: Final = Codes(
    token=frozenset({40001, 40014, 41001, 42001}),
    # Not a follower, outside the time or above the number of answers; or the account may not answer at all.
    nobody=frozenset({40003, 43004, 45015, 45047, 48001, 48002}),
    flood=frozenset({45009, 45011}),
    # Secrets, the account's number, addresses that are not on its list, an account that is frozen.
    operator=frozenset({40002, 40013, 40125, 40164, 50002, 61004, 89503, 89506}),
)


class WeChatApi(Api):
    """One account at one root."""

    client = WeChatClient
    codes = CODES

    def __init__(self, root: str, app_id: str, secret: str, store: TokenStore, clock: Callable[[], datetime]) -> None:
        super().__init__(root, app_id, secret, f"{NAME}:{app_id}", store, clock)
        self._app_id = app_id

    def ask_token(self) -> dict[str, Any]:
        """By stable_token: asked for again, it is the same, where the older way ends the token of everybody else."""
        asked = {"grant_type": "client_credential", "appid": self._app_id, "secret": self._secret}
        return self.answer("post", "stable_token", "", {}, data=asked)
