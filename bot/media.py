"""What people photograph and speak, made fit to be kept: pictures anew, small, without what phones write in.

This is done at the edge, in a thread of its own, before the message is accepted: so the writer never waits for a
picture, a bad file is refused while its sender still looks at it, and no queue of half-done work can be lost.
"""

from __future__ import annotations

from io import BytesIO
from typing import IO, TYPE_CHECKING, Final

from storage.attachments import Medium

if TYPE_CHECKING:
    from PIL.Image import Image

# What is read at all, in bytes. A page makes pictures small before it sends them; a platform's may be larger.
MOST_BYTES: Final = {"photo": 10 * 1024 * 1024, "voice": 1024 * 1024}
LONGEST_SIDE = 1600
SMALL_SIDE = 240
# A kept picture has at most so many bytes.
KEPT_BYTES = 400 * 1024
_QUALITIES = (82, 70, 55, 40)
_SMALL_QUALITY = 60
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# A baseline JPEG is decoded at a fraction of its size; anything else needs memory for every pixel of it.
_MOST_PIXELS_JPEG = 64_000_000
_MOST_PIXELS = 16_000_000

# What a sound file begins with, from which byte on, and its type.
_SOUNDS: Final = (
    (0, b"\x1aE\xdf\xa3", "audio/webm"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "audio/mp4"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"RIFF", "audio/wav"),
)


class Unusable(Exception):
    """A file that cannot be kept. `key` is the text that says why, in one sentence."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def photo(raw: IO[bytes]) -> Medium:
    """A picture as it is kept: upright, a JPEG of at most 400 KB, without place, time and phone. Raises Unusable."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # measured below, before anything is decoded
    try:
        with Image.open(raw, formats=_FORMATS) as opened:
            _measure(opened)
            picture = _upright(opened)
    except Unusable:
        raise
    except Exception as error:  # Pillow's readers raise whatever a broken file makes them stumble over
        raise Unusable("web.file.unreadable") from error
    small = picture.copy()
    small.thumbnail((SMALL_SIDE, SMALL_SIDE))
    return Medium("photo", "image/jpeg", _fitting(picture), _jpeg(small, _SMALL_QUALITY))


def voice(raw: IO[bytes]) -> Medium:
    """A voice note as it came; what it is, is read from its first bytes and not from its name. Raises Unusable."""
    body = raw.read()
    for start, sign, mime in _SOUNDS:
        if body[start : start + len(sign)] == sign:
            return Medium("voice", mime, body)
    raise Unusable("web.file.no_sound")


def _measure(opened: Image) -> None:
    plain = opened.format == "JPEG" and not opened.info.get("progressive")
    if opened.width * opened.height > (_MOST_PIXELS_JPEG if plain else _MOST_PIXELS):
        raise Unusable("web.file.large")


def _upright(opened: Image) -> Image:
    """The pixels alone, turned as the phone was held, on white where they were transparent."""
    from PIL import Image, ImageOps

    opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    opened.load()
    turned = ImageOps.exif_transpose(opened)
    turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if turned.has_transparency_data:
        seen = turned.convert("RGBA")
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return turned.convert("RGB")


def _fitting(picture: Image) -> bytes:
    """As good as fits; a picture of nothing but noise becomes smaller instead."""
    while True:
        for quality in _QUALITIES:
            body = _jpeg(picture, quality)
            if len(body) <= KEPT_BYTES:
                return body
        picture = picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))


def _jpeg(picture: Image, quality: int) -> bytes:
    out = BytesIO()
    # Said outright: without them Pillow writes what it found in the original.
    picture.save(out, "JPEG", quality=quality, exif=b"", icc_profile=None, comment=b"")
    return out.getvalue()
