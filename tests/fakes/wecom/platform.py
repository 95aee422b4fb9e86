"""WeCom's server API on a port, and the corporation with its one app."""

from __future__ import annotations

import base64
import itertools
import os
import secrets
from collections.abc import Callable
from typing import Any

import httpx
from starlette.requests import Request

from tests.fakes.fake import Answer, Asked, Fake, Refusal, as_json
from tests.fakes.ledger import Call
from tests.fakes.tencent import menus, wire, xml
from tests.fakes.tencent.callback import Callback, Delivery
from tests.fakes.tencent.crypto import Broken, Envelope
from tests.fakes.tencent.media import Media
from tests.fakes.tencent.shape import fields
from tests.fakes.tencent.tokens import Tokens
from tests.fakes.wecom import oauth, sending
from tests.fakes.wecom.cards import Codes
from tests.fakes.wecom.people import Member
from tests.fakes.wecom.replies import apply

CORP_ID, AGENT_ID, SECRET = "wwbaocunfakecorp01", 1000002, "fake-corp-secret-0000000000000000000000000001"
TOKEN, AES_KEY = "fakecallbacktoken", base64.b64encode(b"the-32-bytes-of-the-fake-aes-key").decode()[:43]


class WeCom(Fake):
    """The fake of WeCom. `member` makes people; `save_callback` is what an administrator does in the console."""

    NAME = "wecom"

    def __init__(self, port: int = 0) -> None:
        self.corp_id, self.agent_id, self.secret = CORP_ID, AGENT_ID, SECRET
        self.token, self.aes_key = TOKEN, AES_KEY
        self._numbers = itertools.count(7_000_000_000_000_000_000)
        super().__init__(port)
        self.envelope = Envelope(self.token, self.aes_key, self.corp_id)
        self.tokens, self.media = Tokens(self.clock), Media(self.clock, ("image", "voice", "video", "file"))
        self.codes, self.oauth = Codes(self.clock), oauth.OAuth(self.clock, self.corp_id, self.agent_id)
        self.memory = sending.Memory()
        self.menu: list[dict[str, Any]] = []
        self.people: dict[str, Member] = {}
        self.callback = Callback(self.server, self.clock, self._answered)

    def close(self) -> None:
        """Ends the server and the callbacks."""
        self.server.call(self.callback.close())
        super().close()

    def settings(self) -> dict[str, str]:
        """Base URL, the corporation, the app and the secrets of its callback."""
        known = {"CORP_ID": self.corp_id, "AGENT_ID": str(self.agent_id), "SECRET": self.secret, "TOKEN": self.token}
        known |= {"AES_KEY": self.aes_key, "BASE_URL": self.url}
        return {f"BAOCUN_WECOM_{name}": value for name, value in known.items()}

    def person(self, name: str, userid: str = "") -> Member:
        """A member, new unless one of that name is there. User ids are told apart without regard to capitals."""
        if name not in self.people:
            self.people[name] = Member(self, userid or f"Member{len(self.people) + 1}", name)
        return self.people[name]

    def save_callback(self, url: str) -> None:
        """Saves the callback's address, which the platform verifies first. Raises AssertionError as the console does."""
        self.callback.url = url
        expected = secrets.token_hex(10)
        try:
            response = self._verify(self.envelope.close(expected.encode()))
        except httpx.HTTPError as error:
            self.callback.url = ""
            raise AssertionError(f"回调 URL 验证失败: {type(error).__name__}") from error
        if (response.status_code, response.text) != (200, expected):
            self.callback.url = ""
            raise AssertionError(f"回调 URL 验证失败: {response.status_code} {response.text!r}")

    def _verify(self, echo: str) -> httpx.Response:
        stamp, nonce = str(self.clock.stamp()), secrets.token_hex(5)
        params = {"timestamp": stamp, "nonce": nonce, "echostr": echo}
        params["msg_signature"] = self.envelope.signature(stamp, nonce, echo)
        return self.server.call(self.callback.get(params))

    def tell(self, who: str, body: dict[str, Any]) -> Delivery:
        """Sends a callback in somebody's name."""
        message = {"ToUserName": self.corp_id, "FromUserName": who, "CreateTime": self.clock.stamp(), **body}
        return self.tell_raw(who, message | {"AgentID": self.agent_id})

    def repeats(self, delivery: Delivery) -> Delivery:
        """Sends a callback again that was sent before, sealed anew."""
        return self.tell_raw(delivery.who, delivery.message)

    def tell_raw(self, who: str, message: dict[str, Any], text: str = "") -> Delivery:
        """Sends a callback as it is, or any text in a right envelope."""
        plain = (text or xml.write(message)).encode()
        return self.callback.deliver(who, message, lambda stamp, nonce: self.seal(plain, stamp, nonce))

    def seal(self, plain: bytes, stamp: str, nonce: str) -> tuple[dict[str, str], bytes]:
        """The query and body of a callback."""
        text = self.envelope.close(plain)
        signature = self.envelope.signature(stamp, nonce, text)
        body = xml.write({"ToUserName": self.corp_id, "AgentID": str(self.agent_id), "Encrypt": text})
        return {"msg_signature": signature, "timestamp": stamp, "nonce": nonce}, body.encode()

    def number(self) -> int:
        """A MsgId nobody else has."""
        return next(self._numbers)

    def token_of_message(self) -> str:
        """The id of an outgoing message."""
        return f"fake{os.urandom(18).hex()}"

    def blame(self, method: str, why: str) -> None:
        """Notes a mistake the platform itself passes over."""
        self.ledger.note(Call(self.clock.now(), method, {}, "refused", why, mistake=True))

    def _answered(self, delivery: Delivery, answer: bytes | None) -> None:
        if not answer:
            return
        try:
            with self.lock:
                apply(self, delivery, wire.opened(self.envelope, answer))
        except (Broken, xml.NoXml, Refusal) as error:
            self.blame("callback", f"unreadable answer: {error}")

    # The wire.

    async def read(self, request: Request) -> Asked:
        """A call."""
        return await wire.read(request)

    async def perform(self, call: Asked) -> Answer:
        """Checks the token and does it."""
        if call.method == "media/get":
            self.tokens.check(call.token)
            return self.media.download(call.params.get("media_id"))
        with self.lock:
            if call.method == "gettoken":
                return as_json({"errcode": 0, "errmsg": "ok", **self._gettoken(call)})
            self.tokens.check(call.token)
            do = _METHODS.get(call.method)
            if do is None:
                raise Refusal(404, f"the fake does not know {call.method}")
            return as_json({"errcode": 0, "errmsg": "ok", **do(self, call)})

    def _gettoken(self, call: Asked) -> dict[str, Any]:
        fields(call.params, "gettoken", {"corpid": str, "corpsecret": str})
        if call.params["corpid"] != self.corp_id:
            raise Refusal(40013, "invalid corpid")
        if call.params["corpsecret"] != self.secret:
            raise Refusal(40001, "invalid credential")
        return self.tokens.give()

    def refused(self, refusal: Refusal) -> Answer:
        """errcode and errmsg."""
        return wire.refused(refusal)

    def asks_to_wait(self, seconds: float) -> Refusal:
        """The platform names no time: blocked for a minute, an hour or a day."""
        return Refusal(45009, "api freq out of limit", mistake=False)

    def addressee(self, call: Asked) -> str:
        """The members."""
        return str(call.params.get("touser", ""))


def _user(fake: WeCom, call: Asked) -> dict[str, Any]:
    wanted = str(call.params.get("userid", "")).lower()
    for member in fake.people.values():
        if member.userid.lower() == wanted and member.reachable:
            about = {"userid": member.userid, "name": member.name, "department": [1], "status": 1, "enable": 1}
            return about | {"position": "", "isleader": 0, "alias": "", "main_department": 1}
    raise Refusal(60111, "userid not found", mistake=False)


def _ids(fake: WeCom, call: Asked) -> dict[str, Any]:
    users = [{"userid": member.userid, "department": 1} for member in fake.people.values() if member.reachable]
    return {"dept_user": users, "next_cursor": ""}


def _list(fake: WeCom, call: Asked) -> dict[str, Any]:
    if str(call.params.get("department_id")) != "1":
        raise Refusal(60003, "department not found")
    return {
        "userlist": [_user(fake, Asked("", {"userid": one.userid})) for one in fake.people.values() if one.reachable]
    }


def _departments(fake: WeCom, call: Asked) -> dict[str, Any]:
    return {"department": [{"id": 1, "name": "清源县", "parentid": 0, "order": 1}]}


def _app(fake: WeCom, call: Asked) -> dict[str, Any]:
    _own(fake, call)
    return {"agentid": fake.agent_id, "name": "包村通", "description": "", "close": 0, "redirect_domain": ""}


def _menu(fake: WeCom, call: Asked) -> dict[str, Any]:
    _own(fake, call)
    if call.method == "menu/create":
        body = {name: value for name, value in call.params.items() if name != "agentid"}
        fake.menu = menus.check(body, name=16, below=40, url=1024)
    if call.method == "menu/delete":
        fake.menu = []
    return {"button": fake.menu} if call.method == "menu/get" else {}


def _own(fake: WeCom, call: Asked) -> None:
    if str(call.params.get("agentid", "")) != str(fake.agent_id):
        raise Refusal(40056, "invalid agentid")


def _signed_in(fake: WeCom, call: Asked) -> dict[str, Any]:
    found = fake.oauth.spend(str(call.params.get("code", "")))
    return found if call.method == "auth/getuserinfo" else {"UserId": found["userid"], "DeviceId": ""}


def _detail(fake: WeCom, call: Asked) -> dict[str, Any]:
    userid = fake.oauth.detail(str(call.params.get("user_ticket", "")))
    return {"userid": userid, "gender": "1", "mobile": "13800000000", "email": "", "avatar": ""}


_METHODS: dict[str, Callable[[WeCom, Asked], dict[str, Any]]] = {
    "message/send": sending.send,
    "message/update_template_card": sending.update,
    "message/recall": sending.recall,
    "menu/create": _menu,
    "menu/get": _menu,
    "menu/delete": _menu,
    "agent/get": _app,
    "user/get": _user,
    "user/list_id": _ids,
    "user/list": _list,
    "user/simplelist": _list,
    "department/list": _departments,
    "department/simplelist": _departments,
    "auth/getuserinfo": _signed_in,
    "user/getuserinfo": _signed_in,
    "auth/getuserdetail": _detail,
    "media/upload": lambda fake, call: fake.media.upload(str(call.params.get("type", "")), call.files.get("media")),
}
