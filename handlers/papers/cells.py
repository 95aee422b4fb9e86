"""What stands in a cell of any workbook that leaves the house."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from handlers.kit.clean import clean
from handlers.rules import phones


class Link(Struct, frozen=True):
    """Words that lead to a page: whoever may read it there is asked by the page."""

    text: str
    url: str

    def __str__(self) -> str:
        return self.text


Cell = str | int | Link | None

# What people typed stays text: a sentence beginning with "=" must not become a formula.
TEXT_STAYS: Final[dict[str, Any]] = {"strings_to_formulas": False, "strings_to_urls": False}
# No cell of Excel holds more; what is cut stands whole in its record.
LONGEST: Final = 32_000


def kept(value: Cell) -> Cell:
    """A cell without what breaks a file or a line, its telephone and identity numbers only to be recognised.

    Every cell, because a number may have been typed where a name was asked; cleaned first, because what parted its
    digits may have been a character that does not show.
    """
    if not isinstance(value, str):
        return value
    whole = value if value.replace("\n", "").isprintable() else clean(value)
    return phones.hidden(whole)[:LONGEST]
