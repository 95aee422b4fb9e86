"""The envelope against the vectors of WeCom's own documentation, and against wechatpy."""

from __future__ import annotations

import base64

import pytest
from wechatpy.enterprise.crypto import WeChatCrypto

from tests.fakes.tencent import xml
from tests.fakes.tencent.crypto import Broken, Envelope
from tests.fakes.wecom import AES_KEY, CORP_ID, TOKEN

DOCUMENTED = Envelope("QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7")
ECHO = "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="
HELLO = (
    "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3T"
    "UUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsij"
    "ff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5"
    "wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHB"
    "ZZIs2pDBS8R07+qN+E7Q=="
)


def test_the_documented_verification() -> None:
    signature = "5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"
    assert DOCUMENTED.checked(ECHO, signature, "1409659589", "263014780") == b"1616140317555161061"


def test_the_documented_message() -> None:
    signature = "477715d11cdb4164915debcba66cb864d751f3e6"
    message = xml.read(DOCUMENTED.checked(HELLO, signature, "1409659813", "1372623149"))
    assert (message["FromUserName"], message["Content"]) == ("mycreate", "hello")


def test_wechatpy_opens_ours_and_we_open_wechatpys() -> None:
    ours, theirs = Envelope(TOKEN, AES_KEY, CORP_ID), WeChatCrypto(TOKEN, AES_KEY, CORP_ID)
    for text in ("", "好", "去王家坞走访" * 50):
        plain = xml.write({"Content": text})
        closed = ours.close(plain.encode())
        outer = xml.write({"Encrypt": closed})
        assert theirs.decrypt_message(outer, ours.signature("1", "2", closed), "1", "2") == plain
        back = xml.read(theirs.encrypt_message(plain, "2", "1").encode())
        assert ours.checked(back["Encrypt"], back["MsgSignature"], back["TimeStamp"], back["Nonce"]).decode() == plain


@pytest.mark.parametrize("spoil", ["signature", "text", "padding", "receiver", "short"])
def test_what_is_broken_does_not_open(spoil: str) -> None:
    ours = Envelope(TOKEN, AES_KEY, CORP_ID)
    text = ours.close(b"x")
    signature = ours.signature("1", "2", text)
    if spoil == "signature":
        signature = signature[::-1]
    elif spoil == "receiver":
        text = Envelope(TOKEN, AES_KEY, "another").close(b"x")
    elif spoil == "text":
        text = "no base64 …"
    elif spoil == "padding":
        text = base64.b64encode(base64.b64decode(text)[:-16]).decode()
    else:
        text = ""
    if spoil != "signature":
        signature = ours.signature("1", "2", text)
    with pytest.raises(Broken):
        ours.checked(text, signature, "1", "2")


def test_cdata_cannot_be_broken_out_of() -> None:
    assert xml.read(xml.write({"Content": "a]]><Content>b"}).encode()) == {"Content": "a]]><Content>b"}
    with pytest.raises(xml.NoXml, match="twice"):
        xml.read(b"<xml><Content>a</Content><Content>b</Content></xml>")
