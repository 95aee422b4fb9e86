"""Files made for a person: a picture is looked at, anything else is kept by the browser under its name."""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web import feed
from bot.web.session import required, services

# Whatever is in it, nothing of it runs.
_SANDBOX = "default-src 'none'; sandbox"


async def show(request: Request) -> Response:
    """A file. No such page for anybody but whom it was made for, and after some days for nobody."""
    signed = await required(request)
    paper = await run_in_threadpool(feed.paper, services(request), signed, request.path_params["number"])
    if paper is None:
        raise HTTPException(404)
    way = "inline" if paper.mime.startswith("image/") else "attachment"
    headers = {
        "Content-Security-Policy": _SANDBOX,
        "Content-Disposition": f"{way}; filename*=UTF-8''{quote(paper.name)}",
    }
    return Response(paper.body, media_type=paper.mime, headers=headers)
