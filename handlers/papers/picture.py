"""The picture of a digest: what was recorded for each duty in each village, and how the weeks went.

Shades of one blue, with the number in every field and on every bar: it reads without colours, and in any kind of colour
blindness. Villages stand in the order of the tree, not of their numbers.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from handlers.papers.canvas import INK, MARGIN, PAPER, QUIET, RULE, WIDTH, Canvas, Ink, Point, fitted, width

# From few to many; on the last two, white letters.
SHADES: Final = ("#e6eff7", "#c3daee", "#92bfe0", "#4f93c7", "#1f5f99")
DARK: Final = 3
EMPTY: Final = "#f6f7f7"
FAINT: Final = "#8b9693"
NAMES: Final = 168
ROW: Final = 44
HEAD: Final = 122
TREND: Final = 200
# A name above a column: so many signs a line, so many lines.
SIGNS, LINES = 2, 4
# Pale, middling and dark, of hues that stay apart in colour blindness.
BARS: Final = ("#a6cee8", "#d9822b", "#14524a")


class Heat(Struct, frozen=True):
    """A number for each row and column."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    legend: str


class Trend(Struct, frozen=True):
    """Three series of some periods, the oldest first, each (its name, its numbers)."""

    title: str
    labels: tuple[str, ...]
    series: tuple[tuple[str, tuple[int, ...]], ...]


def draw(title: str, heat: Heat, trend: Trend) -> bytes:
    """The picture as PNG."""
    below = 100 + HEAD + ROW * len(heat.rows) + 56
    canvas = Canvas(below + TREND + 130)
    canvas.write((MARGIN, 20), fitted(title, 30, WIDTH - 2 * MARGIN), 30)
    _heat(canvas, heat, 70)
    _trend(canvas, trend, below)
    return canvas.png()


def _heat(canvas: Canvas, heat: Heat, top: float) -> None:
    canvas.write((MARGIN, top), heat.title, 24, Ink(QUIET))
    top += 30
    room = (WIDTH - MARGIN - NAMES - MARGIN) / len(heat.columns)
    for place, name in enumerate(heat.columns):
        _above(canvas, name, MARGIN + NAMES + (place + 0.5) * room, top + HEAD)
    most = max((number for _, numbers in heat.rows for number in numbers), default=0)
    for at, (name, numbers) in enumerate(heat.rows):
        y = top + HEAD + at * ROW
        canvas.write((MARGIN, y + ROW / 2), fitted(name, 24, NAMES - 10), 24, anchor="lm")
        for place, number in enumerate(numbers):
            _field(canvas, (MARGIN + NAMES + place * room, y), room, number, most)
    _legend(canvas, heat.legend, top + HEAD + len(heat.rows) * ROW + 10)


def _above(canvas: Canvas, name: str, middle: float, bottom: float) -> None:
    """A column's name in short lines, the last one just above its fields."""
    lines = [name[at : at + SIGNS] for at in range(0, len(name), SIGNS)]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1][:1]}…"]
    for up, line in enumerate(reversed(lines)):
        canvas.write((middle, bottom - 8 - up * 27), line, 23, anchor="ms")


def _field(canvas: Canvas, at: Point, room: float, number: int, most: int) -> None:
    x, y = at
    shade = step(number, most)
    ground = EMPTY if shade is None else SHADES[shade]
    size, colour = (20, FAINT) if shade is None else (23, PAPER if shade >= DARK else INK)
    canvas.box((x + 2, y + 2), (x + room - 2, y + ROW - 2), ground)
    canvas.write((x + room / 2, y + ROW / 2), str(number), size, Ink(colour, ground), "mm")


def step(number: int, most: int) -> int | None:
    """Which shade a number has; None for nothing."""
    return None if number <= 0 else min(len(SHADES) - 1, (number - 1) * len(SHADES) // max(most, len(SHADES)))


def _legend(canvas: Canvas, text: str, top: float) -> None:
    x = float(MARGIN)
    for shade in SHADES:
        canvas.box((x, top + 6), (x + 28, top + 24), shade)
        x += 28
    canvas.write((x + 12, top + 15), text, 21, Ink(QUIET), "lm")


def _trend(canvas: Canvas, trend: Trend, top: float) -> None:
    """Three bars a period, each with its number on it."""
    canvas.write((MARGIN, top), trend.title, 24, Ink(QUIET))
    _names(canvas, trend, top + 40)
    floor, room = top + 80 + TREND, (WIDTH - 2 * MARGIN) / len(trend.labels)
    most = max(1, *(number for _, numbers in trend.series for number in numbers))
    rise, broad = (TREND - 30) / most, min(room * 0.28, 60)
    canvas.line([(MARGIN, floor), (WIDTH - MARGIN, floor)], RULE, 2)
    for place, label in enumerate(trend.labels):
        middle = MARGIN + (place + 0.5) * room
        canvas.write((middle, floor + 10), label, 20, Ink(QUIET), "ma")
        for side, ((_, numbers), colour) in enumerate(zip(trend.series, BARS, strict=True)):
            left, number = middle + (side - 1.5) * broad, numbers[place]
            if number:
                canvas.box((left + 1, floor - number * rise), (left + broad - 2, floor - 1), colour)
                canvas.write((left + broad / 2, floor - number * rise - 4), str(number), 18, anchor="ms")


def _names(canvas: Canvas, trend: Trend, top: float) -> None:
    """What the bars are, in the order in which they stand."""
    x = float(MARGIN)
    for (name, _), colour in zip(trend.series, BARS, strict=True):
        canvas.box((x, top + 4), (x + 24, top + 24), colour)
        canvas.write((x + 34, top + 14), name, 21, anchor="lm")
        x += 34 + width(name, 21) + 36
