"""Texts and choices as WeCom takes them: parts by bytes, a card of a title and a few lines with up to six buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from bot.channels.parts import parts, utf8
from bot.channels.wecom.limits import LONGEST_BODY, LONGEST_BUTTON, LONGEST_TEXT, LONGEST_TITLE, MOST_BUTTONS

_CUT = "…"
# Where a title may end that is not a line.
_ENDS = "。！？；：，"


class Worded(Struct, frozen=True):
    """A message as it goes out: plain texts, and a card below them where there are buttons."""

    texts: tuple[str, ...]
    card: dict[str, Any] | None = None


def worded(text: str, labels: Sequence[str], token: str | None) -> Worded:
    """A message with its choices: on a card where they fit on buttons, else as a numbered list.

    A text that is too long for a card is sent before it, and the card repeats its first line. A button carries the
    message's token and its own place, nothing else leaves the house.
    """
    buttons = _buttons(labels) if token else ()
    if not buttons:
        listed = (f"{number}. {label}" for number, label in enumerate(labels, start=1))
        return Worded(tuple(parts("\n".join((text, *listed)), LONGEST_TEXT, utf8)))
    whole = fits(text)
    card = _body(text) | {
        "card_type": "button_interaction",
        "task_id": token,
        "button_list": [{"text": label, "key": f"{token}.{place}"} for place, label in enumerate(buttons)],
    }
    return Worded(() if whole else tuple(parts(text, LONGEST_TEXT, utf8)), card)


def fits(text: str) -> bool:
    """Whether phones show the whole text on a card."""
    return _halves(text) is not None


def plain_card(text: str, site: str) -> dict[str, Any]:
    """A card without buttons, to take the place of one that had some. It has to lead somewhere: to our page."""
    return _body(text) | {"card_type": "text_notice", "card_action": {"type": 1, "url": site}}


def _body(text: str) -> dict[str, Any]:
    title, rest = _halves(text) or (_cut(text.strip().partition("\n")[0], LONGEST_TITLE), "")
    return {"main_title": {"title": title}} | ({"sub_title_text": rest} if rest else {})


def _halves(text: str) -> tuple[str, str] | None:
    """Title and body of a card that says it all: the first line, or of a long one its first sentences."""
    title, _, rest = text.strip().partition("\n")
    if len(title) > LONGEST_TITLE:
        end = max(title.rfind(mark, 0, LONGEST_TITLE) for mark in _ENDS) + 1
        title, rest = title[:end], "\n".join(filter(None, (title[end:], rest)))
    return (title, rest) if title and len(rest) <= LONGEST_BODY else None


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1] + _CUT


def _buttons(labels: Sequence[str]) -> tuple[str, ...]:
    """The labels as they fit on buttons; none where there are too many, or where two would look alike."""
    cut = [_cut(label, LONGEST_BUTTON) for label in labels]
    return tuple(cut) if len(cut) <= MOST_BUTTONS and len(set(cut)) == len(cut) else ()
