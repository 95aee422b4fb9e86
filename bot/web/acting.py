"""Somebody on a page who sees and does what he could see and do in the chat, through the same gate."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.web.services import Services
from bot.web.session import check_token, required, services
from handlers.kit.context import Context
from handlers.kit.routes import Refused, Routes
from storage.signins import SignedIn as SignedIn  # pages have it from here

T = TypeVar("T")

# What a form of ours holds at most: a sheet with all its villages ticked.
MOST_FIELDS = 500


async def look(request: Request, signed: SignedIn, find: Callable[[Context], T]) -> T:
    """What a handler finds for him. Raises HTTPException 401 when his account is bound no more."""
    return await run_in_threadpool(_look, services(request), signed, find)


def _look(site: Services, signed: SignedIn, find: Callable[[Context], T]) -> T:
    with site.database.reading() as session:
        ctx = site.desk.look(session, "web", signed.address, site.clock())
        if ctx is None:
            raise HTTPException(401)
        return find(ctx)


async def act(request: Request, signed: SignedIn, do: Callable[[Context, Routes], T]) -> T:
    """What a handler does for him; when this returns it is on disk. Raises HTTPException 401, 429."""
    site = services(request)
    now = site.clock()
    if not request.app.state.buckets.take(signed.account_id, now):
        raise HTTPException(429, headers={"Retry-After": "10"})
    site.writer.check_room()
    job = partial(site.desk.act, channel="web", address=signed.address, now=now, do=lambda *both: (do(*both),))
    done = await wrap_future(site.writer.submit(job))
    if done is None:
        raise HTTPException(401)
    return done[0]


async def press(request: Request, signed: SignedIn, action: str, args: Mapping[str, Any]) -> tuple[bool, str]:
    """Presses a button of the chat: whether it was allowed, and what was said to it."""

    def do(ctx: Context, routes: Routes) -> tuple[bool, str]:
        try:
            routes.press(ctx, action, args)
        except Refused as refused:
            return False, ctx.t(refused.key)
        return True, "\n".join(reply.text for reply in ctx.replies)

    return await act(request, signed, do)


def number(request: Request) -> int:
    """The number in the path; beyond what a database holds there is nothing."""
    return min(int(request.path_params["number"]), 2**62)


async def form(request: Request) -> tuple[SignedIn, FormData]:
    """What a form of our own page holds, and whose page it is. Raises HTTPException 401, 403."""
    signed = await required(request)
    given = await request.form(max_fields=MOST_FIELDS)
    check_token(given.get("csrf"), signed.csrf)
    return signed, given
