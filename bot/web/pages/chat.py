"""The phone chat: the page itself, what is typed, what is shown, and how far it was seen."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.inbox import MOST_FILES
from bot.web import errors, feed
from bot.web.feed import Kind, Typed
from bot.web.session import from_our_page, services, visitor, whose_page
from bot.web.views import page
from handlers.kit import access
from storage.trouble import Full
from storage.vocabulary import ROLES

# The words most people need, in the order of their buttons.
QUICK = ("digest", "today", "mine", "menu", "help")
# What chat.js is made of, named to the browser at once: on a slow line every wait for the next file counts.
MODULES = tuple(
    f"{name}.js" for name in ("bubbles", "files", "hearing", "keep", "net", "pictures", "sending", "settings")
)
LONGEST_PRESS = 100
BODY_SECONDS = 15

log = structlog.get_logger()


async def show(request: Request) -> Response:
    """The chat, or for somebody unknown how to get in."""
    signed = await visitor(request)
    if signed is None:
        return page(request, "welcome.html", 401)
    quick = [name for name in QUICK if access.allowed(name, signed.scope.roles, None)]
    board = access.allowed("task.show", signed.scope.roles, "subtree")
    roles = [role for role in ROLES if role in signed.scope.roles]
    today = feed.today(services(request))
    return page(request, "chat.html", who=signed, quick=quick, board=board, roles=roles, modules=MODULES, today=today)


async def say(request: Request) -> Response:
    """Keeps a message: {id, text, press or files, typed_at}. 200 means it is on disk; the id again changes nothing."""
    signed = await from_our_page(request)
    site, now = services(request), services(request).clock()
    typed = typed_of(await _body(request), now)
    if not request.app.state.buckets.take(signed.account_id, now):
        raise HTTPException(429, headers={"Retry-After": "10"})
    try:
        kept = await feed.say(site, signed, typed, now)
    except Full as error:
        log.warning("not_kept_disk_full", trace=request.state.trace)
        raise HTTPException(503, errors.FULL) from error
    except Exception as error:
        log.exception("not_kept", trace=request.state.trace)
        raise HTTPException(503) from error
    if kept.stranger:  # signed out everywhere since the request began
        raise HTTPException(401)
    return JSONResponse({"id": str(typed.id), "again": kept.again})


async def messages(request: Request) -> Response:
    """The messages after ?after=CURSOR, for a page without a stream."""
    signed = await whose_page(request)
    site = services(request)
    try:
        cursor = feed.cursor_of(request.query_params.get("after", "0"))
    except ValueError as error:
        raise HTTPException(422) from error
    batch = await run_in_threadpool(feed.read, site, signed, cursor)
    return JSONResponse(batch.as_dict(feed.today(site)))


async def seen(request: Request) -> Response:
    """{cursor}: the page has shown everything up to this message."""
    signed = await from_our_page(request)
    cursor = (await _body(request)).get("cursor")
    if not isinstance(cursor, int) or isinstance(cursor, bool) or not 0 <= cursor < 2**62:
        raise HTTPException(422)
    await feed.seen(services(request), signed, cursor)
    return Response(status_code=204)


async def _body(request: Request) -> dict[str, Any]:
    """The request's JSON object. Raises HTTPException 408, 413, 415, 422."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise HTTPException(415)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            body = await request.json()
    except TimeoutError as error:
        raise HTTPException(408) from error
    except (ValueError, RecursionError) as error:
        raise HTTPException(422) from error
    if not isinstance(body, dict):
        raise HTTPException(422)
    return body


def typed_of(body: dict[str, Any], now: datetime) -> Typed:
    """Reads what the page sent. Raises HTTPException 422 when there is nothing to keep."""
    text, press, id_ = body.get("text") or "", body.get("press") or "", body.get("id")
    files = body.get("files") or []
    if not (isinstance(id_, str) and isinstance(text, str) and isinstance(press, str)):
        raise HTTPException(422)
    if not (text.strip() or press or files) or len(press) > LONGEST_PRESS:
        raise HTTPException(422)
    try:
        return Typed(UUID(id_), text, press, _moment(body, now), _files(files))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise HTTPException(422) from error


def _files(named: Any) -> tuple[tuple[Kind, UUID], ...]:
    """What the message brings: [{kind, id}]. Raises ValueError, TypeError, KeyError for anything else."""
    if not isinstance(named, list) or len(named) > MOST_FILES:
        raise ValueError("files")
    return tuple(("voice" if each["kind"] == "voice" else "photo", UUID(each["id"])) for each in named)


def _moment(body: dict[str, Any], now: datetime) -> datetime:
    """When it was typed. `sent_at` is the phone's clock at sending: what it is wrong by is taken off again."""
    typed_at = _aware(body.get("typed_at"))
    if typed_at is None:
        return now
    sent_at = _aware(body.get("sent_at"))
    return typed_at if sent_at is None else now - max(timedelta(0), sent_at - typed_at)


def _aware(written: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        return None
    return moment if moment.tzinfo is not None else None
