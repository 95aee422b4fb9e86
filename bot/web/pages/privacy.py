"""Everything that is kept about the person who is signed in, as one file."""

from __future__ import annotations

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.web import feed
from bot.web.session import required, services


async def show(request: Request) -> Response:
    """The file. Nobody else's is to be had, whatever the address says."""
    signed = await required(request)
    found = await run_in_threadpool(feed.personal_data, services(request), signed)
    body = orjson.dumps(found, option=orjson.OPT_INDENT_2)
    return Response(body, 200, {"Content-Disposition": 'attachment; filename="baocun-me.json"'}, "application/json")
