"""Who sends a request: the cookie, the person behind it, and the token that proves the request comes from our page."""

from __future__ import annotations

import secrets
from asyncio import wrap_future
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web.services import Services
from handlers import invites
from storage import people, signins, userids
from storage.engine import message_session
from storage.signins import Invited, SignedIn

CookieName = Literal["baocun", "baocun-in"]


def services(request: Request) -> Services:
    """What the pages stand on."""
    return cast(Services, request.app.state.services)


def cookie(request: Request, name: CookieName = "baocun") -> str:
    """The value of one of our cookies, or an empty text."""
    return request.cookies.get(_full(request, name), "")


def set_cookie(request: Request, response: Response, name: CookieName, value: str, seconds: int) -> None:
    """Sets a cookie that scripts cannot read and other sites cannot use; it is gone after `seconds`."""
    response.set_cookie(
        _full(request, name),
        value,
        max_age=seconds,
        path="/",
        secure=services(request).secure,
        httponly=True,
        samesite="lax",
    )


def _full(request: Request, name: CookieName) -> str:
    # The prefix makes browsers refuse the cookie from another host or without Secure.
    return f"__Host-{name}" if services(request).secure else name


def read_visitor(site: Services, token: str) -> SignedIn | None:
    """Who a cookie's token belongs to at this moment. Reads the database: not for the event loop."""
    with site.database.reading() as session:
        return signins.signed_in(session, token, site.clock())


async def visitor(request: Request) -> SignedIn | None:
    """The person who is signed in, if anybody; from here on the request speaks his language."""
    token = cookie(request)
    found = await run_in_threadpool(read_visitor, services(request), token) if token else None
    if found is not None:
        request.state.language = found.language
    return found


async def required(request: Request) -> SignedIn:
    """The person who is signed in. Raises HTTPException 401."""
    found = await visitor(request)
    if found is None:
        raise HTTPException(401)
    return found


async def whose_page(request: Request) -> SignedIn:
    """The person who is signed in, if it is still the one (?me=ACCOUNT) whose page asks. Raises HTTPException 401.

    Two people may share a phone: a page that was left open must not show what is said to the next one.
    """
    found = await required(request)
    if request.query_params.get("me", str(found.account_id)) != str(found.account_id):
        raise HTTPException(401)
    return found


def check_token(given: Any, expected: str) -> None:
    """Raises HTTPException 403 when the request was not made by our own page."""
    if not (expected and isinstance(given, str) and secrets.compare_digest(given.encode(), expected.encode())):
        raise HTTPException(403)


async def from_our_page(request: Request) -> SignedIn:
    """The person whose page made this request. Raises HTTPException 401, 403."""
    signed = await required(request)
    check_token(request.headers.get("x-csrf-token"), signed.csrf)
    return signed


async def invited(request: Request, code: str) -> Invited | None:
    """Whom an invite is for, without using it."""
    site = services(request)

    def read() -> Invited | None:
        with site.database.reading() as session:
            return signins.peek(session, code, site.clock())

    return await run_in_threadpool(read)


async def come_in(request: Request, code: str) -> tuple[str, datetime] | None:
    """Uses an invite and opens a session: the cookie's token and its end; None when the invite is no longer good."""
    site, before = services(request), cookie(request)
    now = site.clock()

    def job(connection: Connection) -> tuple[str, datetime] | None:
        person_id = signins.consume(connection, code, "web", now)
        if person_id is None:
            return None
        if before:  # the browser changes hands: whoever was signed in on it no longer is
            signins.sign_out(connection, before, now)
        session = signins.sign_in(connection, person_id, now)
        with message_session(connection) as writing:
            invites.arrived(writing, code, now.astimezone(site.zone))
        return session

    return await wrap_future(site.writer.submit(job))


async def recognised(request: Request, channel: str, address: str) -> tuple[str, datetime] | None:
    """Opens a session for whoever a platform says this is; None when nobody is bound to that account."""
    site, before = services(request), cookie(request)
    now = site.clock()

    def job(connection: Connection) -> tuple[str, datetime] | None:
        found = people.bound(connection, [(channel, address)]).get((channel, address))
        person = found.person_id if found else userids.recognise(connection, channel, address, now)
        if person is None:
            return None
        if before:
            signins.sign_out(connection, before, now)
        return signins.sign_in(connection, person, now)

    return await wrap_future(site.writer.submit(job))


def set_session(request: Request, response: Response, token: str, ends: datetime) -> None:
    """The cookie of a session, and no longer the one that tied the press to this browser."""
    set_cookie(request, response, "baocun", token, int((ends - services(request).clock()).total_seconds()))
    set_cookie(request, response, "baocun-in", "", 0)


async def go_out(request: Request, signed: SignedIn, *, everywhere: bool = False) -> None:
    """Ends the session; `everywhere` all of this person's, with the invites that are not used yet."""
    site, token = services(request), cookie(request)
    now = site.clock()

    def job(connection: Connection) -> None:
        if everywhere:
            signins.revoke(connection, signed.person_id, now)
        else:
            signins.sign_out(connection, token, now)
        signins.note(connection, signed.scope, "sign_out_everywhere" if everywhere else "sign_out", now)

    await wrap_future(site.writer.submit(job))
    if everywhere:  # open pages look again who they belong to
        site.hub.wake((signed.account_id,))
