"""The fake of WeCom inwards: signed callbacks, tries and passive answers, and wechatpy's client on it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from wechatpy.enterprise import WeChatClient
from wechatpy.enterprise.crypto import WeChatCrypto
from wechatpy.exceptions import WeChatClientException
from wechatpy.session import SessionStorage

from tests.fakes import WeCom, refuse, too_many
from tests.fakes.endpoint import Got, listening, until
from tests.fakes.pictures import png
from tests.fakes.tencent import xml
from tests.fakes.wecom import AES_KEY, AGENT_ID, CORP_ID, SECRET, TOKEN

CRYPTO = WeChatCrypto(TOKEN, AES_KEY, CORP_ID)
Reply = Callable[[xml.Element], tuple[int, bytes]]


def opened(got: Got) -> xml.Element:
    """A callback as wechatpy opens it."""
    query = got.query
    plain = CRYPTO.decrypt_message(got.body.decode(), query["msg_signature"], query["timestamp"], query["nonce"])
    return xml.read(plain.encode())


def answering(reply: Reply) -> Callable[[Got], tuple[int, bytes]]:
    """An endpoint that passes the verification with wechatpy, and answers messages so."""

    def answer(got: Got) -> tuple[int, bytes]:
        query = got.query
        if "echostr" in query:
            echo = CRYPTO.check_signature(query["msg_signature"], query["timestamp"], query["nonce"], query["echostr"])
            return 200, echo if isinstance(echo, bytes) else echo.encode()
        return reply(opened(got))

    return answer


def passive(**body: Any) -> bytes:
    """A passive answer to Member1 in wechatpy's envelope."""
    message = {"ToUserName": "Member1", "FromUserName": CORP_ID, "CreateTime": 1, **body}
    return str(CRYPTO.encrypt_message(xml.write(message), "nonce", "1")).encode()


def test_an_address_is_saved_only_after_its_verification(wecom: WeCom) -> None:
    with listening(lambda got: (200, b'"quoted"')) as (url, _), pytest.raises(AssertionError, match="验证失败"):
        wecom.save_callback(url)
    with pytest.raises(AssertionError, match="验证失败"):
        wecom.save_callback("http://127.0.0.1:1/")
    assert wecom.callback.url == ""
    with listening(answering(lambda message: (200, b""))) as (url, _):
        wecom.save_callback(url)
        assert wecom.callback.url == url


def test_everything_a_member_does_arrives_signed_and_in_order(wecom: WeCom) -> None:
    with listening(answering(lambda message: (200, b""))) as (url, came):
        wecom.save_callback(url)
        person = wecom.person("周建明")
        client(wecom).menu.create(AGENT_ID, {"button": [{"name": "走访", "type": "click", "key": "visit"}]})
        person.says("去王家坞]]>走访")
        person.sends_photo(png())
        person.sends_voice(b"#!AMR..")
        person.sends_file(b"PK....", "台账.xlsx")
        person.sends_place(30.1, 119.2, "王家坞")
        person.enters()
        person.clicks("走访")
        person.forges("t", "k")
        until(lambda: all(one.answered for one in wecom.callback.sent))
        messages = [opened(got) for got in came[1:]]
    kinds = [message.get("Event") or message["MsgType"] for message in messages]
    assert kinds == ["text", "image", "voice", "file", "location", "enter_agent", "click", "template_card_event"]
    assert messages[0]["Content"] == "去王家坞]]>走访"
    assert len({message["MsgId"] for message in messages[:5]}) == 5
    assert not any("MsgId" in message for message in messages[5:])
    assert {message["AgentID"] for message in messages} == {str(AGENT_ID)}
    assert wecom.ledger.mistakes == []


@pytest.mark.parametrize("same", [False, True])
def test_three_tries_with_the_same_id(wecom: WeCom, same: bool) -> None:
    wecom.callback.same_envelope = same
    answers = iter([500, 403, 200])
    with listening(answering(lambda message: (next(answers), b""))) as (url, came):
        wecom.save_callback(url)
        delivery = wecom.person("周建明").says("你好")
        until(lambda: delivery.answered)
    tries = came[1:]
    assert delivery.tried == [500, 403, 200]
    assert len({opened(got)["MsgId"] for got in tries}) == 1
    assert len({got.query["nonce"] for got in tries}) == (1 if same else 3)


def test_too_late_is_no_answer_and_the_third_was_the_last(wecom: WeCom, monkeypatch: pytest.MonkeyPatch) -> None:
    def late(message: xml.Element) -> tuple[int, bytes]:
        time.sleep(0.5)
        return 200, b""

    with listening(answering(late)) as (url, _):
        wecom.save_callback(url)
        monkeypatch.setattr(wecom.callback, "deadline", 0.3)
        delivery = wecom.person("周建明").says("你好")
        until(lambda: delivery.answered is not None)
        time.sleep(0.3)
    assert (len(delivery.tried), delivery.answered) == (3, False)


def test_passive_answers_are_shown_and_wrong_ones_blamed(wecom: WeCom) -> None:
    answers = iter(
        [passive(MsgType="text", Content="收到了"), b"success", passive(MsgType="text", Content="x", ToUserName="y")]
    )
    with listening(answering(lambda message: (200, next(answers)))) as (url, _):
        wecom.save_callback(url)
        person = wecom.person("周建明")
        person.says("一")
        person.hears("收到了")
        person.says("二")
        person.says("三")
        until(lambda: len(wecom.ledger.mistakes) == 2)


def test_a_press_may_be_answered_with_dead_buttons(wecom: WeCom) -> None:
    body = passive(MsgType="update_button", Button={"ReplaceName": "已收到"})
    with listening(answering(lambda message: (200, body))) as (url, _):
        wecom.save_callback(url)
        person = wecom.person("周建明")
        card = {"card_type": "button_interaction", "main_title": {"title": "水渠"}, "task_id": "p1"}
        buttons = [{"text": "收到", "key": "k"}]
        client(wecom).message.send(
            AGENT_ID, "Member1", msg={"msgtype": "template_card", "template_card": card | {"button_list": buttons}}
        )
        person.presses("收到")
        assert person.hears("已收到", what="edited").buttons == ()
        assert wecom.ledger.mistakes == []


def test_two_people_may_share_a_message_id(wecom: WeCom) -> None:
    with listening(answering(lambda message: (200, b""))) as (url, came):
        wecom.save_callback(url)
        for name in ("周建明", "方晓燕"):
            wecom.person(name).says(name, msgid=77)
        until(lambda: len(came) == 3)
        wecom.repeats(wecom.callback.sent[0])
        until(lambda: len(came) == 4)
        assert opened(came[3]) in (opened(came[1]), opened(came[2]))
        assert {(opened(got)["FromUserName"], opened(got)["MsgId"]) for got in came[1:]} == {
            ("Member1", "77"),
            ("Member2", "77"),
        }


class _Memory(SessionStorage):  # type: ignore[misc]
    """A token store that forgets nothing and shares nothing."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self.kept.get(key, default)

    def set(self, key: str, value: Any, ttl: int | None = None) -> None:
        self.kept[key] = value

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)


def client(fake: WeCom) -> Any:
    """wechatpy's client pointed at the fake, as a channel has to do it."""

    class Client(WeChatClient):  # type: ignore[misc]
        API_BASE_URL = f"{fake.url}/cgi-bin/"

        def fetch_access_token(self) -> Any:
            params = {"corpid": CORP_ID, "corpsecret": SECRET}
            return self._fetch_access_token(f"{self.API_BASE_URL}gettoken", params)

    return Client(CORP_ID, SECRET, session=_Memory(), timeout=5, auto_retry=False)


def test_wechatpy_does_everything(wecom: WeCom) -> None:
    api, person = client(wecom), wecom.person("周建明")
    wecom.callback.url = "http://127.0.0.1:1/"
    assert api.message.send_text(AGENT_ID, ["Member1", "Gone"], "记下了")["invaliduser"] == "gone"
    kept = api.media.upload("image", ("a.png", png()))
    api.message.send_image(AGENT_ID, "Member1", kept["media_id"])
    card = {"card_type": "button_interaction", "main_title": {"title": "水渠"}, "task_id": "w1"}
    buttons = [{"text": "收到", "key": "k"}]
    sent = api.message.send(
        AGENT_ID, "Member1", msg={"msgtype": "template_card", "template_card": card | {"button_list": buttons}}
    )
    new = {"agentid": AGENT_ID, "response_code": sent["response_code"], "button": {"replace_name": "好"}}
    api.post("message/update_template_card", data=new)
    assert api.get("auth/getuserinfo", params={"code": wecom.oauth.code("Member1")})["userid"] == "Member1"
    assert api.user.get("member1")["name"] == "周建明"
    api.menu.create(AGENT_ID, {"button": [{"name": "走访", "type": "click", "key": "visit"}]})
    assert api.menu.get(AGENT_ID)["button"][0]["name"] == "走访"
    api.menu.delete(AGENT_ID)
    assert [heard.what for heard in person.heard[-4:]] == ["text", "photo", "text", "edited"]
    assert wecom.ledger.mistakes == []


def test_wechatpy_meets_faults(wecom: WeCom) -> None:
    api = client(wecom)
    for fault, code in ((too_many(), 45009), (refuse(60020), 60020), (refuse(40014), 40014)):
        wecom.faults.add("message/send", fault)
        with pytest.raises(WeChatClientException) as raised:
            api.message.send_text(AGENT_ID, "Member1", "好")
        assert raised.value.errcode == code
    assert wecom.ledger.mistakes == []
