"""QR codes: as a drawing inside a page, and as pictures packed for passing on."""

from __future__ import annotations

import io
from collections.abc import Sequence

# A printed square of about three centimetres is read from an arm's length; pictures are shown on another phone.
_ON_PAPER = 3
_AS_PICTURE = 10
_BORDER = 2


def drawing(text: str) -> str:
    """The code as SVG without a size of its own."""
    import segno

    return segno.make(text, error="m").svg_inline(scale=_ON_PAPER, border=_BORDER, omitsize=True)


def pictures(named: Sequence[tuple[str, str]]) -> bytes:
    """A zip of PNG pictures, one for each (name, text); equal names are numbered."""
    import zipfile

    import segno

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for number, (name, text) in enumerate(named, 1):
            picture = io.BytesIO()
            segno.make(text, error="m").save(picture, kind="png", scale=_AS_PICTURE, border=_BORDER)
            archive.writestr(f"{number:03d}-{name}.png", picture.getvalue())
    return packed.getvalue()
