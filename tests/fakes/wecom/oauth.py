"""Signing in to a web page from inside WeCom: a code that works once, for five minutes."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.clock import Clock
from tests.fakes.fake import Refusal

LASTS = timedelta(minutes=5)
PATH = "/connect/oauth2/authorize"
_NEEDED = ("appid", "redirect_uri", "response_type", "scope")


class OAuth:
    """The codes given to members. `domain`, when set, is the only host that codes are sent to."""

    def __init__(self, clock: Clock, corp_id: str, agent_id: int) -> None:
        self._clock = clock
        self._corp_id = corp_id
        self._agent_id = agent_id
        self._codes: dict[str, tuple[str, str, datetime]] = {}
        self._tickets: dict[str, str] = {}
        self.domain = ""

    def authorise(self, userid: str, url: str) -> str:
        """Where a browser is sent that opens this authorisation link. Raises AssertionError for a wrong one."""
        from tests.fakes.wecom.people import redirect

        parts = urlsplit(url)
        params = {name: values[-1] for name, values in parse_qs(parts.query, keep_blank_values=True).items()}
        assert parts.path == PATH, f"not the authorisation page: {url}"
        assert parts.fragment == "wechat_redirect", "the link must end in #wechat_redirect"
        missing = [name for name in _NEEDED if not params.get(name)]
        assert not missing, f"the link lacks {missing}"
        assert params["appid"] == self._corp_id, "appid is not the corporation"
        assert params["response_type"] == "code", "response_type must be code"
        assert params["scope"] in ("snsapi_base", "snsapi_privateinfo"), f"no scope {params['scope']}"
        asks = params["scope"] == "snsapi_privateinfo"
        assert not asks or params.get("agentid") == str(self._agent_id), "snsapi_privateinfo needs the agentid"
        state = params.get("state", "")
        assert re.fullmatch(r"[a-zA-Z0-9]{0,128}", state), f"state takes 128 letters and digits, not {state!r}"
        assert not self.domain or urlsplit(params["redirect_uri"]).hostname == self.domain, (
            "redirect_uri is not trusted"
        )
        return redirect(params["redirect_uri"], code=self.code(userid, asks=asks), state=state)

    def code(self, userid: str, *, asks: bool = False) -> str:
        """A code for a member."""
        code = secrets.token_urlsafe(32)
        self._codes[code] = userid, secrets.token_urlsafe(32) if asks else "", self._clock.now() + LASTS
        return code

    def spend(self, code: str) -> dict[str, Any]:
        """auth/getuserinfo. Raises Refusal: 40029 for a code that is unknown, used or too old."""
        userid, ticket, until = self._codes.pop(code, ("", "", datetime.min))
        if not userid:
            raise Refusal(40029, "invalid code")
        if until <= self._clock.now():
            raise Refusal(40029, "invalid code", mistake=False)
        if ticket:
            self._tickets[ticket] = userid
        return {"userid": userid} | ({"user_ticket": ticket, "expires_in": 1800} if ticket else {})

    def detail(self, ticket: str) -> str:
        """Whose ticket it is. Raises Refusal."""
        if ticket not in self._tickets:
            raise Refusal(40029, "invalid user_ticket")
        return self._tickets[ticket]
