"""A message as it came → plain characters of the same length, so that every span can be cut from the original."""

from __future__ import annotations

import sys
import unicodedata
from typing import Final

from handlers.patterns import regex

# A field sentence is one to ten lines; more than this is a pasted document, of which the beginning is read.
LONGEST: Final = 2000

PERSON: Final = "\ue001"
VILLAGE: Final = "\ue002"
OFFICIAL: Final = "\ue003"
DAY: Final = "\ue004"
ASIDE: Final = "\ue005"
# Stands for what nobody sees or can write: it must not tear a clause apart.
STRAY: Final = "\ue006"

_KEPT = {"，": ",", "；": ";", "：": ":", "！": "!", "？": "?", "（": "(", "）": ")", "。": "。", "、": "、"}
_KEPT |= {
    "．": ".",
    "【": "(",
    "】": ")",
    "｡": "。",
    "､": "、",
    "…": "。",
    "～": " ",
    "~": " ",
    "—": " ",
    "–": "-",
    "“": " ",
    "”": " ",
}
_KEPT |= {
    '"': " ",
    "‘": " ",
    "’": " ",
    "「": " ",
    "」": " ",
    "《": " ",
    "》": " ",
    "·": " ",
    "•": ";",
    "\n": ";",
    "\r": " ",
    "@": " ",
}
_ITEMS: Final = {chr(code): ";" for code in (*range(0x2460, 0x2474), *range(0x2776, 0x2780))}
_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Cn", "Mn"))
_PLAIN_LETTERS: Final = frozenset("LNPSZ")


def _plain(char: str) -> str:
    """One character's plain form, always one character; what is no letter, digit or mark becomes a space."""
    if char in _KEPT:
        return _KEPT[char]
    if char in _ITEMS:
        return ";"
    if "\ue000" <= char <= "\uf8ff":
        return " "
    if unicodedata.category(char) in _UNSEEN and not char.isspace():
        return STRAY
    folded = unicodedata.normalize("NFKC", char)
    folded = folded if len(folded) == 1 else char
    category = unicodedata.category(folded)
    if category in ("So", "Sk", "Zl", "Zp") or category[0] not in _PLAIN_LETTERS:
        return " "
    return folded


class _Table(dict[int, int]):
    """Fills itself character by character: most messages use the same few hundred."""

    def __missing__(self, code: int) -> int:
        self[code] = plain = ord(_plain(chr(code)))
        return plain


_TABLE: Final = _Table({code: ord(_plain(chr(code))) for code in range(min(0x100, sys.maxunicode))})
_ASIDES: Final = regex(r"\([^()]{1,8}\)")


def plain(text: str) -> str:
    """Full width to half width, emoji, control characters and stray surrogates to spaces; at most `LONGEST`."""
    return text[:LONGEST].translate(_TABLE)


def hide(text: str, spans: list[tuple[int, int]], sign: str) -> str:
    """The text with every span overwritten by `sign`, its length kept."""
    for start, end in spans:
        text = text[:start] + sign * (end - start) + text[end:]
    return text


def hide_asides(text: str) -> str:
    """Short brackets such as (低保) say what somebody is, not what is the matter."""
    return _ASIDES.sub(lambda found: ASIDE * len(found.group()), text) if "(" in text else text
