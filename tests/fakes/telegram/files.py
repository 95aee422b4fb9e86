"""Files: what may be uploaded, what may be fetched, and for how long."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote

from tests.fakes.clock import Clock
from tests.fakes.fake import Answer, Asked, Refusal, Upload
from tests.fakes.telegram.wording import bad

MEGABYTE = 1024 * 1024
LARGEST_PHOTO = 10 * MEGABYTE
LARGEST_UPLOAD = 50 * MEGABYTE
LARGEST_DOWNLOAD = 20 * MEGABYTE
LINK_LASTS = timedelta(hours=1)


@dataclass
class Stored:
    """One file on the platform."""

    id: str
    content: bytes
    name: str
    links: dict[str, datetime] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """As it stands in messages."""
        return {"file_id": self.id, "file_unique_id": self.id[-16:], "file_size": len(self.content)}


class Files:
    """Everything that was ever sent, either way."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._all: dict[str, Stored] = {}

    def keep(self, content: bytes, name: str) -> Stored:
        """Stores a file."""
        id_ = f"AgAC{hashlib.sha256(content + str(len(self._all)).encode()).hexdigest()}"
        return self._all.setdefault(id_, Stored(id_, content, name))

    def sent(self, asked: Asked, name: str) -> Stored:
        """The file a call sends: uploaded with it, or known by its id. Raises Refusal."""
        return self.one(asked, str(asked.params[name]))

    def one(self, asked: Asked, said: str) -> Stored:
        """A file by attach:// or id. Raises Refusal: addresses on the web cannot be fetched here."""
        if said.startswith("attach://"):
            upload = asked.files.get(said.removeprefix("attach://"))
            if upload is None:
                raise bad("there is no file in the request")
            return self._take(upload)
        found = self._all.get(said)
        if found is None:
            raise bad("wrong file identifier/HTTP URL specified")
        return found

    def _take(self, upload: Upload) -> Stored:
        if not upload.content:
            raise bad("file must be non-empty")
        if len(upload.content) > LARGEST_UPLOAD:
            raise Refusal(413, "Request Entity Too Large")
        return self.keep(upload.content, upload.name)

    def link(self, id_: str) -> dict[str, Any]:
        """getFile: a path that works for an hour. Raises Refusal."""
        found = self._all.get(id_)
        if found is None:
            raise bad("invalid file_id")
        if len(found.content) > LARGEST_DOWNLOAD:
            raise bad("file is too big", mistake=False)
        path = f"files/{found.id[-8:]}_{len(found.links)}_{found.name}"
        found.links[path] = self._clock.now() + LINK_LASTS
        return {**found.json(), "file_path": path}

    def fetch(self, path: str) -> Answer:
        """What lies behind a path. Raises Refusal: 404 once it has expired."""
        for found in self._all.values():
            if found.links.get(unquote(path), self._clock.now()) > self._clock.now():
                return Answer(found.content, headers={"content-type": "application/octet-stream"})
        raise Refusal(404, "Not Found", mistake=False)


def photo_size(content: bytes) -> tuple[int, int]:
    """Width and height of a picture the platform would show as a photo. Raises Refusal."""
    if len(content) > LARGEST_PHOTO:
        raise bad("PHOTO_TOO_BIG")
    width, height = dimensions(content)
    if not width or not height:
        raise bad("IMAGE_PROCESS_FAILED")
    if width + height > 10000 or max(width, height) > 20 * min(width, height):
        raise bad("PHOTO_INVALID_DIMENSIONS")
    return width, height


def dimensions(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG, zeros for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    return _jpeg(content) if content.startswith(b"\xff\xd8") else (0, 0)


def _jpeg(content: bytes) -> tuple[int, int]:
    place = 2
    while place + 9 < len(content) and content[place] == 0xFF:
        marker, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4])
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[place + 5 : place + 9])
            return width, height
        place += 2 + length
    return 0, 0
