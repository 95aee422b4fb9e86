"""Around every request: a number for it, the security headers, a limit on its size, and a last net for errors."""

from __future__ import annotations

import secrets

import structlog
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.web import errors

MOST_BYTES = 64 * 1024
# Where photos and voice notes are handed in; the page there counts more closely.
FILES = "/chat/file"
MOST_FILE_BYTES = 12 * 1024 * 1024
# Where platforms hand in what people said, and how much one such call may hold.
PLATFORMS = ("/telegram/", "/wecom", "/wechat")
MOST_PLATFORM_BYTES = 1024 * 1024

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Not no-referrer: with it browsers send `Origin: null` with forms. The code of a link never leaves the site.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
# What a person is shown is nobody else's business; static files carry their hash in the path.
_PRIVATE = "no-store"
_FOR_EVER = "public, max-age=31536000, immutable"

log = structlog.get_logger()


class Guard:
    """ASGI middleware. `secure` tells browsers to come by https only."""

    def __init__(self, app: ASGIApp, secure: bool) -> None:
        self._app = app
        self._headers = HEADERS | ({"Strict-Transport-Security": "max-age=31536000"} if secure else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope.setdefault("state", {})["trace"] = secrets.token_hex(4)
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                self._dress(scope, message)
            await send(message)

        try:
            await self._app(scope, _capped(scope, receive), sending)
        except Exception:
            request = Request(scope)
            log.exception("page_failed", trace=request.state.trace)
            if started:
                raise
            await errors.response(request, 500)(scope, receive, sending)

    def _dress(self, scope: Scope, message: Message) -> None:
        headers = MutableHeaders(scope=message)
        for name, value in self._headers.items():
            headers.setdefault(name, value)
        forever = scope["path"].startswith("/static/") and message["status"] in (200, 304)
        headers.setdefault("Cache-Control", _FOR_EVER if forever else _PRIVATE)


def _capped(scope: Scope, receive: Receive) -> Receive:
    """Counts what is really received, whatever the headers say. Raises HTTPException 413."""
    got = 0
    most = MOST_FILE_BYTES if scope["path"] == FILES else MOST_BYTES
    if scope["path"].startswith(PLATFORMS):
        most = MOST_PLATFORM_BYTES

    async def receiving() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > most:
            raise HTTPException(413)
        return message

    return receiving
