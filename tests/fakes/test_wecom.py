"""The fake of WeCom: what it refuses, shown by raw calls."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes import WeCom
from tests.fakes.pictures import png
from tests.fakes.raw import HTTP
from tests.fakes.wecom import AGENT_ID, CORP_ID, SECRET

ZHOU, FANG = "Member1", "Member2"


def token(fake: WeCom) -> str:
    """An access token."""
    got = HTTP.get(f"{fake.url}/cgi-bin/gettoken", params={"corpid": CORP_ID, "corpsecret": SECRET}).json()
    assert got["errcode"] == 0, got
    return str(got["access_token"])


def post(fake: WeCom, method: str, **body: Any) -> dict[str, Any]:
    """A raw call with a token that holds."""
    url = f"{fake.url}/cgi-bin/{method}"
    answer: dict[str, Any] = HTTP.post(url, params={"access_token": token(fake)}, json=body).json()
    return answer


def get(fake: WeCom, method: str, **params: Any) -> dict[str, Any]:
    """A raw question with a token that holds."""
    url = f"{fake.url}/cgi-bin/{method}"
    answer: dict[str, Any] = HTTP.get(url, params={"access_token": token(fake), **params}).json()
    return answer


def send(fake: WeCom, to: str = ZHOU, kind: str = "text", body: Any = None, **more: Any) -> dict[str, Any]:
    """message/send; 你好 without a body."""
    content = body if body is not None else {"content": "你好"}
    return post(fake, "message/send", touser=to, agentid=AGENT_ID, msgtype=kind, **{kind: content}, **more)


def card(task: str = "t1", *labels: str, **more: Any) -> dict[str, Any]:
    """A card with buttons."""
    buttons = [{"text": label, "key": f"k.{place}"} for place, label in enumerate(labels or ("收到", "办结"))]
    return {
        "card_type": "button_interaction",
        "main_title": {"title": "水渠堵了"},
        "task_id": task,
        "button_list": buttons,
    } | more


def without(body: dict[str, Any], name: str) -> dict[str, Any]:
    """The body without one field."""
    return {key: value for key, value in body.items() if key != name}


def test_tokens(wecom: WeCom) -> None:
    url = f"{wecom.url}/cgi-bin/gettoken"
    assert HTTP.get(url, params={"corpid": "ww", "corpsecret": SECRET}).json()["errcode"] == 40013
    assert HTTP.get(url, params={"corpid": CORP_ID, "corpsecret": "no"}).json()["errcode"] == 40001
    assert HTTP.get(url, params={"corpid": CORP_ID}).json()["errcode"] == 40058
    first = token(wecom)
    assert token(wecom) == first

    def with_token(value: str) -> int:
        answer = HTTP.post(f"{wecom.url}/cgi-bin/message/send", params={"access_token": value}, json={})
        return int(answer.json()["errcode"])

    assert with_token("") == 41001
    assert with_token("never") == 40014
    wecom.clock.forward(hours=2)
    assert with_token(first) == 42001
    assert (second := token(wecom)) != first
    wecom.tokens.revoke()
    assert with_token(second) == 40014
    assert [call.mistake for call in wecom.ledger.of("message/send")] == [True, True, False, False]


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("text", {"content": " "}, 44004),
        ("text", {}, 40058),
        ("text", {"content": "好", "colour": 1}, 40058),
        ("text", {"content": 7}, 40058),
        ("song", {"content": "好"}, 40058),
        ("image", {"media_id": "nothing"}, 40007),
        ("textcard", {"title": "村" * 43, "description": "x", "url": "https://a.cn"}, 45003),
        ("textcard", {"title": "x", "description": "村" * 171, "url": "https://a.cn"}, 45004),
        ("textcard", {"title": "x", "description": "x", "url": "a.cn"}, 40039),
        ("news", {"articles": [{"title": "x"}] * 9}, 45008),
        ("template_card", {"card_type": "poem"}, 40058),
        ("template_card", without(card(), "task_id"), 40058),
        ("template_card", without(card(), "main_title"), 40058),
        ("template_card", card("有汉字"), 40058),
        ("template_card", card("t" * 129), 40058),
        ("template_card", card("t", *"1234567"), 40058),
        ("template_card", card("t", button_list=[]), 40058),
        ("template_card", card("t", button_list=[{"text": "收到"}]), 40058),
        ("template_card", card("t", button_list=[{"text": "收到", "key": "k" * 1025}]), 40058),
        ("template_card", card("t", button_list=[{"text": "收到", "key": "k"}, {"text": "办结", "key": "k"}]), 40058),
        ("template_card", card("t", horizontal_content_list=[{"keyname": "村"}] * 7), 40058),
        ("template_card", card("t", horizontal_content_list=[{"keyname": "村", "type": 1}]), 40058),
        ("template_card", card("t", jump_list=[]), 40058),
        ("template_card", {"card_type": "text_notice", "main_title": {"title": "x"}}, 40058),
    ],
)
def test_a_message_is_refused(wecom: WeCom, kind: str, body: Any, code: int) -> None:
    wecom.callback.url = "http://127.0.0.1:1/"
    assert send(wecom, kind=kind, body=body)["errcode"] == code
    assert len(wecom.ledger.mistakes) == 1


def test_who_is_addressed(wecom: WeCom) -> None:
    assert post(wecom, "message/send", agentid=AGENT_ID, msgtype="text", text={"content": "好"})["errcode"] == 82001
    assert (
        post(wecom, "message/send", touser=ZHOU, agentid=1, msgtype="text", text={"content": "好"})["errcode"] == 40056
    )
    assert send(wecom, "|".join(f"u{n}" for n in range(1001)))["errcode"] == 40032
    assert send(wecom, "Nobody")["errcode"] == 81013
    told = send(wecom, f"{ZHOU}|Nobody|MEMBER2")
    assert (told["errcode"], told["invaliduser"]) == (0, "nobody")
    wecom.person("方晓燕").leaves()
    assert send(wecom, f"{ZHOU}|{FANG}")["invaliduser"] == "member2"
    assert [call.why for call in wecom.ledger.mistakes][-1].startswith("invalid size")


def test_what_is_too_long_is_cut_and_told_to_the_test(wecom: WeCom) -> None:
    assert send(wecom, body={"content": "村" * 683})["errcode"] == 0
    assert wecom.person("周建明").heard[-1].text == "村" * 682 + "\ufffd"
    assert [call.why for call in wecom.ledger.mistakes] == ["text of more than 2048 bytes was cut"]


def test_more_than_thirty_a_minute_are_dropped_silently(wecom: WeCom) -> None:
    before = len(wecom.person("周建明").heard)
    for _ in range(32):
        assert send(wecom)["errcode"] == 0
    assert len(wecom.person("周建明").heard) - before == 30
    assert len(wecom.ledger.mistakes) == 2


def test_equal_messages_are_sent_once_where_asked_for(wecom: WeCom) -> None:
    person, before = wecom.person("周建明"), len(wecom.person("周建明").heard)
    again: dict[str, Any] = {"enable_duplicate_check": 1, "duplicate_check_interval": 60}
    for more in (again, again, {}):
        assert send(wecom, **more)["errcode"] == 0
    assert len(person.heard) - before == 2
    wecom.clock.forward(seconds=60)
    send(wecom, **again)
    assert len(person.heard) - before == 3
    assert send(wecom, **(again | {"duplicate_check_interval": 14401}))["errcode"] == 40058


def test_a_response_code_works_once_within_three_days(wecom: WeCom) -> None:
    assert send(wecom, kind="template_card", body=card("c0"))["errcode"] == 40058  # no callback is set
    wecom.callback.url = "http://127.0.0.1:1/"
    first = send(wecom, kind="template_card", body=card("c1"))
    assert send(wecom, kind="template_card", body=card("c1"))["errcode"] == 42014
    change = {"agentid": AGENT_ID, "response_code": first["response_code"], "button": {"replace_name": "已收到"}}
    assert post(wecom, "message/update_template_card", **without(change, "button"))["errcode"] == 40058
    assert post(wecom, "message/update_template_card", **change)["errcode"] == 0
    assert wecom.person("周建明").hears("已收到", what="edited")
    assert "used" in post(wecom, "message/update_template_card", **change)["errmsg"]
    assert "invalid" in post(wecom, "message/update_template_card", **(change | {"response_code": "no"}))["errmsg"]
    pressed = wecom.person("方晓燕")
    send(wecom, f"{ZHOU}|{FANG}", "template_card", card("c2"))
    code = pressed.presses("收到").message["ResponseCode"]
    new = {"agentid": AGENT_ID, "response_code": code, "template_card": card("c3", "撤销")}
    assert post(wecom, "message/update_template_card", **new)["errcode"] == 0
    assert pressed.heard[-1].buttons == ("撤销",)
    assert pressed.presses("撤销").message["TaskId"] == "c2"
    assert wecom.person("周建明").presses("办结")
    late = pressed.presses("撤销").message["ResponseCode"]
    wecom.clock.forward(hours=72)
    assert "expired" in post(wecom, "message/update_template_card", **(new | {"response_code": late}))["errmsg"]
    with pytest.raises(AssertionError, match="sees no button"):
        pressed.presses("办结")


def test_recall_within_a_day(wecom: WeCom) -> None:
    first, second = send(wecom)["msgid"], send(wecom)["msgid"]
    assert post(wecom, "message/recall", msgid=first)["errcode"] == 0
    assert post(wecom, "message/recall", msgid=first)["errcode"] == 40058
    wecom.clock.forward(hours=24)
    assert post(wecom, "message/recall", msgid=second)["errcode"] == 40058


def upload(fake: WeCom, kind: str, content: bytes, name: str = "a", part: str = "media") -> dict[str, Any]:
    """media/upload."""
    params = {"access_token": token(fake), "type": kind}
    answer: dict[str, Any] = HTTP.post(
        f"{fake.url}/cgi-bin/media/upload", params=params, files={part: (name, content)}
    ).json()
    return answer


def test_media(wecom: WeCom) -> None:
    assert upload(wecom, "poem", png())["errcode"] == 40004
    assert upload(wecom, "image", png(), part="file")["errcode"] == 41005
    assert upload(wecom, "file", b"12345")["errcode"] == 40006
    assert upload(wecom, "voice", b"#!AMR" + bytes(2 * 1024 * 1024))["errcode"] == 40006
    assert upload(wecom, "image", b"GIF89a")["errcode"] == 40005
    kept = upload(wecom, "image", png(), "图.png")
    assert send(wecom, kind="image", body={"media_id": kept["media_id"]})["errcode"] == 0
    assert wecom.person("周建明").heard[-1].content == png()
    assert send(wecom, kind="file", body={"media_id": kept["media_id"]})["errcode"] == 40007
    params = {"access_token": token(wecom), "media_id": kept["media_id"]}
    assert HTTP.get(f"{wecom.url}/cgi-bin/media/get", params=params).content == png()
    wecom.clock.forward(days=3)
    assert get(wecom, "media/get", media_id=kept["media_id"])["errcode"] == 40007


@pytest.mark.parametrize(
    ("buttons", "code"),
    [
        ([], 40016),
        ([{"name": "走访", "type": "click", "key": "k"}] * 4, 40016),
        ([{"name": "村" * 6, "type": "click", "key": "k"}], 40018),
        ([{"name": "走访", "type": "sing", "key": "k"}], 40017),
        ([{"name": "走访", "type": "click"}], 40019),
        ([{"name": "走访", "type": "click", "key": "k" * 129}], 40019),
        ([{"name": "页面", "type": "view", "url": "a.cn"}], 40055),
        ([{"name": "记", "sub_button": [{"name": "走访", "type": "click", "key": "k"}] * 6}], 40023),
        ([{"name": "记", "sub_button": [{"name": "村" * 14, "type": "click", "key": "k"}]}], 40025),
    ],
)
def test_menus_are_refused(wecom: WeCom, buttons: Any, code: int) -> None:
    answer = HTTP.post(
        f"{wecom.url}/cgi-bin/menu/create",
        params={"access_token": token(wecom), "agentid": AGENT_ID},
        json={"button": buttons},
    )
    assert answer.json()["errcode"] == code


def test_signing_in(wecom: WeCom) -> None:
    link = (
        f"https://open.weixin.qq.com/connect/oauth2/authorize?appid={CORP_ID}&redirect_uri=https%3A%2F%2Fa.cn%2Fin"
        f"&response_type=code&scope=snsapi_base&state=abc&agentid={AGENT_ID}#wechat_redirect"
    )
    person = wecom.person("周建明")
    back = person.opens(link)
    assert back.startswith("https://a.cn/in?code=")
    assert back.endswith("&state=abc")
    code = back.partition("code=")[2].partition("&")[0]
    assert get(wecom, "auth/getuserinfo", code=code)["userid"] == ZHOU
    assert get(wecom, "auth/getuserinfo", code=code)["errcode"] == 40029
    late = wecom.oauth.code(ZHOU)
    wecom.clock.forward(minutes=5)
    assert get(wecom, "auth/getuserinfo", code=late)["errcode"] == 40029
    for wrong in ("#wechat_redirect", "response_type=code&", "state=abc"):
        with pytest.raises(AssertionError):
            person.opens(link.replace(wrong, "state=a-b" if wrong == "state=abc" else ""))


def test_members(wecom: WeCom) -> None:
    assert get(wecom, "user/get", userid=ZHOU.lower())["name"] == "周建明"
    assert "mobile" not in get(wecom, "user/get", userid=ZHOU)
    assert get(wecom, "user/get", userid="Nobody")["errcode"] == 60111
    assert len(post(wecom, "user/list_id", limit=100)["dept_user"]) >= 2
    assert get(wecom, "nothing/get")["errcode"] == -1
