"""Template cards: what each kind must have, what is too long, and the codes that change a card once."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.fakes.clock import Clock
from tests.fakes.fake import Refusal
from tests.fakes.tencent import shape
from tests.fakes.tencent.shape import fields, short

if TYPE_CHECKING:
    from tests.fakes.wecom.people import Member

CODE_LASTS = timedelta(hours=72)
LONGEST_KEY = 1024
LONGEST_TASK = 128
# Most elements of each list.
MOST = {
    "button_list": 6,
    "horizontal_content_list": 6,
    "jump_list": 3,
    "select_list": 3,
    "vertical_content_list": 4,
}
MOST_OPTIONS, MOST_BOXES = 10, 20
_COMMON: dict[str, type] = {
    "source": dict,
    "action_menu": dict,
    "task_id": str,
    "main_title": dict,
    "quote_area": dict,
    "horizontal_content_list": list,
    "card_action": dict,
    "sub_title_text": str,
}
_KINDS: dict[str, tuple[tuple[str, ...], dict[str, type]]] = {
    "text_notice": (("card_action",), {"emphasis_content": dict, "jump_list": list}),
    "news_notice": (
        ("main_title", "card_action"),
        {"image_text_area": dict, "card_image": dict, "vertical_content_list": list, "jump_list": list},
    ),
    "button_interaction": (("main_title", "button_list", "task_id"), {"button_list": list, "button_selection": dict}),
    "vote_interaction": (
        ("main_title", "checkbox", "submit_button", "task_id"),
        {"checkbox": dict, "submit_button": dict},
    ),
    "multiple_interaction": (
        ("main_title", "select_list", "submit_button", "task_id"),
        {"select_list": list, "submit_button": dict},
    ),
}
_PARTS: dict[str, tuple[dict[str, type], dict[str, type]]] = {
    "source": ({}, {"icon_url": str, "desc": str, "desc_color": int}),
    "main_title": ({}, {"title": str, "desc": str}),
    "quote_area": ({}, {"type": int, "url": str, "appid": str, "pagepath": str, "title": str, "quote_text": str}),
    "emphasis_content": ({}, {"title": str, "desc": str}),
    "card_action": ({"type": int}, {"url": str, "appid": str, "pagepath": str}),
    "action_menu": ({"desc": str, "action_list": list}, {}),
    "submit_button": ({"text": str, "key": str}, {}),
    "checkbox": ({"question_key": str, "option_list": list}, {"mode": int, "disable": bool}),
    "button_selection": (
        {"question_key": str, "option_list": list},
        {"title": str, "selected_id": str, "disable": bool},
    ),
}
_ELEMENTS: dict[str, tuple[dict[str, type], dict[str, type]]] = {
    "button_list": ({"text": str}, {"type": int, "style": int, "key": str, "url": str}),
    "horizontal_content_list": (
        {"keyname": str},
        {"type": int, "value": str, "url": str, "media_id": str, "userid": str},
    ),
    "jump_list": ({"title": str}, {"type": int, "url": str, "appid": str, "pagepath": str}),
    "vertical_content_list": ({"title": str}, {"desc": str}),
    "select_list": ({"question_key": str, "option_list": list}, {"title": str, "selected_id": str, "disable": bool}),
    "action_list": ({"text": str, "key": str}, {}),
}


@dataclass
class Card:
    """A card on people's phones: as it was sent, and as some of them see it since it was changed."""

    task: str
    sent: dict[str, Any]
    members: list[Member]
    shown: dict[str, dict[str, Any]] = field(default_factory=dict)
    replaced: dict[str, str] = field(default_factory=dict)

    def seen_by(self, userid: str) -> dict[str, Any]:
        """What this member sees."""
        return self.shown.get(userid, self.sent)

    def buttons(self, userid: str) -> list[dict[str, Any]]:
        """The buttons this member can press."""
        if userid in self.replaced:
            return []
        card = self.seen_by(userid)
        pressed = [one for one in card.get("button_list", []) if one.get("type", 0) == 0]
        return pressed + ([card["submit_button"]] if "submit_button" in card else [])


@dataclass
class Code:
    """A response code: whose card it changes, until when, and whether it was used."""

    card: Card
    until: datetime
    who: str = ""
    used: bool = False


class Codes:
    """Response codes: one from sending, one from each press; once, within 72 hours."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all: dict[str, Code] = {}

    def give(self, card: Card, who: str = "") -> str:
        """A new code."""
        code = secrets.token_urlsafe(24)
        self._all[code] = Code(card, self._clock.now() + CODE_LASTS, who)
        return code

    def spend(self, code: str) -> Code:
        """Uses a code. Raises Refusal; the vendor names no errcode for it."""
        found = self._all.get(code)
        if found is None:
            raise Refusal(shape.INVALID, "invalid response_code")
        if found.used:
            raise Refusal(shape.INVALID, "response_code is already used")
        if found.until <= self._clock.now():
            raise Refusal(shape.INVALID, "response_code is expired", mistake=False)
        found.used = True
        return found


def check(card: Any) -> None:
    """Refuses a card the platform would not show."""
    kind = card.get("card_type") if isinstance(card, dict) else None
    if kind not in _KINDS:
        raise Refusal(shape.INVALID, "invalid template_card.card_type")
    needed, own = _KINDS[kind]
    known = {"card_type": str, **_COMMON, **own}
    required = {name: known[name] for name in ("card_type", *needed)}
    fields(card, "template_card", required, {name: type_ for name, type_ in known.items() if name not in required})
    _title(card, kind)
    _task(card)
    for name, value in card.items():
        if name in _PARTS:
            fields(value, name, *_PARTS[name])
        if name in _ELEMENTS:
            _list(value, name)
    for holder in (card, card.get("action_menu") or {}):
        _options(holder)
    _keys(card)


def _title(card: dict[str, Any], kind: str) -> None:
    title = (card.get("main_title") or {}).get("title", "")
    if not title and (kind != "text_notice" or not card.get("sub_title_text")):
        raise Refusal(shape.INVALID, "missing parameter template_card.main_title.title")


def _task(card: dict[str, Any]) -> None:
    task = card.get("task_id")
    if task is None and "action_menu" in card:
        raise Refusal(shape.INVALID, "missing parameter template_card.task_id")
    if task is not None and not re.fullmatch(rf"[0-9A-Za-z_\-@]{{1,{LONGEST_TASK}}}", task):
        raise Refusal(shape.INVALID, "invalid template_card.task_id")


def _list(elements: list[Any], name: str) -> None:
    if len(elements) > MOST.get(name, 3):
        raise Refusal(shape.INVALID, f"{name} has more than {MOST.get(name, 3)} elements")
    for element in elements:
        fields(element, name, *_ELEMENTS[name])
        kind = element.get("type", 0)
        if name in ("horizontal_content_list", "jump_list", "button_list") and kind == 1 and not element.get("url"):
            raise Refusal(shape.INVALID, f"missing parameter {name}.url")


def _options(holder: dict[str, Any]) -> None:
    if "action_list" in holder:
        _list(holder["action_list"], "action_list")
    chosen = [*holder.get("select_list", []), *([holder["button_selection"]] if "button_selection" in holder else [])]
    for one, most in [*((one, MOST_OPTIONS) for one in chosen), (holder.get("checkbox"), MOST_BOXES)]:
        if one is not None and not 1 <= len(one["option_list"]) <= most:
            raise Refusal(shape.INVALID, f"option_list has not 1 to {most} elements")


def _keys(card: dict[str, Any]) -> None:
    pressed = [one for one in card.get("button_list", []) if one.get("type", 0) == 0]
    if any(not one.get("key") for one in pressed):
        raise Refusal(shape.INVALID, "missing parameter button_list.key")
    keys = [one["key"] for one in [*pressed, *([card["submit_button"]] if "submit_button" in card else [])]]
    for key in keys:
        short(key, LONGEST_KEY, "key")
    if len(set(keys)) < len(keys):
        raise Refusal(shape.INVALID, "button_list.key is repeated")
    if "button_list" in card and not card["button_list"]:
        raise Refusal(shape.INVALID, "button_list is empty")


def text(card: dict[str, Any]) -> str:
    """What a person reads on a card."""
    title = card.get("main_title") or {}
    lines = [title.get("title", ""), title.get("desc", ""), card.get("sub_title_text", "")]
    rows = [f"{row['keyname']} {row.get('value', '')}" for row in card.get("horizontal_content_list", [])]
    quote = (card.get("quote_area") or {}).get("quote_text", "")
    return "\n".join(line for line in [*lines, *rows, quote] if line)
