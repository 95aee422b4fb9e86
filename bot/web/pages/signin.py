"""Coming in by a link, and going out. Opening a link uses nothing up: chat apps open links to show a preview."""

from __future__ import annotations

import secrets

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web.session import (
    check_token,
    come_in,
    cookie,
    go_out,
    invited,
    required,
    set_cookie,
    set_session,
    visitor,
)
from bot.web.views import page

# How long the page with the button may lie open.
NONCE_SECONDS = 3600


async def show(request: Request) -> Response:
    """Whose link this is, with the button that uses it."""
    code = request.path_params["code"]
    who = await invited(request, code)
    if who is None:
        return await _gone(request)
    # The nonce ties the press to the browser that opened the page; a second tab shares it.
    nonce = cookie(request, "baocun-in") or secrets.token_urlsafe(16)
    response = page(request, "signin.html", who=who, name=masked(who.name), nonce=nonce)
    set_cookie(request, response, "baocun-in", nonce, NONCE_SECONDS)
    return response


async def enter(request: Request) -> Response:
    """The press: uses the invite and signs this browser in."""
    form = await request.form()
    check_token(form.get("nonce"), cookie(request, "baocun-in"))
    session = await come_in(request, request.path_params["code"])
    if session is None:
        return await _gone(request)
    response = RedirectResponse("/", 303)
    set_session(request, response, *session)
    return response


async def leave(request: Request) -> Response:
    """Signs this browser out, or (everywhere=1) all of this person's, and has it forget what it kept."""
    signed = await required(request)
    form = await request.form()
    check_token(form.get("csrf"), signed.csrf)
    await go_out(request, signed, everywhere=form.get("everywhere") == "1")
    response = RedirectResponse("/", 303, {"Clear-Site-Data": '"storage"'})
    set_cookie(request, response, "baocun", "", 0)
    return response


async def _gone(request: Request) -> Response:
    """Used, expired or never made: the same answer, so that guessing teaches nothing."""
    signed = await visitor(request)
    return page(request, "gone.html", 404, signed=signed is not None)


def masked(name: str) -> str:
    """A name that its owner knows again and a passer-by does not learn: 李*兰, 张*."""
    if len(name) < 3:
        return name[:1] + "*" * (len(name) - 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]
