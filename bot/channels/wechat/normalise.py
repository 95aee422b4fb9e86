"""One callback as the platform wrote it → the neutral message, or nothing. Pure: the elements of its XML in.

Where somebody is, is nobody's business: of a place only its words are taken, and reports of where a phone is are not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson

from bot.channels.wechat.limits import AFTER_MESSAGE, AFTER_TOUCH, MARGIN, NAME
from handlers.kit.messages import File, Incoming, Opening

# What precedes the code in the event of somebody who subscribed by scanning.
_SCANNED: Final = "qrscene_"
# What no record can take along; the person is told so.
_OTHERS: Final = frozenset({"video", "shortvideo", "link", "file", "music"})

Told = Mapping[str, Any]


class Unreadable(ValueError):
    """A callback of a shape that is not in the documents."""


def normalise(told: Told) -> Incoming | None:
    """The message in a callback; None for what asks for no answer. Raises Unreadable."""
    try:
        if _text(told, "MsgType") == "event":
            return _event(told)
        return _message(told)
    except (KeyError, TypeError, ValueError, OverflowError, OSError) as error:
        raise Unreadable(type(error).__name__) from error


def sender(told: Told) -> str:
    """Who is meant by a callback. Raises Unreadable."""
    try:
        return _text(told, "FromUserName")
    except (KeyError, TypeError) as error:
        raise Unreadable(type(error).__name__) from error


def _message(told: Told) -> Incoming:
    kind, who, at = _text(told, "MsgType"), sender(told), _at(told)
    said = _text(told, "Content") if kind == "text" and told.get("Content") is not None else ""
    files = () if kind == "text" else (_file(kind, told),)
    # The number alone is not one person's: the platform was seen to give it twice.
    key = f"{who}.{int(_text(told, 'MsgId'))}"
    return Incoming(NAME, who, key, at, said, "", files, opens=_opens(at, *AFTER_MESSAGE))


def _file(kind: str, told: Told) -> File:
    if kind in ("image", "voice"):
        return File("photo" if kind == "image" else "voice", _text(told, "MediaId"))
    if kind == "location" and told.get("Label"):
        return File("place", _text(told, "Label"))
    if kind in _OTHERS or kind == "location":
        return File("file", kind)
    raise ValueError(kind)


def _event(told: Told) -> Incoming | None:
    event, who, at = _text(told, "Event"), sender(told), _at(told)
    key = _text(told, "EventKey") if told.get("EventKey") else ""
    match event:
        case "subscribe":
            said = f"绑定 {key.removeprefix(_SCANNED)}" if key.startswith(_SCANNED) else "/start"
        case "SCAN":
            said = f"绑定 {key}"
        case "CLICK":
            said = key
        case _:
            return None
    return Incoming(NAME, who, f"{who}.{_mark(told)}", at, said, opens=_opens(at, *AFTER_TOUCH))


def _mark(told: Told) -> str:
    """Events have no number: they are known by all they say, the second among it."""
    return hashlib.sha256(orjson.dumps(told, option=orjson.OPT_SORT_KEYS)).hexdigest()[:24]


def _opens(at: datetime, lasts: timedelta, most: int) -> Opening:
    return Opening(at + lasts - MARGIN, most)


def _at(told: Told) -> datetime:
    return datetime.fromtimestamp(int(_text(told, "CreateTime")), UTC)


def _text(told: Told, name: str) -> str:
    """An element that stands there once and is not empty."""
    value = told[name]
    if not isinstance(value, str):
        raise TypeError(name)
    return value
