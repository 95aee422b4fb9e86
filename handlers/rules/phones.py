"""Telephone numbers: read from a sentence in any of the usual spellings, and shown so that they are only recognised."""

from __future__ import annotations

import re
from typing import Final

from handlers.patterns import regex

# A mobile, or a landline with its area code, groups divided by blanks or dashes; 0086 before it as phones write it.
NUMBER: Final = regex(
    r"(?<![\d])(?:\+?(?:00)?86[-\s]?)?(1[3-9](?:[-\s]?\d){9}|0\d{2,3}[-\s]?\d{3,4}[-\s]?\d{4}|[2-8]\d{6,7})(?!\d)"
)
# A mobile or a landline with its area code: fewer digits may as well be a date.
_WHOLE: Final = regex(r"(?<!\d)(?:\+?(?:00)?86[-\s]?)?(1[3-9](?:[-\s]?\d){9}|0\d{2,3}[-\s]?\d{3,4}[-\s]?\d{4})(?!\d)")
# An identity number, a bank card, or a telephone number with a slip of the finger beside it.
_LONG: Final = regex(r"\d{11,}[Xx]?")
# The digits of a landline with its area code.
SHORTEST: Final = 10


def bare(number: str) -> str:
    """A number as it is kept: 170-1234-5678 → 17012345678; a landline keeps one dash after its area code."""
    digits = re.sub(r"\D", "", number)
    if not digits.startswith("0"):
        return digits
    code = 3 if digits[1] in "12" else 4
    return f"{digits[:code]}-{digits[code:]}"


def masked(number: str) -> str:
    """13812341234 → 138****1234; of a landline only the last digits."""
    return f"{number[:3]}****{number[-4:]}" if len(number) == 11 and number.isdecimal() else f"****{number[-4:]}"


def hidden(text: str) -> str:
    """Running text in which telephone and identity numbers are only recognised: what leaves the house as a file."""
    if len(text) < SHORTEST:
        return text
    without = _WHOLE.sub(lambda found: masked(bare(found[1])), text)
    return _LONG.sub(lambda found: f"{found[0][:3]}****{found[0][-4:]}", without)
