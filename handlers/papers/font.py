"""The font of the pictures: a part of Noto Sans SC (OFL 1.1, its licence lies beside it), made by docs/font.py.

A machine need not have any Chinese font. What this one lacks is written as its sound, 㗊 as (jí): never an empty box.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from storage.pinyin import readings

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_NOWHERE = "\uffff"
_PROBE = 16


@cache
def face(size: int) -> FreeTypeFont:
    """The font at a size in pixels."""
    from PIL import ImageFont

    with as_file(files("handlers.papers") / "fonts" / "NotoSansSC.ttf") as path:
        return ImageFont.truetype(str(path), size, layout_engine=ImageFont.Layout.BASIC)


def readable(text: str) -> str:
    """The text with what the font lacks written as its sound, or as ? where it has none that is known."""
    return "".join(sign if _has(sign) else _sound(sign) for sign in text)


def lacks(text: str) -> str:
    """The signs of a text that the font does not have."""
    return "".join(sign for sign in text if not _has(sign))


@cache
def _has(sign: str) -> bool:
    """Pillow does not say which signs a font has: one that looks like a sign no font has is not there."""
    return sign.isspace() or _drawn(sign) != _drawn(_NOWHERE)


@cache
def _drawn(sign: str) -> tuple[tuple[int, int], bytes]:
    mask = face(_PROBE).getmask(sign)
    return mask.size, bytes(mask)


@cache
def _sound(sign: str) -> str:
    spoken = next(iter(readings(sign)), "")
    return f"({spoken})" if spoken and not lacks(spoken) else "?"
