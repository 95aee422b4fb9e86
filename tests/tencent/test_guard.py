"""Who is let in: the documented vectors, every way of being wrong, replays, and what a full disk must not cost."""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.responses import Response

from bot.channels.tencent import guard as guards
from bot.channels.tencent.envelope import Envelope, Unsealable
from bot.channels.tencent.guard import MOST_BYTES, WINDOW, Guard, Refused
from bot.channels.tencent.route import route
from bot.channels.tencent.xml import NoXml, read
from tests.fakes.tencent import crypto, xml
from tests.fakes.test_crypto import ECHO, HELLO
from tests.fakes.wecom import AES_KEY, CORP_ID, TOKEN

NOW = datetime(2026, 11, 26, 1, 0, tzinfo=UTC)
THEIRS = crypto.Envelope(TOKEN, AES_KEY, CORP_ID)


class Door:
    """A guard and its clock."""

    def __init__(self) -> None:
        self.now = NOW
        self.guard = Guard(Envelope(TOKEN, AES_KEY, CORP_ID), lambda: self.now)


@pytest.fixture
def door() -> Door:
    """One that nobody has been at."""
    return Door()


def sealed(plain: str, nonce: str = "n1", at: datetime = NOW) -> tuple[dict[str, str], bytes]:
    """The query and body of a callback."""
    text, stamp = THEIRS.close(plain.encode()), str(int(at.timestamp()))
    query = {"msg_signature": THEIRS.signature(stamp, nonce, text), "timestamp": stamp, "nonce": nonce}
    return query, xml.write({"ToUserName": CORP_ID, "Encrypt": text}).encode()


def test_the_documented_vectors() -> None:
    ours = Envelope("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
    clock = datetime.fromtimestamp(1409659813, UTC)
    query = {"msg_signature": "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3", "echostr": ECHO, "nonce": "263014780"}
    assert Guard(ours, lambda: clock).echo(query | {"timestamp": "1409659589"}) == "1616140317555161061"
    body = f"<xml><ToUserName>wx</ToUserName><Encrypt><![CDATA[{HELLO}]]></Encrypt></xml>".encode()
    query = {"msg_signature": "477715d11cdb4164915debcba66cb864d751f3e6", "nonce": "1372623149"}
    opened = Guard(ours, lambda: clock).open(query | {"timestamp": "1409659813"}, body)
    assert read(opened.plain)["Content"] == "hello"


def test_what_we_seal_the_platform_opens() -> None:
    back = xml.read(Envelope(TOKEN, AES_KEY, CORP_ID).seal("<xml><a>好]]></a></xml>", "n", NOW).encode())
    plain = THEIRS.checked(back["Encrypt"], back["MsgSignature"], back["TimeStamp"], back["Nonce"])
    assert plain.decode() == "<xml><a>好]]></a></xml>"


def test_a_nonce_opens_again_until_its_message_is_kept(door: Door) -> None:
    query, body = sealed("<xml><a>1</a></xml>")
    door.guard.open(query, body)
    opened = door.guard.open(query, body)  # there was no room for the first
    door.guard.remember(opened)
    with pytest.raises(Refused, match="nonce"):
        door.guard.open(query, body)
    door.now += WINDOW + timedelta(seconds=1)
    with pytest.raises(Refused, match="time"):
        door.guard.open(query, body)


def test_nonces_are_forgotten_once_their_time_is_over(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(3):
        door.guard.remember(door.guard.open(*sealed("<xml><a>1</a></xml>", f"n{number}")))
    assert len(door.guard._used) == 3
    door.now += 2 * WINDOW
    door.guard.remember(door.guard.open(*sealed("<xml><a>1</a></xml>", "late", door.now)))
    assert [nonce for _, nonce in door.guard._used] == ["late"]
    monkeypatch.setattr(guards, "MOST_NONCES", 1)
    door.guard.remember(door.guard.open(*sealed("<xml><a>1</a></xml>", "later", door.now)))
    assert [nonce for _, nonce in door.guard._used] == ["later"]


SPOILT: dict[str, tuple[str, Callable[[dict[str, str], bytes], tuple[dict[str, str], bytes]]]] = {
    "signature": ("signature", lambda query, body: (query | {"msg_signature": "0" * 40}, body)),
    "no signature": ("signature", lambda query, body: ({"timestamp": query["timestamp"], "nonce": "n1"}, body)),
    "foreign letters": ("signature", lambda query, body: (query | {"msg_signature": "签"}, body)),
    "stamp": ("signature", lambda query, body: (query | {"timestamp": str(int(NOW.timestamp()) + 1)}, body)),
    "old": ("time", lambda query, body: (query | {"timestamp": str(int(NOW.timestamp()) - 301)}, body)),
    "early": ("time", lambda query, body: (query | {"timestamp": str(int(NOW.timestamp()) + 301)}, body)),
    "no number": ("query", lambda query, body: (query | {"timestamp": "٣"}, body)),
    "long number": ("query", lambda query, body: (query | {"timestamp": "1" * 5000}, body)),
    "no query": ("query", lambda query, body: ({}, body)),
    "empty": ("no XML", lambda query, body: (query, b"")),
    "no text": ("no XML", lambda query, body: (query, b"\xff\xfe")),
    "utf-16": ("no XML", lambda query, body: (query, body.decode().encode("utf-16"))),
    "document type": ("no XML", lambda query, body: (query, b'<!DOCTYPE a [<!ENTITY b "c">]>' + body)),
    "declared": ("no XML", lambda query, body: (query, b'<?xml version="1.0"?><!DOCTYPE a>' + body)),
    "cut": ("no XML", lambda query, body: (query, body[:-10])),
    "twice": ("nothing", lambda query, body: (query, body.replace(b"</xml>", b"<Encrypt>a</Encrypt></xml>"))),
    "nested": ("nothing", lambda query, body: (query, b"<xml><Encrypt><a>b</a></Encrypt></xml>")),
    "large": ("size", lambda query, body: (query, body + b" " * MOST_BYTES)),
    "deep": ("no XML", lambda query, body: (query, b"<xml>" + b"<a>" * 20_000)),
}


@pytest.mark.parametrize("how", SPOILT)
def test_every_way_of_being_wrong_is_refused(door: Door, how: str) -> None:
    why, spoil = SPOILT[how]
    with pytest.raises(Refused, match=why):
        door.guard.open(*spoil(*sealed("<xml><a>1</a></xml>")))


@pytest.mark.parametrize("padding", [0, 1, 33, 255])
def test_wrong_padding_and_a_foreign_receiver_do_not_open(padding: int) -> None:
    ours = Envelope(TOKEN, AES_KEY, CORP_ID)
    other = crypto.Envelope(TOKEN, AES_KEY, "wwother").close(b"<xml><a>1</a></xml>")
    with pytest.raises(Unsealable):
        ours.open(other, "1", "2")
    plain = b"x" * 16 + struct.pack(">I", 1) + b"y" + CORP_ID.encode()
    encryptor = THEIRS._cipher.encryptor()
    spoilt = encryptor.update(plain.ljust(63, b"z") + bytes([padding])) + encryptor.finalize()
    with pytest.raises(Unsealable):
        ours.open(base64.b64encode(spoilt).decode(), "1", "2")


@given(st.binary(max_size=300), st.dictionaries(st.sampled_from(["timestamp", "nonce", "msg_signature"]), st.text()))
@settings(max_examples=40)
def test_garbage_is_refused_and_nothing_else(body: bytes, query: dict[str, str]) -> None:
    guard = Door().guard
    for asked in (query, sealed("")[0] | query):
        with pytest.raises(Refused):
            guard.open(asked, body)
    with pytest.raises(Refused):
        guard.echo(query)
    with pytest.raises(Refused):
        guard.plain_echo(query)


@given(st.text(max_size=64))
@settings(max_examples=40)
def test_a_signed_text_opens_or_is_unsealable(text: str) -> None:
    with pytest.raises(Unsealable):
        Envelope(TOKEN, AES_KEY, CORP_ID).open(text, "1", "2")


def test_people_may_write_of_document_types_but_no_document_has_one() -> None:
    assert read("<xml><Content><![CDATA[<!DOCTYPE html>]]></Content></xml>") == {"Content": "<!DOCTYPE html>"}
    assert read('<?xml version="1.0"?>\n<xml><a/><b>1</b><b>2</b></xml>') == {"a": None, "b": ["1", "2"]}
    for wrong in ("", "x", "<a></a>", "<xml></xml>", "<xml>text</xml>", "<!DOCTYPE xml><xml><a>1</a></xml>"):
        with pytest.raises(NoXml):
            read(wrong)


@pytest.mark.parametrize("key", ["short", "=" * 43, "é" * 43])
def test_a_key_that_is_none_is_said_so_without_repeating_it(key: str) -> None:
    with pytest.raises(ValueError, match="EncodingAESKey") as refused:
        Envelope(TOKEN, key, CORP_ID)
    assert key not in str(refused.value)


async def test_one_answer_for_every_refusal_and_another_try_for_what_was_not_kept(door: Door) -> None:
    kept: list[str] = []
    full = [True]

    async def take(plain: str) -> Response | None:
        if full.pop() if full else False:
            raise OSError("no room")
        kept.append(plain)
        return Response("<xml>back</xml>") if "back" in plain else None

    transport = httpx.ASGITransport(Starlette(routes=[route("/wecom", door.guard, door.guard.echo, take)]))
    client = httpx.AsyncClient(transport=transport, base_url="http://a.cn")
    query, body = sealed("<xml><a>1</a></xml>")
    assert (await client.post("/wecom", params=query, content=body)).status_code == 503
    told = await client.post("/wecom", params=query, content=body)
    assert (told.status_code, told.content, kept) == (200, b"", ["<xml><a>1</a></xml>"])
    query, body = sealed("<xml><a>back</a></xml>", "n2")
    assert (await client.post("/wecom", params=query, content=body)).text == "<xml>back</xml>"
    for how in SPOILT:
        spoilt = SPOILT[how][1](*sealed("<xml><a>1</a></xml>", "n3"))
        refused = await client.post("/wecom", params=spoilt[0], content=spoilt[1])
        assert (refused.status_code, refused.content) == (403, b"")
    echo = THEIRS.close(b"4711")
    stamp = str(int(NOW.timestamp()))
    asked = {"timestamp": stamp, "nonce": "n4", "echostr": echo, "msg_signature": THEIRS.signature(stamp, "n4", echo)}
    assert (await client.get("/wecom", params=asked)).text == "4711"
    assert (await client.get("/wecom", params=asked | {"msg_signature": "x"})).status_code == 403
    assert (await client.put("/wecom")).status_code == 405


def test_the_verification_of_the_official_account(door: Door) -> None:
    stamp = str(int(NOW.timestamp()))
    query = {"timestamp": stamp, "nonce": "n", "signature": crypto.sign(TOKEN, stamp, "n"), "echostr": "4711"}
    assert door.guard.plain_echo(query) == "4711"
    with pytest.raises(Refused):
        door.guard.plain_echo(query | {"nonce": "m"})
