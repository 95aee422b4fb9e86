"""A sheet to draw on at twice the width of a phone: words, boxes and lines, and the PNG in the end."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from handlers.papers import font

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

# Pixels: a phone is 390 points wide and has two pixels a point, or more.
WIDTH: Final = 780
MARGIN: Final = 24
PAPER: Final = "#ffffff"
INK: Final = "#1c2321"
QUIET: Final = "#5a6763"
RULE: Final = "#d5dcd9"
# Smooth letters need a few shades of each colour; more than these are not seen and make the file larger.
_COLOURS = 64

Point = tuple[float, float]


class Canvas:
    """A white sheet of a height in pixels. What is written on it is never an empty box."""

    def __init__(self, height: int) -> None:
        from PIL import Image, ImageDraw

        self._image = Image.new("RGB", (WIDTH, height), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def write(self, at: Point, text: str, size: int, colour: str = INK, anchor: str = "la") -> None:
        """Writes one line; `anchor` says which point of it lies at `at`, as Pillow names them (la: left, top)."""
        mask, (left, top) = _stamp(text, size, anchor)
        self._image.paste(colour, (round(at[0]) + left, round(at[1]) + top), mask)

    def box(self, left_top: Point, right_bottom: Point, colour: str) -> None:
        """A filled box."""
        self._draw.rectangle((left_top, right_bottom), colour)

    def line(self, points: Sequence[Point], colour: str, width: int = 1) -> None:
        """A line through points."""
        self._draw.line(points, colour, width, joint="curve")

    def png(self) -> bytes:
        """The picture as a file."""
        from PIL import Image

        out = io.BytesIO()
        few = self._image.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        few.save(out, "PNG", compress_level=6)
        return out.getvalue()


@lru_cache(maxsize=512)
def _stamp(text: str, size: int, anchor: str) -> tuple[Picture, tuple[int, int]]:
    """A line as a mask, and where it lies from its point: numbers and names of villages come again and again."""
    from PIL import Image, ImageDraw

    shown, face = font.readable(text), font.face(size)
    left, top, right, bottom = (round(side) for side in face.getbbox(shown, anchor=anchor))
    mask = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(mask).text((-left, -top), shown, 255, face, anchor)
    return mask, (left, top)


def width(text: str, size: int) -> float:
    """How many pixels a line takes."""
    return font.face(size).getlength(font.readable(text))


def fitted(text: str, size: int, room: float) -> str:
    """The text, cut with … where it does not fit into so many pixels."""
    if width(text, size) <= room:
        return text
    while text and width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text}…"
