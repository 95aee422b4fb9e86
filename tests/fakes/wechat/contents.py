"""Customer-service messages and passive answers: the kinds, their limits, and what is then seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tests.fakes.fake import Refusal
from tests.fakes.person import What
from tests.fakes.tencent.shape import INVALID, fields, link

if TYPE_CHECKING:
    from tests.fakes.wechat.platform import WeChat

LONGEST_TEXT = 2048
Shown = tuple[What, str, bytes]


def service(fake: WeChat, params: dict[str, Any]) -> Shown:
    """What a body of message/custom/send shows. Raises Refusal."""
    kind = params.get("msgtype", "")
    if kind not in ("text", "image", "voice", "news", "msgmenu"):
        raise Refusal(40008, "invalid message type")
    fields(params, "message", {"touser": str, "msgtype": str, kind: dict}, {"customservice": dict})
    body = params[kind]
    match kind:
        case "text":
            return text(fields(body, "text", {"content": str})["content"])
        case "image" | "voice":
            return media(fake, kind, fields(body, kind, {"media_id": str})["media_id"])
        case "msgmenu":
            return _menu(fields(body, kind, {"head_content": str, "list": list}, {"tail_content": str}))
    return _news(fields(body, "news", {"articles": list})["articles"])


def passive(fake: WeChat, answer: Mapping[str, Any]) -> Shown:
    """What a passive answer shows. Raises Refusal."""
    match answer.get("MsgType"):
        case "text":
            return text(str(answer.get("Content", "")))
        case "image" | "voice" as kind:
            return media(fake, kind, (answer.get(kind.capitalize()) or {}).get("MediaId", ""))
    raise Refusal(INVALID, f"the fake shows no passive answer of type {answer.get('MsgType')}")


def text(content: str) -> Shown:
    """A text. Raises Refusal."""
    if not content.strip():
        raise Refusal(44004, "empty content")
    if len(content.encode()) > LONGEST_TEXT:
        raise Refusal(45002, "content size out of limit")
    return "text", content, b""


def media(fake: WeChat, kind: str, id_: str) -> Shown:
    """A picture or voice note. Raises Refusal."""
    return ("photo" if kind == "image" else "voice"), "", fake.media.get(id_, kind).content


def _menu(body: dict[str, Any]) -> Shown:
    for one in body["list"]:
        fields(one, "msgmenu.list", {"id": str, "content": str})
    lines = [body["head_content"], *(one["content"] for one in body["list"]), body.get("tail_content", "")]
    return text("\n".join(line for line in lines if line))


def _news(articles: list[Any]) -> Shown:
    if len(articles) != 1:
        raise Refusal(45008, "article size out of limit")
    one = fields(articles[0], "news.articles", {"title": str, "description": str, "url": str}, {"picurl": str})
    link(one["url"], "news.articles.url", 40039)
    return "text", f"{one['title']}\n{one['description']}\n{one['url']}", b""
