"""One decrypted callback → the neutral message, or nothing. Pure: the XML's elements in.

Who speaks is known by his UserID in small letters, for capitals do not tell two members apart. Where somebody is on the
map is passed on by nobody: of a place its words remain.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from bot.channels.wecom.limits import NAME
from handlers.kit.messages import File, Incoming

# A key of the app's menu: the name of a command.
_COMMAND = re.compile(r"[a-z_]{1,32}")
# What no record can take along; the person is told so.
_OTHERS = ("video", "shortvideo", "file", "link")

Xml = Mapping[str, Any]


class Unreadable(ValueError):
    """A message of a shape that is not in the platform's description."""


def normalise(message: Xml, plain: str) -> Incoming | None:
    """The message in a callback; None for what asks for no answer. `plain` is the XML it was read from.

    Raises Unreadable.
    """
    try:
        if message["MsgType"] == "event":
            return _event(message, plain)
        return _said(message)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, OSError) as error:
        raise Unreadable(type(error).__name__) from error


def card_code(message: Xml) -> str:
    """What changes the pressed card once, for whoever pressed it; empty where nothing was pressed."""
    code = message.get("ResponseCode") if message.get("Event") == "template_card_event" else None
    return code if isinstance(code, str) else ""


def _address(message: Xml) -> str:
    return str(_text(message, "FromUserName")).lower()


def _text(message: Xml, name: str) -> str:
    value = message[name]
    if not isinstance(value, str) or not value:
        raise TypeError(name)
    return value


def _at(message: Xml) -> datetime:
    return datetime.fromtimestamp(int(message["CreateTime"]), UTC)


def _said(message: Xml) -> Incoming | None:
    """The MsgId alone is not unique: fifteen people's voice notes have shared one."""
    address, kind = _address(message), message["MsgType"]
    key = f"{_text(message, 'ToUserName')}.{message.get('AgentID')}.{address}.{_text(message, 'MsgId')}"
    if kind == "text":
        text = message.get("Content") or ""
        if not isinstance(text, str):
            raise TypeError("Content")
        return Incoming(NAME, address, key, _at(message), text) if text else None
    return Incoming(NAME, address, key, _at(message), files=(_file(message, kind),))


def _file(message: Xml, kind: str) -> File:
    if kind == "image":
        return File("photo", _text(message, "MediaId"))
    if kind == "voice":
        return File("voice", _text(message, "MediaId"))
    if kind == "location":
        label = message.get("Label")
        return File("place", label.strip()) if isinstance(label, str) and label.strip() else File("file", kind)
    if kind in _OTHERS:
        return File("file", kind)
    raise ValueError("kind")


def _event(message: Xml, plain: str) -> Incoming | None:
    """Events have no number: they are told apart by who, when, what, and by all that they say."""
    event, address = _text(message, "Event"), _address(message)
    print_ = sha256(plain.encode()).hexdigest()[:32]
    where = f"{_text(message, 'ToUserName')}.{message.get('AgentID')}.{address}"
    key = f"{where}.{int(message['CreateTime'])}.{event}.{print_}"
    if event == "click" and _COMMAND.fullmatch(_text(message, "EventKey")):
        return Incoming(NAME, address, key, _at(message), f"/{message['EventKey']}")
    if event == "template_card_event":
        return Incoming(NAME, address, key, _at(message), press=_text(message, "EventKey"))
    return None
