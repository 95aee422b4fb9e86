"""How both platforms are called and answered: ROOT/cgi-bin/METHOD?access_token=…, errcode and errmsg."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.requests import Request

from tests.fakes.fake import Answer, Asked, Refusal, as_json, uploads
from tests.fakes.tencent import xml
from tests.fakes.tencent.crypto import Broken, Envelope

ROOT = "/cgi-bin/"


async def read(request: Request) -> Asked:
    """A call: query, JSON body and files together. Raises Refusal."""
    path = request.url.path
    if not path.startswith(ROOT):
        raise Refusal(404, "no such page")
    params: dict[str, Any] = dict(request.query_params)
    token = params.pop("access_token", "")
    if request.method != "POST":
        return Asked(path.removeprefix(ROOT), params, {}, token)
    if request.headers.get("content-type", "").startswith("multipart/"):
        files = await uploads(await request.form())
        await request.close()
        return Asked(path.removeprefix(ROOT), params, files, token)
    try:
        body = orjson.loads(await request.body())
    except orjson.JSONDecodeError:
        raise Refusal(47001, "data format error") from None
    if not isinstance(body, dict):
        raise Refusal(47001, "data format error")
    return Asked(path.removeprefix(ROOT), params | body, {}, token)


def refused(refusal: Refusal) -> Answer:
    """The status is 200; only an address that is none gets another."""
    if refusal.code == 404:
        return as_json({"errcode": -1, "errmsg": refusal.why}, 404)
    return as_json({"errcode": refusal.code, "errmsg": refusal.why, **refusal.extra})


def opened(envelope: Envelope, answer: bytes) -> xml.Element:
    """A sealed passive answer. Raises NoXml, Broken."""
    outer = xml.read(answer)
    missing = [name for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce") if not outer.get(name)]
    if missing:
        raise Broken(f"lacks {missing}")
    return xml.read(envelope.checked(outer["Encrypt"], outer["MsgSignature"], outer["TimeStamp"], outer["Nonce"]))


def addressed(answer: xml.Element, to: str, sender: str) -> None:
    """From us to whoever wrote, for the platform drops anything else. Raises Broken."""
    if (answer.get("ToUserName"), answer.get("FromUserName")) != (to, sender):
        raise Broken(f"not from {sender} to {to}")
    if not str(answer.get("CreateTime", "")).isdigit():
        raise Broken("CreateTime is no number")
