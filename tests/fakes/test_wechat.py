"""The fake of an Official Account: what it refuses, its callbacks, and wechatpy's client on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from wechatpy import WeChatClient
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from tests.fakes import WeChat
from tests.fakes.endpoint import Got, listening, until
from tests.fakes.pictures import png
from tests.fakes.raw import HTTP
from tests.fakes.tencent import xml
from tests.fakes.wechat import ACCOUNT, AES_KEY, APP_ID, OUT_OF_ORDER, SECRET, TOKEN

CRYPTO = WeChatCrypto(TOKEN, AES_KEY, APP_ID)
KEYS = {"grant_type": "client_credential", "appid": APP_ID, "secret": SECRET}


def stable(fake: WeChat, **more: Any) -> dict[str, Any]:
    """stable_token."""
    answer: dict[str, Any] = HTTP.post(f"{fake.url}/cgi-bin/stable_token", json=KEYS | more).json()
    return answer


def post(fake: WeChat, method: str, **body: Any) -> int:
    """The errcode of a raw call."""
    params = {"access_token": stable(fake)["access_token"]}
    return int(HTTP.post(f"{fake.url}/cgi-bin/{method}", params=params, json=body).json()["errcode"])


def send(fake: WeChat, content: str = "你好") -> int:
    """message/custom/send of a text to the follower."""
    return post(
        fake, "message/custom/send", touser=fake.person("周建明").openid, msgtype="text", text={"content": content}
    )


def test_tokens(wechat: WeChat) -> None:
    url = f"{wechat.url}/cgi-bin/token"
    assert HTTP.get(url, params=KEYS | {"appid": "wx"}).json()["errcode"] == 40013
    assert HTTP.get(url, params=KEYS | {"secret": "no"}).json()["errcode"] == 40125
    assert HTTP.get(url, params=KEYS | {"grant_type": "x"}).json()["errcode"] == 40002
    first = stable(wechat)["access_token"]
    assert stable(wechat)["access_token"] == first
    assert stable(wechat, colour=1)["errcode"] == 40058

    def menu(token: str) -> int:
        return int(HTTP.get(f"{wechat.url}/cgi-bin/menu/get", params={"access_token": token}).json()["errcode"])

    assert menu(first) == 46003
    assert HTTP.get(url, params=KEYS).json()["access_token"] != first
    assert menu(first) == 40001
    assert menu("") == 41001
    second = stable(wechat)["access_token"]
    wechat.clock.forward(hours=2)
    assert menu(second) == 42001


def test_the_window_of_customer_service(wechat: WeChat) -> None:
    person = wechat.person("周建明")
    assert send(wechat) == 45015
    person.says("你好")
    assert [send(wechat) for _ in range(6)] == [0] * 5 + [45047]
    person.scans("x")
    assert [send(wechat) for _ in range(4)] == [0] * 3 + [45047]
    wechat.clock.forward(hours=48)
    assert send(wechat) == 45015
    person.scans("x")
    wechat.clock.forward(minutes=1)
    assert send(wechat) == 45015
    assert len(wechat.ledger.mistakes) == 5
    person.says("你好")
    person.unsubscribes()
    assert send(wechat) == 45015
    assert len(wechat.ledger.mistakes) == 5


def test_customer_service_messages_are_refused(wechat: WeChat) -> None:
    person = wechat.person("周建明")
    person.says("你好")
    assert send(wechat, "村" * 683) == 45002
    assert send(wechat, " ") == 44004

    def custom(**body: Any) -> int:
        return post(wechat, "message/custom/send", **{"touser": person.openid, **body})

    assert custom(msgtype="text", text={"content": "好"}, touser="nobody") == 40003
    assert custom(msgtype="poem") == 40008
    assert custom(msgtype="text") == 40058
    assert custom(msgtype="text", text={"content": "好"}, colour=1) == 40058
    assert custom(msgtype="image", image={"media_id": "x"}) == 40007
    assert custom(msgtype="news", news={"articles": []}) == 45008
    assert post(wechat, "message/custom/typing", touser=person.openid, command="Sing") == 40058
    assert post(wechat, "message/custom/typing", touser=person.openid, command="Typing") == 0
    assert post(wechat, "menu/create", button=[{"name": "村" * 6, "type": "click", "key": "k"}]) == 40018
    assert post(wechat, "qrcode/create", action_name="QR_STR_SCENE", action_info={}) == 40053
    assert (
        HTTP.get(f"{wechat.url}/cgi-bin/user/info", params={"access_token": stable(wechat)["access_token"]}).json()[
            "errcode"
        ]
        == 40003
    )


def test_signing_in(wechat: WeChat) -> None:
    link = (
        f"https://open.weixin.qq.com/connect/oauth2/authorize?appid={APP_ID}&redirect_uri=https%3A%2F%2Fa.cn%2Fin"
        "&response_type=code&scope=snsapi_base&state=abc#wechat_redirect"
    )
    code = wechat.person("周建明").opens(link).partition("code=")[2].partition("&")[0]
    params = {"appid": APP_ID, "secret": SECRET, "grant_type": "authorization_code", "code": code}
    url = f"{wechat.url}/sns/oauth2/access_token"
    assert HTTP.get(url, params=params).json()["openid"] == wechat.person("周建明").openid
    assert HTTP.get(url, params=params).json()["errcode"] == 40029


def opened(got: Got) -> xml.Element:
    """A callback as wechatpy opens it."""
    query = got.query
    check_signature(TOKEN, query["signature"], query["timestamp"], query["nonce"])
    body = got.body.decode()
    if "encrypt_type" in query:
        body = CRYPTO.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"])
    return xml.read(body.encode())


def answering(reply: Callable[[xml.Element], bytes]) -> Callable[[Got], tuple[int, bytes]]:
    """An endpoint that passes the verification and answers messages so."""

    def answer(got: Got) -> tuple[int, bytes]:
        if "echostr" in got.query:
            check_signature(TOKEN, got.query["signature"], got.query["timestamp"], got.query["nonce"])
            return 200, got.query["echostr"].encode()
        return 200, reply(opened(got))

    return answer


def passive(to: str, content: str, *, safe: bool) -> bytes:
    """A passive text."""
    message = {"ToUserName": to, "FromUserName": ACCOUNT, "CreateTime": 1, "MsgType": "text", "Content": content}
    plain = xml.write(message)
    return str(CRYPTO.encrypt_message(plain, "nonce", "1")).encode() if safe else plain.encode()


@pytest.mark.parametrize("safe", [True, False])
def test_callbacks_and_passive_answers(wechat: WeChat, safe: bool) -> None:
    wechat.safe = safe
    person = wechat.person("周建明")

    def reply(message: xml.Element) -> bytes:
        return passive(person.openid, "收到了", safe=safe) if message["MsgType"] == "text" else b"success"

    with listening(answering(reply)) as (url, came):
        wechat.save_callback(url)
        person.subscribes("invite1")
        person.sends_photo(png())
        person.sends_voice(b"#!AMR..")
        person.sends_place(30.1, 119.2)
        person.says("你好")
        person.hears("收到了")
        kinds = [(opened(got).get("Event") or opened(got)["MsgType"]) for got in came[1:]]
        assert kinds == ["subscribe", "image", "voice", "location", "text"]
        assert opened(came[1])["EventKey"] == "qrscene_invite1"
        assert ("encrypt_type" in came[1].query) == safe
    assert wechat.ledger.mistakes == []


def test_who_answers_too_late_or_wrongly_is_shown_to_be_out_of_order(
    wechat: WeChat, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = wechat.person("周建明")

    def late(message: xml.Element) -> bytes:
        if message["Content"] == "慢":
            time.sleep(0.5)
        return b"success" if message["Content"] == "慢" else b"<xml><MsgType>text</MsgType></xml>"

    with listening(answering(late)) as (url, _):
        wechat.save_callback(url)
        monkeypatch.setattr(wechat.callback, "deadline", 0.3)
        slow = person.says("慢")
        person.hears(OUT_OF_ORDER, wait=5)
        assert len(slow.tried) == 3
        monkeypatch.undo()
        person.says("错")
        person.hears(OUT_OF_ORDER)
        time.sleep(0.3)
    assert len(wechat.ledger.mistakes) == 2


def test_an_address_is_verified(wechat: WeChat) -> None:
    with listening(lambda got: (200, b"no")) as (url, _), pytest.raises(AssertionError, match="配置失败"):
        wechat.save_callback(url)


def test_wechatpy_does_everything(wechat: WeChat) -> None:
    class Client(WeChatClient):  # type: ignore[misc]
        API_BASE_URL = f"{wechat.url}/cgi-bin/"

        def fetch_access_token(self) -> Any:
            got = stable(wechat)
            self.session.set(self.access_token_key, got["access_token"], got["expires_in"])
            self.expires_at = int(time.time()) + got["expires_in"]
            return got

    api, person = Client(APP_ID, SECRET, timeout=5, auto_retry=False), wechat.person("周建明")
    person.says("你好")
    api.message.send_text(person.openid, "记下了")
    kept = api.media.upload("image", ("a.png", png()))
    api.message.send_image(person.openid, kept["media_id"])
    api.menu.create({"button": [{"name": "走访", "type": "click", "key": "visit"}]})
    assert api.menu.get()["menu"]["button"][0]["name"] == "走访"
    assert person.clicks("走访")
    assert api.user.get(person.openid)["subscribe"] == 1
    scan = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "invite1"}}}
    assert api.qrcode.create(scan)["ticket"]
    assert [heard.what for heard in person.heard[-2:]] == ["text", "photo"]
    assert wechat.ledger.mistakes == []
    api.menu.delete()
    until(lambda: all(one.answered is None for one in wechat.callback.sent))


def test_every_kind_of_button_has_its_line_in_the_menu(wechat: WeChat) -> None:
    wechat.menu = [{"name": "页面", "type": "view", "url": "https://a.cn"}]
    assert wechat.person("周建明").clicks("页面") == "https://a.cn"
    with pytest.raises(AssertionError, match="no menu button"):
        wechat.person("周建明").clicks("走访")
