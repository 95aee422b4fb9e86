"""Signing in to our pages from inside WeCom: who opens them is told by the platform, once.

https://developer.work.weixin.qq.com/document/path/91335
"""

from __future__ import annotations

from urllib.parse import urlencode

from bot.channels.tencent.codes import Refusal
from bot.channels.wecom.api import Api
from bot.channels.wecom.limits import NAME

AUTHORISE = "https://open.weixin.qq.com/connect/oauth2/authorize"
# The code is unknown, was used, or is older than five minutes.
BAD_CODE = 40029


class Door:
    """The authorisation of one app, for whoever opens the page at this path."""

    channel = NAME

    def __init__(self, api: Api, path: str) -> None:
        self._api = api
        self.path = path

    def leads(self, back: str, state: str) -> str:
        """Where a browser inside WeCom is sent; it comes to `back` with a code and this state (letters and digits)."""
        asked = {"appid": self._api.corp_id, "redirect_uri": back, "response_type": "code", "scope": "snsapi_base"}
        query = urlencode(asked | {"state": state, "agentid": self._api.agent_id})
        return f"{AUTHORISE}?{query}#wechat_redirect"

    async def who(self, code: str) -> str | None:
        """The address of the member a code stands for; None for one that is no good, or a guest's. Raises SendError."""
        try:
            told = await self._api.get("auth/getuserinfo", code=code)
        except Refusal as refusal:
            if refusal.code == BAD_CODE:
                return None
            raise self._api.failed(refusal) from None
        member = told.get("userid") or told.get("UserId")
        return str(member).lower() if member else None
