"""The leaders' page: what happened below them, today or this week."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web import feed
from bot.web.session import required, services
from bot.web.views import page
from handlers.digests import PERIODS
from handlers.kit import access


async def show(request: Request) -> Response:
    """The digest of ?period=today or week. For anybody else there is no such page."""
    signed = await required(request)
    wanted = request.query_params.get("period", PERIODS[0])
    period = next((period for period in PERIODS if period == wanted), None)
    if period is None or not access.allowed("digest", signed.scope.roles, None):
        raise HTTPException(404)
    digest = await run_in_threadpool(feed.digest, services(request), signed, period)
    return page(request, "digest.html", digest=digest, period=period, periods=PERIODS, who=signed)
