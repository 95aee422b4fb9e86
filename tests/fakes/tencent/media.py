"""Temporary media: uploaded or sent by people, kept for three days."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from tests.fakes.clock import Clock
from tests.fakes.fake import Answer, Refusal, Upload

LASTS = timedelta(days=3)
MEGABYTE = 1024 * 1024
LARGEST = {"image": 10 * MEGABYTE, "voice": 2 * MEGABYTE, "video": 10 * MEGABYTE, "file": 20 * MEGABYTE}
SMALLEST = 6
_BEGINS = {"image": (b"\xff\xd8", b"\x89PNG"), "voice": (b"#!AMR",)}


@dataclass(frozen=True, slots=True)
class Medium:
    """One file."""

    id: str
    kind: str
    name: str
    content: bytes
    until: datetime


class Media:
    """The files of one platform."""

    def __init__(self, clock: Clock, kinds: tuple[str, ...]) -> None:
        self._clock = clock
        self._kinds = kinds
        self._all: dict[str, Medium] = {}

    def keep(self, kind: str, name: str, content: bytes) -> Medium:
        """Keeps a file, whatever it holds."""
        id_ = secrets.token_urlsafe(48)
        self._all[id_] = Medium(id_, kind, name, content, self._clock.now() + LASTS)
        return self._all[id_]

    def upload(self, kind: str, upload: Upload | None) -> dict[str, object]:
        """media/upload. Raises Refusal."""
        if kind not in self._kinds:
            raise Refusal(40004, "invalid media type")
        if upload is None or not upload.name:
            raise Refusal(41005, "media data missing")
        if not SMALLEST <= len(upload.content) <= LARGEST[kind]:
            raise Refusal(40006, "invalid meida size")
        if kind in _BEGINS and not upload.content.startswith(_BEGINS[kind]):
            raise Refusal(40005, "invalid file type")
        kept = self.keep(kind, upload.name, upload.content)
        return {"type": kind, "media_id": kept.id, "created_at": str(self._clock.stamp())}

    def get(self, id_: object, *kinds: str) -> Medium:
        """A file of one of these kinds. Raises Refusal."""
        found = self._all.get(str(id_))
        if found is None or (kinds and found.kind not in kinds):
            raise Refusal(40007, "invalid media_id")
        if found.until <= self._clock.now():
            raise Refusal(40007, "invalid media_id", mistake=False)
        return found

    def download(self, id_: object) -> Answer:
        """media/get. Raises Refusal."""
        found = self.get(id_)
        kinds = {"image": "image/jpeg", "voice": "audio/amr", "video": "video/mp4"}
        return Answer(
            found.content,
            headers={
                "content-type": kinds.get(found.kind, "application/octet-stream"),
                "content-disposition": f'attachment; filename="{quote(found.name)}"',
            },
        )
