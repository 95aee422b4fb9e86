"""Whether this process can do its work: for whoever watches it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.web import feed
from bot.web.services import Services
from bot.web.session import services

PATIENCE_SECONDS = 5
# A message that waits longer than this is not handled as it should be.
BEHIND = timedelta(minutes=1)

log = structlog.get_logger()


async def show(request: Request) -> JSONResponse:
    """503 when nothing works: the database does not answer, the writer has ended.

    Else 200, `degraded` with the reasons: `disk_low`, `read_only` (nothing new is taken for want of room), `behind`
    (messages wait for a minute).
    """
    site = services(request)
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reasons = await run_in_threadpool(_reasons, site)
    except Exception:
        log.exception("unhealthy", trace=request.state.trace)
        return JSONResponse({"status": "unavailable", "why": ["database"]}, 503)
    if not site.writer.alive:
        return JSONResponse({"status": "unavailable", "why": ["writer"]}, 503)
    return JSONResponse({"status": "degraded", "why": reasons} if reasons else {"status": "ok"})


def _reasons(site: Services) -> list[str]:
    oldest = feed.oldest_waiting(site)
    room = "enough" if site.writer.disk is None else site.writer.disk.room
    found = {"enough": [], "low": ["disk_low"], "full": ["disk_low", "read_only"]}[room]
    return [*found, "behind"] if oldest is not None and site.clock() - oldest > BEHIND else found
