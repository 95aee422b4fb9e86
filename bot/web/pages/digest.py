"""The leaders' page: what happened below them in a period, by village, with the matters one can narrow down."""

from __future__ import annotations

from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.web import feed
from bot.web.feed import Typed
from bot.web.session import check_token, required, services
from bot.web.views import page, texts_of
from handlers.digests import Asked
from handlers.kit import access
from handlers.ledgers import KINDS
from handlers.rules import periods


async def show(request: Request) -> Response:
    """?period=, village=, category=, state=; without a state, what is live. Only leaders have this page."""
    signed = await required(request)
    if not access.allowed("digest", signed.scope.roles, None):
        await feed.note(services(request), signed, "digest", "-", result="refused")
        raise HTTPException(404)
    given = request.query_params
    period, village, category = (given.get(name, "") for name in ("period", "village", "category"))
    asked = Asked(period, village, category, given.get("state", "live"))
    listing = await run_in_threadpool(feed.digest, services(request), signed, asked)
    if listing is None:
        raise HTTPException(404)
    seen = ("digest.village", f"village:{village}") if village else ("digest.show", f"unit:{signed.scope.township_id}")
    await feed.note(services(request), signed, *seen)
    return page(
        request, "digest.html", listing=listing, digest=listing.digest, asked=listing.asked, ledgers=KINDS, who=signed
    )


async def picture(request: Request) -> Response:
    """?period=KEY: the digest's picture, for leaders only."""
    signed = await required(request)
    period = periods.of_key(request.query_params.get("period", ""))
    if period is None or not access.allowed("digest.picture", signed.scope.roles, None):
        raise HTTPException(404)
    site = services(request)
    png = await run_in_threadpool(feed.through, site, signed, lambda eyes: site.picture(eyes, period))
    return Response(png, media_type="image/png")


async def ledger(request: Request) -> Response:
    """Orders a ledger as if it were said in the chat, where it comes when it is done."""
    signed = await required(request)
    form = await request.form()
    check_token(form.get("csrf"), signed.csrf)
    kind, period = str(form.get("ledger")), periods.of_key(str(form.get("period")))
    if kind not in KINDS or period is None or not access.allowed("export", signed.scope.roles, None):
        raise HTTPException(404)
    now = services(request).clock()
    if not request.app.state.buckets.take(signed.account_id, now):
        raise HTTPException(429, headers={"Retry-After": "10"})
    texts = texts_of(request)
    words = texts("web.digest.order", ledger=texts.of("ledger_words", kind).split()[0], period=period.key)
    await feed.say(services(request), signed, Typed(uuid4(), words, "", now), now)
    return RedirectResponse("/", 303)
