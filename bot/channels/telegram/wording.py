"""Texts and choices as Telegram takes them: parts by UTF-16 units, rows of buttons, a numbered list of too many."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from bot.channels.parts import counted, numbered, utf16
from bot.channels.telegram.limits import LONGEST_TEXT, MOST_BUTTONS, MOST_IN_ROW, ROW_WIDTH


def parts(text: str) -> list[str]:
    """The text in pieces that each fit into a message."""
    return counted(text, LONGEST_TEXT, utf16)


def worded(text: str, labels: Sequence[str]) -> str:
    """The text with the choices as a numbered list below it, if they are too many for buttons."""
    return text if len(labels) <= MOST_BUTTONS else numbered(text, labels)


def rows(labels: Sequence[str]) -> list[list[int]]:
    """The places of the choices in rows of buttons, as many in a row as can be read on a phone."""
    if len(labels) > MOST_BUTTONS:
        return []
    found: list[list[int]] = []
    room = 0.0
    for place, label in enumerate(labels):
        width = _width(label) + 2
        if not found or width > room or len(found[-1]) >= MOST_IN_ROW:
            found.append([])
            room = ROW_WIDTH
        found[-1].append(place)
        room -= width
    return found


def _width(label: str) -> float:
    """In Chinese characters; others are about half as wide."""
    return sum(1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5 for char in label)
