"""Text as the platform counts and parses it: UTF-16 units, HTML, MarkdownV2, entities."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram.wording import bad

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
MOST_ENTITIES = 100

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_TAG = re.compile(r"<(/?)([a-zA-Z-]*)((?:\s+[a-z-]+(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?)*)\s*>")
_HREF = re.compile(r"href=[\"']?([^\"'\s]*)")
_MARKS = {"*": "bold", "_": "italic", "__": "underline", "~": "strikethrough", "||": "spoiler"}
_RESERVED = set("_*[]()~`>#+-=|{}.!")
_MARK = re.compile(r"__|\|\||[*_~]")


def units(text: str) -> int:
    """The length in UTF-16 units, in which the platform counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@dataclass(slots=True)
class Text:
    """Text after parsing, with its entities."""

    plain: str = ""
    entities: list[dict[str, Any]] = field(default_factory=list)

    def mark(self, kind: str, start: int, **more: str) -> None:
        """An entity from that offset to the end so far; an empty one is none."""
        length = units(self.plain) - start
        if length > 0:
            self.entities.append({"type": kind, "offset": start, "length": length, **more})


def read(params: dict[str, Any], name: str, longest: int) -> Text:
    """The text or caption of a call, parsed and measured. Raises Refusal."""
    mode = params.get("parse_mode") or ""
    text = _parse(params.get(name) or "", mode) if mode else Text(params.get(name) or "")
    if not mode:
        entities = "entities" if name == "text" else f"{name}_entities"
        text.entities = _given(params.get(entities) or [], text.plain)
    text.plain = text.plain.strip() if not text.entities else text.plain.rstrip()
    if units(text.plain) > longest:
        raise bad("message is too long" if name == "text" else "message caption is too long")
    if len(text.entities) > MOST_ENTITIES:
        raise bad("too many entities")
    return text


def _given(entities: list[dict[str, Any]], plain: str) -> list[dict[str, Any]]:
    for entity in entities:
        if entity["offset"] < 0 or entity["length"] <= 0 or entity["offset"] + entity["length"] > units(plain):
            raise bad("ENTITY_BOUNDS_INVALID")
    return entities


def _parse(text: str, mode: str) -> Text:
    match mode.lower():
        case "html":
            return _html(text)
        case "markdownv2":
            return _markdown(text)
        case "markdown":
            raise bad("legacy Markdown is not for new bots")
    raise bad("unsupported parse_mode")


def _unparsable(why: str, text: str, place: int) -> Exception:
    return bad(f"can't parse entities: {why} at byte offset {len(text[:place].encode())}")


def _html(text: str) -> Text:
    done, open_, place = Text(), list[tuple[str, int, str]](), 0
    while place < len(text):
        if text[place] != "<":
            end = text.find("<", place)
            end = len(text) if end < 0 else end
            done.plain += html.unescape(text[place:end])
            place = end
            continue
        tag = _TAG.match(text, place)
        if tag is None or tag[2].lower() not in _TAGS:
            raise _unparsable(f'Unsupported start tag "{tag[2] if tag else ""}"', text, place)
        _tag(done, open_, tag, text)
        place = tag.end()
    if open_:
        raise bad(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_[-1][0]}\"")
    return done


def _tag(done: Text, open_: list[tuple[str, int, str]], tag: re.Match[str], text: str) -> None:
    name = tag[2].lower()
    if not tag[1]:
        open_.append((name, units(done.plain), tag[3]))
        return
    if not open_ or open_[-1][0] != name:
        raise _unparsable(f'Unmatched end tag, expected "</{open_[-1][0] if open_ else ""}>"', text, tag.start())
    _, start, attributes = open_.pop()
    link = _HREF.search(attributes)
    if name != "a":
        done.mark(_TAGS[name], start)
    elif link:
        done.mark("text_link", start, url=link[1])


def _markdown(text: str) -> Text:
    done, open_, place = Text(), list[tuple[str, int]](), 0
    while place < len(text):
        character = text[place]
        if character == "\\" and place + 1 < len(text) and ord(text[place + 1]) < 127:
            done.plain += text[place + 1]
            place += 2
        elif character == "`":
            place = _code(done, text, place)
        elif mark := _MARK.match(text, place):
            _toggle(done, open_, mark[0])
            place = mark.end()
        elif character == "[":
            open_.append(("[", units(done.plain)))
            place += 1
        elif character == "]" and open_ and open_[-1][0] == "[":
            place = _link(done, text, place, open_.pop()[1])
        elif character in _RESERVED:
            raise bad(
                f"can't parse entities: Character '{character}' is reserved and must be escaped with the preceding '\\'"
            )
        else:
            done.plain += character
            place += 1
    if open_:
        raise bad(f"can't parse entities: Can't find end of {_MARKS.get(open_[-1][0], 'text_link')} entity")
    return done


def _toggle(done: Text, open_: list[tuple[str, int]], mark: str) -> None:
    if open_ and open_[-1][0] == mark:
        done.mark(_MARKS[mark], open_.pop()[1])
    else:
        open_.append((mark, units(done.plain)))


def _code(done: Text, text: str, place: int) -> int:
    fence = "```" if text.startswith("```", place) else "`"
    end = text.find(fence, place + len(fence))
    if end < 0:
        raise _unparsable("Can't find end of code entity", text, place)
    start = units(done.plain)
    done.plain += re.sub(r"\\(.)", r"\1", text[place + len(fence) : end])
    done.mark("pre" if fence == "```" else "code", start)
    return end + len(fence)


def _link(done: Text, text: str, place: int, start: int) -> int:
    found = re.compile(r"\]\(((?:\\.|[^)\\])*)\)").match(text, place)
    if found is None:
        raise _unparsable("Can't find end of a URL", text, place)
    done.mark("text_link", start, url=found[1])
    return found.end()
