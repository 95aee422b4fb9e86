"""A person's text as it may be kept and shown: no control characters, nothing that turns the writing direction."""

from __future__ import annotations

import unicodedata


def clean(text: str) -> str:
    """Composed characters, without control, bidirectional and zero-width ones; line breaks and emoji stay."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():  # few are not
        text = "".join(filter(_shows, text))
    return text.strip()


def row_number(text: str) -> int | None:
    """A number that may be a row's; None for anything else, and for what no database holds."""
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _shows(char: str) -> bool:
    # Joiners hold some emoji together; everything else of category C hides, spoofs or breaks a line of a ledger.
    return char in "\n\u200d" or not unicodedata.category(char).startswith("C")
