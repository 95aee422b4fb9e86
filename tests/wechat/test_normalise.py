"""Callbacks as the platform writes them, and what they mean: pure, without any socket."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.tencent import xml
from bot.channels.wechat import replies
from bot.channels.wechat.limits import MARGIN
from bot.channels.wechat.normalise import Unreadable, normalise
from bot.channels.wechat.starting import buttons
from handlers.kit.messages import File, Incoming
from handlers.routes import routes

AT = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
COMMON = {"ToUserName": "gh_1", "FromUserName": "oA", "CreateTime": str(int(AT.timestamp()))}


def message(kind: str, **more: Any) -> Incoming | None:
    """A message of this kind."""
    return normalise({**COMMON, "MsgType": kind, "MsgId": "24000000000000001", **more})


def event(name: str, key: str | None = None, **more: Any) -> Incoming | None:
    """An event."""
    return normalise({**COMMON, "MsgType": "event", "Event": name, "EventKey": key, **more})


def test_what_was_written_is_dated_by_the_platform_and_opens_two_days() -> None:
    said = message("text", Content="今天去王家坞")
    assert said is not None
    assert (said.text, said.said_at, said.key) == ("今天去王家坞", AT, "oA.24000000000000001")
    assert said.opens is not None
    assert (said.opens.until, said.opens.most) == (AT + timedelta(hours=48) - MARGIN, 5)


def test_two_people_may_share_a_number() -> None:
    one, other = message("text", Content="好"), message("text", Content="好", FromUserName="oB")
    assert one is not None
    assert other is not None
    assert one.key != other.key


@pytest.mark.parametrize(
    ("kind", "more", "file"),
    [
        ("image", {"MediaId": "m1", "PicUrl": "http://a.cn/p"}, File("photo", "m1")),
        ("voice", {"MediaId": "m2", "Format": "amr", "Recognition": "听到的"}, File("voice", "m2")),
        (
            "location",
            {"Location_X": "30.1", "Location_Y": "119.2", "Label": "王家坞村委会"},
            File("place", "王家坞村委会"),
        ),
        ("location", {"Location_X": "30.1", "Location_Y": "119.2", "Label": None}, File("file", "location")),
        ("video", {"MediaId": "m3"}, File("file", "video")),
        ("link", {"Url": "http://a.cn"}, File("file", "link")),
    ],
)
def test_files(kind: str, more: dict[str, Any], file: File) -> None:
    said = message(kind, **more)
    assert said is not None
    assert (said.text, said.files) == ("", (file,))
    assert "30.1" not in repr(said)


@pytest.mark.parametrize(
    ("name", "key", "text"),
    [
        ("subscribe", "qrscene_CODE-16-characters", "绑定 CODE-16-characters"),
        ("subscribe", None, "/start"),
        ("SCAN", "CODE-16-characters", "绑定 CODE-16-characters"),
        ("CLICK", "/today", "/today"),
    ],
)
def test_a_touch_opens_a_minute(name: str, key: str | None, text: str) -> None:
    touched = event(name, key)
    assert touched is not None
    assert touched.text == text
    assert touched.opens is not None
    assert (touched.opens.until, touched.opens.most) == (AT + timedelta(minutes=1) - MARGIN, 3)
    assert event(name, key) == touched
    assert event(name, f"{key}x") != touched


@pytest.mark.parametrize("name", ["unsubscribe", "VIEW", "LOCATION", "TEMPLATESENDJOBFINISH"])
def test_what_asks_for_no_answer(name: str) -> None:
    assert event(name, "x", Latitude="30.1") is None


@pytest.mark.parametrize(
    "spoilt",
    [
        {"MsgType": None},
        {"MsgType": "poem"},
        {"MsgType": ["text", "text"]},
        {"MsgType": "text", "Content": ["a", "b"]},
        {"MsgType": "text", "MsgId": "x"},
        {"MsgType": "text", "CreateTime": "9" * 30},
        {"MsgType": "image", "MediaId": None},
        {"MsgType": "event", "Event": None},
    ],
)
def test_what_is_of_no_known_shape(spoilt: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        normalise({**COMMON, "MsgId": "1", "Content": "好"} | spoilt)


def test_nobody_breaks_out_of_an_answer() -> None:
    said = "好]]></Content><Content><![CDATA[坏"
    read = xml.read(replies.text("oA", "gh_1", said, AT))
    assert (read["Content"], read["ToUserName"], read["FromUserName"]) == (said, "oA", "gh_1")


def test_the_menu_holds_words_that_are_known() -> None:
    words = {word.name: word.words[0] for word in routes().words}
    menu = buttons(words)
    below = [button for one in menu for button in one.get("sub_button", [one])]
    commands = {f"/{word.command}" for word in routes().words}
    assert len(below) == 11
    assert {button["key"] for button in below} <= commands
