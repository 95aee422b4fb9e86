"""The kinds of messages an app may send, and what a person then sees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.fakes.fake import Refusal
from tests.fakes.person import What
from tests.fakes.tencent.shape import fields, link, short
from tests.fakes.wecom import cards

if TYPE_CHECKING:
    from tests.fakes.wecom.platform import WeCom

LONGEST_TEXT = 2048
LONGEST_TITLE, LONGEST_DESCRIPTION = 128, 512
MOST_ARTICLES = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on a phone. `cut`: what did not fit was dropped, as the platform drops it."""

    what: What
    text: str
    buttons: tuple[str, ...] = ()
    content: bytes = b""
    name: str = ""
    cut: bool = False


def read(fake: WeCom, kind: str, body: Any) -> Shown:
    """What a message of that kind looks like. Raises Refusal."""
    match kind:
        case "text" | "markdown":
            return _text(fields(body, kind, {"content": str})["content"])
        case "image" | "voice" | "file":
            medium = fake.media.get(fields(body, kind, {"media_id": str})["media_id"], kind)
            what: What = "photo" if kind == "image" else "voice" if kind == "voice" else "file"
            return Shown(what, "", content=medium.content, name=medium.name)
        case "textcard":
            return _textcard(fields(body, kind, {"title": str, "description": str, "url": str}, {"btntxt": str}))
        case "news":
            return _news(fields(body, kind, {"articles": list})["articles"])
        case "template_card":
            cards.check(body)
            return Shown("text", cards.text(body), tuple(one["text"] for one in body.get("button_list", [])))
    raise Refusal(40008, "invalid message type")


def _text(content: str) -> Shown:
    if not content.strip():
        raise Refusal(44004, "empty content")
    whole = content.encode()
    kept = whole[:LONGEST_TEXT].decode(errors="replace")
    return Shown("text", kept, cut=len(whole) > LONGEST_TEXT)


def _textcard(body: dict[str, Any]) -> Shown:
    short(body["title"], LONGEST_TITLE, "textcard.title", 45003)
    short(body["description"], LONGEST_DESCRIPTION, "textcard.description", 45004)
    if not body["title"] or not body["description"]:
        raise Refusal(44004, "empty content")
    link(body["url"], "textcard.url", 40039)
    return Shown("text", f"{body['title']}\n{body['description']}\n{body['url']}", (body.get("btntxt", "详情"),))


def _news(articles: list[Any]) -> Shown:
    if not 1 <= len(articles) <= MOST_ARTICLES:
        raise Refusal(45008, "article size out of limit")
    for one in articles:
        fields(one, "news.articles", {"title": str}, {"description": str, "url": str, "picurl": str})
        short(one["title"], LONGEST_TITLE, "news.articles.title", 45003)
        short(one.get("description", ""), LONGEST_DESCRIPTION, "news.articles.description", 45004)
    return Shown("text", "\n".join(one["title"] for one in articles))
