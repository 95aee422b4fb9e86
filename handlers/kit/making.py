"""Making a file for a person, after the message that ordered it: what a maker is given, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from msgspec import Struct

from handlers.kit.context import Eyes
from handlers.kit.messages import Choice

PNG: Final = "image/png"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class Made(Struct, frozen=True):
    """A file, and the words and choices it is sent with. Without a body there was nothing to make a file of."""

    text: str
    name: str = ""
    mime: str = ""
    body: bytes = b""
    choices: tuple[Choice, ...] = ()


# Tells how far the work is: so many of so many.
Progress = Callable[[int, int], None]
# Makes a file of what these eyes see. It only reads: the writer's lock is held by nobody meanwhile.
Maker = Callable[[Eyes, Mapping[str, Any], Progress], Made]
