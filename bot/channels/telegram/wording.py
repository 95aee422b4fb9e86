"""Texts and choices as Telegram takes them: parts by UTF-16 units, rows of buttons, a numbered list of too many."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from bot.channels.telegram.limits import LONGEST_TEXT, MOST_BUTTONS, MOST_IN_ROW, ROW_WIDTH

# What belongs to the character before it: joiners, variation selectors, skin tones.
_JOINER = "\u200d"
_SELECTORS = ("\ufe0e", "\ufe0f")
_TONES = ("\U0001f3fb", "\U0001f3ff")


def units(text: str) -> int:
    """The length of a text as the platform counts it."""
    return len(text) + sum(char > "\uffff" for char in text)


def parts(text: str, most: int = LONGEST_TEXT) -> Iterator[str]:
    """The text in pieces of at most `most` units: at a line's end where there is one, never inside a character."""
    while units(text) > most:
        end = _end(text, most)
        yield text[:end].rstrip("\n")
        text = text[end:].lstrip("\n")
    if text.strip():
        yield text


def _end(text: str, most: int) -> int:
    end = used = 0
    while used + units(text[end]) <= most:
        used += units(text[end])
        end += 1
    line = text.rfind("\n", end // 2, end)
    if line > 0:
        return line
    while end > 1 and _continues(text, end):
        end -= 1
    return end


def _continues(text: str, place: int) -> bool:
    """Whether the character at this place is drawn as one with the one before it."""
    char = text[place]
    joined = char == _JOINER or text[place - 1] == _JOINER or char in _SELECTORS
    return joined or _TONES[0] <= char <= _TONES[1] or unicodedata.combining(char) > 0


def worded(text: str, labels: Sequence[str]) -> str:
    """The text with the choices as a numbered list below it, if they are too many for buttons."""
    if len(labels) <= MOST_BUTTONS:
        return text
    return "\n".join([text, *(f"{number}. {label}" for number, label in enumerate(labels, start=1))])


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
