"""The admin's page of invites: who is still outside, a sheet to print and cut, pictures to pass on."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Sequence
from urllib.parse import quote

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web import feed
from bot.web.session import check_token, required, services
from bot.web.views import page
from handlers import invites
from handlers.kit import access
from handlers.kit.clean import row_number
from handlers.kit.context import Eyes
from handlers.kit.texts import Texts
from handlers.papers import qr
from storage.engine import message_session
from storage.signins import SignedIn

# So many pictures are packed at once; the names and links of more would not fit a request.
MOST_PICTURES = 400


async def show(request: Request) -> Response:
    """Who has not come in yet, to be ticked."""
    signed = await _admin(request)
    waiting = await run_in_threadpool(feed.outside, services(request), signed)
    return page(request, "invites.html", who=signed, waiting=waiting)


async def make(request: Request) -> Response:
    """The sheet: one card a person, each with a new invite. What was printed before is void."""
    signed = await _admin(request)
    site = services(request)
    form = await request.form(max_fields=MOST_PICTURES * 5)
    check_token(form.get("csrf"), signed.csrf)
    chosen = {row_number(key) or 0 for key in form.getlist("person") if isinstance(key, str)}
    now = site.clock().astimezone(site.zone)

    def job(connection: Connection) -> list[invites.Card]:
        with message_session(connection) as session:
            eyes = Eyes(session, signed.scope, now, Texts(signed.language))
            return invites.sheet(eyes, site.public_url, chosen)

    cards = await wrap_future(site.writer.submit(job))
    return page(request, "sheet.html", who=signed, cards=await run_in_threadpool(_drawn, cards))


async def pictures(request: Request) -> Response:
    """The same codes as pictures in one file; nothing is made anew."""
    signed = await _admin(request)
    form = await request.form(max_fields=MOST_PICTURES * 5)
    check_token(form.get("csrf"), signed.csrf)
    names = [str(name)[: invites.LONGEST_NAME].replace("/", "_") for name in form.getlist("name")]
    codes = [quote(str(code)[:64]) for code in form.getlist("code")]
    if not codes or len(codes) != len(names) or len(codes) > MOST_PICTURES:
        raise HTTPException(422)
    site, named = services(request), list(zip(names, codes, strict=True))
    shown = await run_in_threadpool(
        feed.through, site, signed, lambda eyes: invites.ways_in(eyes, site.public_url, named)
    )
    packed = await run_in_threadpool(qr.pictures, shown)
    return Response(packed, 200, {"Content-Disposition": 'attachment; filename="invites.zip"'}, "application/zip")


def _drawn(cards: Sequence[invites.Card]) -> list[tuple[invites.Card, str, str | None]]:
    """Each card with the square of its page, and that of its chat."""
    return [(card, qr.drawing(card.link), qr.drawing(card.chat) if card.chat else None) for card in cards]


async def _admin(request: Request) -> SignedIn:
    """Whoever may invite. For anybody else there is no such page."""
    signed = await required(request)
    if not access.allowed("invite", signed.scope.roles, None):
        raise HTTPException(404)
    return signed
