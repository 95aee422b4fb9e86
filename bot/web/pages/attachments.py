"""Photos and voice notes: handed in before the message that names them, shown to whoever may read the record."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from tempfile import SpooledTemporaryFile
from typing import IO, Final
from uuid import UUID

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot import media
from bot.media import Unusable
from bot.web import errors, feed
from bot.web.session import from_our_page, required, services
from bot.web.views import texts_of
from storage.attachments import Medium
from storage.trouble import Full

# A photo of 400 KB takes more than a minute where there is only 2G.
BODY_SECONDS = 300
# Larger ones wait on disk for their turn.
IN_MEMORY = 512 * 1024
_MAKERS: Final[dict[str, Callable[[IO[bytes]], Medium]]] = {"photo": media.photo, "voice": media.voice}
# Whatever a file pretends to be, nothing in it runs.
_HARMLESS: Final = {"Content-Security-Policy": "default-src 'none'; sandbox", "Content-Disposition": "inline"}

log = structlog.get_logger()


async def keep(request: Request) -> Response:
    """Keeps the body under ?id=UUID as a ?kind=photo or voice. 200 means it is on disk; again changes nothing."""
    signed = await from_our_page(request)
    kind = request.query_params.get("kind", "")
    try:
        id_ = UUID(request.query_params.get("id", ""))
    except ValueError as error:
        raise HTTPException(422) from error
    if kind not in _MAKERS:
        raise HTTPException(422)
    if not request.app.state.buckets.take(signed.account_id, services(request).clock()):
        raise HTTPException(429, headers={"Retry-After": "10"})
    try:
        medium = await _made(request, kind)
    except Unusable as unusable:
        log.info("file_refused", why=unusable.key, trace=request.state.trace)
        sentence = texts_of(request)(unusable.key)
        return JSONResponse({"error": sentence, "number": request.state.trace}, 422)
    try:
        await feed.hand_in(services(request), signed, id_, medium)
    except Full as error:
        raise HTTPException(503, errors.FULL) from error
    except Exception as error:
        log.exception("not_kept", trace=request.state.trace)
        raise HTTPException(503) from error
    return JSONResponse({"id": str(id_)})


async def show(request: Request) -> Response:
    """A photo (?small for a list) or voice note. No such page for whoever may not read its record."""
    signed = await required(request)
    medium = await run_in_threadpool(feed.look, services(request), signed, request.path_params["number"])
    if medium is None:
        raise HTTPException(404)
    if "small" in request.query_params and medium.small is not None:
        return Response(medium.small, media_type="image/jpeg", headers=_HARMLESS)
    return Response(medium.body, media_type=medium.mime, headers=_HARMLESS)


async def _made(request: Request, kind: str) -> Medium:
    """The body, made fit to be kept. Raises Unusable, HTTPException 408."""
    with SpooledTemporaryFile[bytes](max_size=IN_MEMORY) as raw:
        got = 0
        try:
            async with asyncio.timeout(BODY_SECONDS):
                async for chunk in request.stream():
                    got += len(chunk)
                    if got > media.MOST_BYTES[kind]:
                        raise Unusable("web.file.large")
                    raw.write(chunk)
        except TimeoutError as error:
            raise HTTPException(408) from error
        raw.seek(0)
        async with request.app.state.darkroom:  # one at a time: a large picture needs a lot of memory
            return await run_in_threadpool(_MAKERS[kind], raw)
