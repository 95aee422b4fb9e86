"""Fetching photos and voice notes from their platforms, after the message that named them is recorded.

An attachment that has no body yet is its own place in the queue: nothing is written twice, a crash forgets nothing.
Only short writes at both ends go through the writer; waiting for the platform and for the picture is done here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from io import BytesIO

import structlog
from sqlalchemy import Connection

from bot import media
from bot.channels import SendError, Source
from bot.media import Unusable
from bot.writer import Stopped, Writer
from handlers.kit.texts import Texts
from storage import attachments, outbox
from storage.attachments import Fetchable, Medium

# One that failed is asked for again after these waits, and then given up.
WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1))
# Nobody else fetches a claimed one until then; a crash leaves it to the next.
LEASE = timedelta(minutes=2)
FETCH_SECONDS = 60.0
BATCH = 4
IDLE_SECONDS = 2.0

log = structlog.get_logger()


class Fetcher:
    """Fetches for the platforms of this process: channel name → where its files are."""

    def __init__(self, writer: Writer, sources: Mapping[str, Source], clock: Callable[[], datetime]) -> None:
        self._writer = writer
        self._sources = sources
        self._clock = clock

    async def run(self) -> None:
        """Fetches until cancelled, or until the writer has ended."""
        while True:
            try:
                if await self.turn():
                    continue
            except Stopped:
                return
            except Exception:  # a full disk, a lost server: what is due stays due
                log.exception("fetcher_turn_failed")
            await asyncio.sleep(IDLE_SECONDS)

    async def turn(self) -> bool:
        """Fetches what is due, one after the other: a picture at a time is enough memory. True if there was any."""
        claim = partial(attachments.claim, channels=list(self._sources), most=BATCH, now=self._clock(), lease=LEASE)
        due = await asyncio.wrap_future(self._writer.submit(claim))
        for fetchable in due:
            await self._one(fetchable)
        return bool(due)

    async def _one(self, fetchable: Fetchable) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                raw = await self._sources[fetchable.channel].fetch(fetchable.ref, media.MOST_BYTES[fetchable.kind])
            medium = await asyncio.to_thread(_made, fetchable.kind, raw)
        except Unusable as unusable:
            await self._give_up(fetchable, unusable.key)
        except Exception as error:
            gone = isinstance(error, SendError) and error.permanent
            log.warning("fetch_failed", attachment=fetchable.id, attempts=fetchable.attempts, why=type(error).__name__)
            if gone or fetchable.attempts > len(WAITS):
                await self._give_up(fetchable, "attachment.lost")
            else:
                until = self._clock() + WAITS[fetchable.attempts - 1]
                await self._write(partial(attachments.put_off, fetchable=fetchable, until=until))
        else:
            await self._write(partial(attachments.fill, fetchable=fetchable, medium=medium))

    async def _give_up(self, fetchable: Fetchable, why: str) -> None:
        now = self._clock()

        def job(connection: Connection) -> None:
            whom = attachments.give_up(connection, fetchable)
            if whom is not None:
                body = {"text": Texts(whom[1])(why), "choices": []}
                outbox.queue(connection, [outbox.row(whom[0], fetchable.channel, body, None, now)])

        await self._write(job)

    async def _write(self, job: Callable[[Connection], None]) -> None:
        await asyncio.wrap_future(self._writer.submit(job))


def _made(kind: str, raw: bytes) -> Medium:
    """Raises Unusable."""
    if len(raw) > media.MOST_BYTES[kind]:
        raise Unusable("web.file.large")
    return media.photo(BytesIO(raw)) if kind == "photo" else media.voice(BytesIO(raw))
