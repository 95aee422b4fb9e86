"""Whether this process can do its work: for whoever watches it."""

from __future__ import annotations

import asyncio

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.web import feed
from bot.web.session import services

PATIENCE_SECONDS = 5

log = structlog.get_logger()


async def show(request: Request) -> JSONResponse:
    """200 when the database answers, 503 when it does not."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await run_in_threadpool(feed.alive, services(request))
    except Exception:
        log.exception("unhealthy", trace=request.state.trace)
        return JSONResponse({"status": "unavailable"}, 503)
    return JSONResponse({"status": "ok"})
