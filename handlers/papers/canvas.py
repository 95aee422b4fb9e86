"""A sheet to draw on at twice the width of a phone: words, boxes and lines, and the PNG in the end."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

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
# Smooth letters need a few shades between ink and ground; more than these are not seen and make the file larger.
_STEPS: Final = 8
# Harder pressing costs three times as long for a fifth of the bytes.
_PRESSED: Final = 3

Point = tuple[float, float]


class Ink(NamedTuple):
    """The colour of letters and of what they stand on."""

    colour: str = INK
    ground: str = PAPER


PLAIN: Final = Ink()


class Canvas:
    """A white sheet of a height in pixels. What is written on it is never an empty box.

    It holds numbers of colours from the first stroke: finding the few colours of a picture afterwards takes longer than
    drawing it.
    """

    def __init__(self, height: int) -> None:
        from PIL import Image, ImageDraw

        self._colours: dict[tuple[int, ...], int] = {}
        self._letters: dict[Ink, bytes] = {}
        self._image = Image.new("L", (WIDTH, height), self._colour(_mixed(PLAIN, 0)))
        self._draw = ImageDraw.Draw(self._image)

    def write(self, at: Point, text: str, size: int, ink: Ink = PLAIN, anchor: str = "la") -> None:
        """Writes one line; `anchor` says which point of it lies at `at`, as Pillow names them (la: left, top)."""
        from PIL import Image

        strengths, inside, (left, top) = _stamp(text, size, anchor)
        shape = Image.frombytes("L", inside.size, strengths.translate(self._table(ink)))
        self._image.paste(shape, (round(at[0]) + left, round(at[1]) + top), inside)

    def box(self, left_top: Point, right_bottom: Point, colour: str) -> None:
        """A filled box."""
        self._draw.rectangle((left_top, right_bottom), self._colour(_mixed(Ink(colour), 1)))

    def line(self, points: Sequence[Point], colour: str, width: int = 1) -> None:
        """A line through points."""
        self._draw.line(points, self._colour(_mixed(Ink(colour), 1)), width, joint="curve")

    def png(self) -> bytes:
        """The picture as a file."""
        out = io.BytesIO()
        self._image.putpalette([part for colour in self._colours for part in colour])
        self._image.save(out, "PNG", compress_level=_PRESSED)
        return out.getvalue()

    def _colour(self, colour: tuple[int, ...]) -> int:
        return self._colours.setdefault(colour, len(self._colours))

    def _table(self, ink: Ink) -> bytes:
        """The number of a colour for each of 256 strengths of ink."""
        if ink not in self._letters:
            steps = [self._colour(_mixed(ink, step / (_STEPS - 1))) for step in range(_STEPS)]
            self._letters[ink] = bytes(steps[strength * _STEPS // 256] for strength in range(256))
        return self._letters[ink]


def _mixed(ink: Ink, share: float) -> tuple[int, ...]:
    """Red, green and blue of so much ink on its ground."""
    pairs = zip(*(bytes.fromhex(colour.removeprefix("#")) for colour in ink), strict=True)
    return tuple(round(over * share + under * (1 - share)) for over, under in pairs)


@lru_cache(maxsize=512)
def _stamp(text: str, size: int, anchor: str) -> tuple[bytes, Picture, tuple[int, int]]:
    """A line as strengths of ink, a mask of where there is any, and where it lies from its point.

    Numbers and names of villages come again and again.
    """
    from PIL import Image, ImageDraw

    shown, face = font.readable(text), font.face(size)
    left, top, right, bottom = (round(side) for side in face.getbbox(shown, anchor=anchor))
    shape = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(shape).text((-left, -top), shown, 255, face, anchor)
    inside = shape.point([255 * (strength >= 256 // _STEPS) for strength in range(256)])
    return shape.tobytes(), inside, (left, top)


@lru_cache(maxsize=512)
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
