"""Draws the icons of the home screen from the shapes of bot/web/static/icon.svg: python docs/icons.py"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

STATIC = Path(__file__).parent.parent / "bot" / "web" / "static"
GREEN = "#1f6f54"
# The house of the SVG, on its grid of 64, drawn a little smaller: phones cut icons into circles.
HOUSE = ((12, 34), (32, 16), (52, 34), (52, 50), (38, 50), (38, 38), (26, 38), (26, 50), (12, 50))
SHRINK = 0.8
FINE = 4


def icon(side: int) -> Image.Image:
    """The icon at a size, in pixels."""
    big = side * FINE
    drawn = Image.new("RGB", (big, big), GREEN)
    corners = [((x - 32) * SHRINK + 32, (y - 33) * SHRINK + 32) for x, y in HOUSE]
    ImageDraw.Draw(drawn).polygon([(x * big / 64, y * big / 64) for x, y in corners], fill="white")
    return drawn.resize((side, side), Image.Resampling.LANCZOS).quantize(16)


for side in (192, 512):
    icon(side).save(STATIC / f"icon-{side}.png", optimize=True)
