"""A text that is longer than a platform takes, in parts; choices as a numbered list where there are no buttons."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence

# What belongs to the character before it: joiners, variation selectors, skin tones.
_JOINER = "\u200d"
_SELECTORS = ("\ufe0e", "\ufe0f")
_TONES = ("\U0001f3fb", "\U0001f3ff")

# Room for "(12/34) ".
LONGEST_COUNT = 16

# The length of a text as the platform counts it.
Size = Callable[[str], int]


def utf16(text: str) -> int:
    """In UTF-16 units."""
    return len(text) + sum(char > "\uffff" for char in text)


def utf8(text: str) -> int:
    """In bytes."""
    return len(text.encode())


def parts(text: str, most: int, size: Size) -> Iterator[str]:
    """The text in pieces of at most so much: at a line's end where there is one, never inside a character."""
    while size(text) > most:
        end = _end(text, most, size)
        yield text[:end].rstrip("\n")
        text = text[end:].lstrip("\n")
    if text.strip():
        yield text


def counted(text: str, most: int, size: Size) -> list[str]:
    """The text in as few messages as it fits, each of several with its number: (1/3)."""
    if size(text) <= most:
        return [text]
    found = list(parts(text, most - LONGEST_COUNT, size))
    return [f"({number}/{len(found)}) {part}" for number, part in enumerate(found, start=1)]


def numbered(text: str, labels: Sequence[str]) -> str:
    """The text with the choices below it, each with the number that answers it."""
    return "\n".join([text, *(f"{number}. {label}" for number, label in enumerate(labels, start=1))])


def _end(text: str, most: int, size: Size) -> int:
    end = used = 0
    while used + size(text[end]) <= most:
        used += size(text[end])
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
