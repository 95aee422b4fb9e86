"""The webhook: our own route, which answers 200 once an update is on disk and not before."""

from __future__ import annotations

import hmac
from typing import Any
from urllib.parse import urlsplit

import orjson
import structlog
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram.receiving import Receiver

HEADER = "X-Telegram-Bot-Api-Secret-Token"
# Seconds after which the platform is to try again when the database is unwell.
TRY_AGAIN = "5"

log = structlog.get_logger()


def route(url: str, secret: str, receiver: Receiver) -> Route:
    """The route at the path of this address. 403 without the secret, 400 for what is no update, 503 when not kept."""

    async def take(request: Request) -> Response:
        if not hmac.compare_digest(request.headers.get(HEADER, "").encode(), secret.encode()):
            log.warning("webhook_refused")
            return Response(status_code=403)
        update = _update(await request.body())
        if update is None:
            return Response(status_code=400)
        try:
            await receiver.take([update])
        except Exception:
            log.exception("update_not_kept")
            return Response(status_code=503, headers={"Retry-After": TRY_AGAIN})
        return Response(status_code=200)

    return Route(urlsplit(url).path, take, methods=["POST"])


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        read = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return read if isinstance(read, dict) and "update_id" in read else None
