"""The address where the platform hands in messages: verified by GET, told by POST, 200 once it is on disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.tencent.guard import MOST_BYTES, Guard, Query, Refused

# Keeps the XML of a message and returns the answer, if there is one; raises when the database is unwell.
Take = Callable[[str], Awaitable[Response | None]]

log = structlog.get_logger()


def route(path: str, guard: Guard, echo: Callable[[Query], str], take: Take) -> Route:
    """The route: 403 for everything that is not from the platform, 503 for what could not be kept."""

    async def answer(request: Request) -> Response:
        try:
            if request.method == "POST":
                return await _told(request, guard, take)
            return Response(echo(request.query_params), media_type="text/plain")
        except Refused as refused:
            log.warning("callback_refused", path=path, why=str(refused))
            return Response(status_code=403)

    return Route(path, answer, methods=["GET", "POST"])


async def _told(request: Request, guard: Guard, take: Take) -> Response:
    opened = guard.open(request.query_params, await _body(request))
    try:
        said = await take(opened.plain)
    except Exception:
        log.exception("callback_not_kept")
        return Response(status_code=503)
    guard.remember(opened)
    return said or Response()


async def _body(request: Request) -> bytes:
    """Not read on after what a message can have. Raises Refused."""
    got = bytearray()
    try:
        async for piece in request.stream():
            got += piece
            if len(got) > MOST_BYTES:
                raise Refused("size")
    except ClientDisconnect:
        raise Refused("broken off") from None
    return bytes(got)
