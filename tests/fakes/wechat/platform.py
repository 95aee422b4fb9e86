"""The Official Account's server API on a port."""

from __future__ import annotations

import base64
import hmac
import itertools
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx
from starlette.requests import Request

from tests.fakes.fake import Answer, Asked, Fake, Refusal, as_json
from tests.fakes.ledger import Call
from tests.fakes.tencent import menus, wire, xml
from tests.fakes.tencent.callback import Callback, Delivery
from tests.fakes.tencent.crypto import Broken, Envelope, sign
from tests.fakes.tencent.media import Media
from tests.fakes.tencent.shape import INVALID, fields
from tests.fakes.tencent.tokens import Tokens
from tests.fakes.wechat import contents
from tests.fakes.wechat.people import OUT_OF_ORDER, Follower

SIGN_IN = "/sns/oauth2/access_token"
APP_ID, SECRET = "wxbaocunfake000001", "fake-app-secret-000000000000000001"
TOKEN, AES_KEY = "fakewechattoken", base64.b64encode(b"THE-32-bytes-of-the-fake-aes-key").decode()[:43]
ACCOUNT = "gh_baocunfake"
CODE_LASTS = timedelta(minutes=5)


class WeChat(Fake):
    """The fake of an Official Account. `safe` seals callbacks; otherwise they are plain and signed."""

    NAME = "wechat"

    def __init__(self, port: int = 0, *, safe: bool = True) -> None:
        self.app_id, self.secret, self.safe = APP_ID, SECRET, safe
        self.token, self.aes_key = TOKEN, AES_KEY
        self._numbers = itertools.count(24_000_000_000_000_000)
        super().__init__(port)
        self.envelope = Envelope(self.token, self.aes_key, self.app_id)
        self.tokens, self.media = Tokens(self.clock, invalid=40001), Media(self.clock, ("image", "voice", "video"))
        self.menu: list[dict[str, Any]] = []
        self.people: dict[str, Follower] = {}
        self._codes: dict[str, tuple[str, datetime]] = {}
        self.callback = Callback(self.server, self.clock, self._answered)

    def close(self) -> None:
        """Ends the server and the callbacks."""
        self.server.call(self.callback.close())
        super().close()

    def settings(self) -> dict[str, str]:
        """Base URL, the account and the secrets of its callback."""
        known = {"APP_ID": self.app_id, "APP_SECRET": self.secret, "TOKEN": self.token, "AES_KEY": self.aes_key}
        known |= {"BASE_URL": self.url}
        return {f"BAOCUN_WECHAT_{name}": value for name, value in known.items()}

    def person(self, name: str) -> Follower:
        """A follower, new unless one of that name is there."""
        return self.people.setdefault(name, Follower(self, name))

    def save_callback(self, url: str) -> None:
        """Saves the callback's address, verified first. Raises AssertionError as the console does."""
        self.callback.url = url
        stamp, nonce, echo = str(self.clock.stamp()), secrets.token_hex(5), secrets.token_hex(10)
        params = {"signature": sign(self.token, stamp, nonce), "timestamp": stamp, "nonce": nonce, "echostr": echo}
        try:
            response = self.server.call(self.callback.get(params))
            right = (response.status_code, response.text) == (200, echo)
        except httpx.HTTPError:
            right = False
        if not right:
            self.callback.url = ""
            raise AssertionError("配置失败，请检查服务器地址")

    def tell(self, who: str, body: dict[str, Any]) -> Delivery:
        """Sends a callback in somebody's name."""
        message = {"ToUserName": ACCOUNT, "FromUserName": who, "CreateTime": self.clock.stamp(), **body}
        return self._tell(who, message)

    def repeats(self, delivery: Delivery) -> Delivery:
        """Sends a callback again that was sent before, sealed anew."""
        return self._tell(delivery.who, delivery.message)

    def _tell(self, who: str, message: dict[str, Any]) -> Delivery:
        plain = xml.write(message).encode()
        return self.callback.deliver(who, message, lambda stamp, nonce: self.seal(plain, who, stamp, nonce))

    def seal(self, plain: bytes, openid: str, stamp: str, nonce: str) -> tuple[dict[str, str], bytes]:
        """The query and body of a callback, in the mode that is set."""
        query = {"signature": sign(self.token, stamp, nonce), "timestamp": stamp, "nonce": nonce, "openid": openid}
        if not self.safe:
            return query, plain
        text = self.envelope.close(plain)
        query |= {"encrypt_type": "aes", "msg_signature": self.envelope.signature(stamp, nonce, text)}
        return query, xml.write({"ToUserName": ACCOUNT, "Encrypt": text}).encode()

    def number(self) -> int:
        """A MsgId nobody else has."""
        return next(self._numbers)

    def code(self, openid: str) -> str:
        """A sign-in code."""
        code = secrets.token_urlsafe(24)
        self._codes[code] = openid, self.clock.now() + CODE_LASTS
        return code

    def blame(self, method: str, why: str) -> None:
        """Notes a mistake of the bot."""
        self.ledger.note(Call(self.clock.now(), method, {}, "refused", why, mistake=True))

    def follower(self, openid: str) -> Follower:
        """Who has that openid. Raises Refusal."""
        for one in self.people.values():
            if one.openid == openid:
                return one
        raise Refusal(40003, "invalid openid")

    def _answered(self, delivery: Delivery, answer: bytes | None) -> None:
        """Shows the passive answer; no answer in time, or one that cannot be read, is told to the person."""
        with self.lock:
            person = self.follower(delivery.who)
            if answer in (b"", b"success"):
                return
            try:
                if answer is None:
                    raise Broken("no answer within five seconds, three times")
                person.sees(*contents.passive(self, self._opened(delivery, answer)))
            except (Broken, xml.NoXml, Refusal) as error:
                self.blame("callback", f"no readable answer: {error}")
                if person.subscribed:
                    person.sees("text", OUT_OF_ORDER)

    def _opened(self, delivery: Delivery, answer: bytes) -> xml.Element:
        found = wire.opened(self.envelope, answer) if self.safe else xml.read(answer)
        wire.addressed(found, delivery.who, ACCOUNT)
        return found

    # The wire.

    async def read(self, request: Request) -> Asked:
        """A call, or the sign-in's."""
        if request.url.path == SIGN_IN:
            return Asked("sns/oauth2/access_token", dict(request.query_params))
        return await wire.read(request)

    async def perform(self, call: Asked) -> Answer:
        """Checks the token and does it."""
        with self.lock:
            if call.method in _TOKENLESS:
                return as_json(_TOKENLESS[call.method](self, call))
            self.tokens.check(call.token)
            if call.method == "media/get":
                return self.media.download(call.params.get("media_id"))
            do = _METHODS.get(call.method)
            if do is None:
                raise Refusal(404, f"the fake does not know {call.method}")
            return as_json(do(self, call))

    def spend(self, code: str) -> str:
        """Whose sign-in code it is; it works once. Raises Refusal."""
        openid, until = self._codes.pop(code, ("", datetime.min))
        if not openid:
            raise Refusal(40029, "invalid code")
        if until <= self.clock.now():
            raise Refusal(40029, "invalid code", mistake=False)
        return openid

    def refused(self, refusal: Refusal) -> Answer:
        """errcode and errmsg."""
        return wire.refused(refusal)

    def asks_to_wait(self, seconds: float) -> Refusal:
        """The platform names no time."""
        return Refusal(45009, "reach max api daily quota limit", mistake=False)

    def addressee(self, call: Asked) -> str:
        """The follower."""
        return str(call.params.get("touser", ""))


_OK = {"errcode": 0, "errmsg": "ok"}


def _credentials(fake: WeChat, call: Asked, app: str, secret: str, grant: str) -> None:
    if call.params.get("grant_type") != grant:
        raise Refusal(40002, "invalid grant_type")
    if call.params.get(app) != fake.app_id:
        raise Refusal(40013, "invalid appid")
    if not hmac.compare_digest(str(call.params.get(secret, "")), fake.secret):
        raise Refusal(40125, "invalid appsecret")


def _token(fake: WeChat, call: Asked) -> dict[str, Any]:
    """cgi-bin/token: every call ends the token before."""
    _credentials(fake, call, "appid", "secret", "client_credential")
    return fake.tokens.give(fresh=True)


def _stable(fake: WeChat, call: Asked) -> dict[str, Any]:
    """cgi-bin/stable_token: the same again, unless forced."""
    known: dict[str, type] = {"grant_type": str, "appid": str, "secret": str}
    fields(call.params, "stable_token", known, {"force_refresh": bool})
    _credentials(fake, call, "appid", "secret", "client_credential")
    return fake.tokens.give(fresh=bool(call.params.get("force_refresh")))


def _sign_in(fake: WeChat, call: Asked) -> dict[str, Any]:
    _credentials(fake, call, "appid", "secret", "authorization_code")
    openid = fake.spend(str(call.params.get("code", "")))
    return {"access_token": "page", "expires_in": 7200, "refresh_token": "x", "openid": openid, "scope": "snsapi_base"}


def _send(fake: WeChat, call: Asked) -> dict[str, Any]:
    """message/custom/send."""
    shown = contents.service(fake, call.params)
    person = fake.follower(call.params["touser"])
    if not person.subscribed:
        raise Refusal(45015, "response out of time limit or subscription is canceled", mistake=False)
    person.window.spend()
    person.sees(*shown)
    return _OK


def _typing(fake: WeChat, call: Asked) -> dict[str, Any]:
    fields(call.params, "typing", {"touser": str, "command": str})
    if call.params["command"] not in ("Typing", "CancelTyping"):
        raise Refusal(INVALID, "invalid command")
    if not fake.follower(call.params["touser"]).window.open:
        raise Refusal(45015, "response out of time limit or subscription is canceled")
    return _OK


def _menu(fake: WeChat, call: Asked) -> dict[str, Any]:
    if call.method == "menu/create":
        fake.menu = menus.check(call.params, name=16, below=60, url=1024)
        return _OK
    if call.method == "menu/delete":
        fake.menu = []
        return _OK
    if not fake.menu:
        raise Refusal(46003, "menu no exist", mistake=False)
    return {"menu": {"button": fake.menu}}


def _user(fake: WeChat, call: Asked) -> dict[str, Any]:
    person = fake.follower(str(call.params.get("openid", "")))
    known = {"subscribe": int(person.subscribed), "openid": person.openid}
    return known | ({"language": "zh_CN", "subscribe_time": 0, "remark": ""} if person.subscribed else {})


def _code_to_scan(fake: WeChat, call: Asked) -> dict[str, Any]:
    known: dict[str, type] = {"action_name": str, "action_info": dict}
    fields(call.params, "qrcode", known, {"expire_seconds": int})
    scene = call.params["action_info"].get("scene", {}).get("scene_str", "")
    if call.params["action_name"] not in ("QR_STR_SCENE", "QR_LIMIT_STR_SCENE") or not 1 <= len(scene) <= 64:
        raise Refusal(40053, "invalid action info")
    seconds = call.params.get("expire_seconds", 60)
    if not 1 <= seconds <= 2592000:
        raise Refusal(40052, "invalid expire_seconds")
    return {"ticket": f"ticket-{scene}", "expire_seconds": seconds, "url": f"http://weixin.qq.com/q/{scene}"}


Method = Callable[[WeChat, Asked], dict[str, Any]]
_TOKENLESS: dict[str, Method] = {"token": _token, "stable_token": _stable, "sns/oauth2/access_token": _sign_in}
_METHODS: dict[str, Method] = {
    "message/custom/send": _send,
    "message/custom/typing": _typing,
    "menu/create": _menu,
    "menu/get": _menu,
    "menu/delete": _menu,
    "user/info": _user,
    "qrcode/create": _code_to_scan,
    "media/upload": lambda fake, call: fake.media.upload(str(call.params.get("type", "")), call.files.get("media")),
}
