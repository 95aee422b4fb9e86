"""The files that go out with messages, read when they are sent: what one may no longer see does not reach him."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from bot.channels import Enclosure
from handlers import attachments
from storage import outbox, papers, people
from storage.engine import message_session
from storage.outbox import Outgoing

# What a phone opens a file with.
_SUFFIXES = {
    "image/jpeg": "jpg",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "audio/mp4": "m4a",
    "audio/amr": "amr",
    "audio/webm": "webm",
    "audio/wav": "wav",
}


def files(connection: Connection, batch: Sequence[Outgoing]) -> dict[int, tuple[Enclosure, ...]]:
    """The files of each message that has any."""
    named = (one for one in batch if one.body.get("files") or one.body.get("papers"))
    return {one.id: (*_attached(connection, one), *_made(connection, one)) for one in named}


def _made(connection: Connection, outgoing: Outgoing) -> Iterator[Enclosure]:
    """What was made for the reader. One that was removed meanwhile is missing: it could be ordered again."""
    for paper in outgoing.body.get("papers", ()):
        file = papers.enclosed(connection, paper["id"])
        if file is not None:
            yield Enclosure(file.name, file.mime, file.body)


def _attached(connection: Connection, outgoing: Outgoing) -> Iterator[Enclosure]:
    """The photos and voice notes that he asked to see and may see today."""
    asked = [file["id"] for file in outgoing.body.get("files", ()) if file.get("asked")]
    scope = people.scope_of(connection, outbox.reader(connection, outgoing.id)) if asked else None
    if scope is None:
        return
    with message_session(connection) as session:
        for id_ in asked:
            medium = attachments.look(session, scope, id_)
            if medium is not None:
                yield Enclosure(f"{id_}.{_SUFFIXES.get(medium.mime, 'bin')}", medium.mime, medium.body)
