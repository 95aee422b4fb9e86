"""Coming in from inside a platform: its browser knows who opens our pages, and the platform vouches for it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels import Door, SendError
from bot.web import errors
from bot.web.session import check_token, cookie, recognised, services, set_cookie, set_session, visitor

# How long the platform's page may lie open.
STATE_SECONDS = 600


def routes(doors: Sequence[Door]) -> list[Route]:
    """Each door at its path."""
    return [_route(door) for door in doors]


def _route(door: Door) -> Route:
    async def come_in(request: Request) -> Response:
        """The state ties the code to the browser that was sent to fetch it: a code in a foreign link opens nothing."""
        code = request.query_params.get("code", "")
        if not code:
            return await _sent(request, door)
        check_token(request.query_params.get("state"), cookie(request, "baocun-in"))
        try:
            address = await door.who(code)
        except SendError:
            raise HTTPException(503) from None
        session = await recognised(request, door.channel, address) if address else None
        if session is None:
            return errors.response(request, 403, key="web.error.unbound")
        response = RedirectResponse("/", 303)
        set_session(request, response, *session)
        return response

    return Route(door.path, come_in, methods=["GET"])


async def _sent(request: Request, door: Door) -> Response:
    """To the platform; or in, for whoever is signed in already."""
    if await visitor(request) is not None:
        return RedirectResponse("/", 303)
    state = secrets.token_hex(16)
    response = RedirectResponse(door.leads(f"{services(request).public_url}{door.path}", state), 303)
    set_cookie(request, response, "baocun-in", state, STATE_SECONDS)
    return response
