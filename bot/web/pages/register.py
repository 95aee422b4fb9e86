"""认人 and 认情 on the phone: the households of one's villages, a household's card, a village's card."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web import feed
from bot.web.session import required, services
from bot.web.views import page
from handlers import households, villages
from handlers.kit import access
from handlers.kit.clean import row_number
from handlers.kit.context import Eyes

T = TypeVar("T")
LONGEST_WORD = 40
MOST_PAGES = 10_000


async def shelf(request: Request) -> Response:
    """The households of ?village=, of a ?tag=, named ?said=, page by page; without any of these, all of one's own."""
    query = request.query_params
    said = query.get("said", "").strip()[:LONGEST_WORD]
    village, number = _number(query.get("village")), min(_number(query.get("page")), MOST_PAGES)
    tag = query.get("tag", "")

    def find(eyes: Eyes) -> households.Shelf:
        return households.shelf(eyes, village, tag, said, number)

    return await _seen(request, "household", find, "register.html", said=said, tag=tag, village=village, number=number)


async def household(request: Request) -> Response:
    """The card of a household."""
    id_ = _number(request.path_params["number"])
    look = partial(households.look, household_id=id_)
    return await _seen(request, "household.show", look, "household.html", about=f"household:{id_}")


async def village(request: Request) -> Response:
    """The card of a village."""
    id_ = _number(request.path_params["number"])
    look = partial(villages.look, village_id=id_)
    return await _seen(request, "village.show", look, "village.html", about=f"village:{id_}")


async def _seen(
    request: Request, name: str, find: Callable[[Eyes], T | None], template: str, about: str = "", **values: Any
) -> Response:
    """What somebody sees who may; for anybody else, and of what is not his, there is no such page.

    Opening what it is `about` is noted in the audit trail, and so is a refusal, as in chat.
    """
    signed = await required(request)
    relation = "subtree" if "." in name else None
    if not access.allowed(name, signed.scope.roles, relation):  # type: ignore[arg-type]
        await feed.note(services(request), signed, name, "-", result="refused")
        raise HTTPException(404)
    seen = await run_in_threadpool(feed.through, services(request), signed, find)
    if seen is None:
        raise HTTPException(404)
    if about:
        await feed.note(services(request), signed, name, about)
    return page(request, template, seen=seen, who=signed, **values)


def _number(text: str | int | None) -> int:
    """A number of the address; 0, which no row has, for anything else."""
    said = str(text or "")
    return (row_number(said) or 0) if said.isascii() else 0
