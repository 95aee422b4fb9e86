"""The web as one Starlette application: which page answers where."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.web import errors, feed
from bot.web.bucket import Buckets
from bot.web.guard import FILES, Guard
from bot.web.pages import (
    attachments,
    chat,
    composing,
    digest,
    health,
    install,
    invites,
    metrics,
    papers,
    privacy,
    register,
    signin,
    stream,
    tasks,
)
from bot.web.services import Services
from bot.web.views import STATIC, static_prefix

# What is smaller than this fits into one packet anyway.
WORTH_PACKING = 1000


def build(services: Services, platforms: Sequence[Route] = ()) -> Starlette:
    """The application, with the routes where platforms hand in messages.

    Its life follows the outbox, so that messages of other processes reach open pages.
    """
    site = Starlette(
        routes=[
            Route("/", chat.show),
            Route("/chat", chat.say, methods=["POST"]),
            Route("/chat/messages", chat.messages),
            Route("/chat/stream", stream.show),
            Route("/chat/seen", chat.seen, methods=["POST"]),
            Route(FILES, attachments.keep, methods=["POST"]),
            Route("/photo/{number:int}", attachments.show),
            Route("/paper/{number:int}", papers.show),
            Route("/sw.js", install.worker),
            Route("/manifest.webmanifest", install.manifest),
            Route("/digest", digest.show),
            Route("/digest.png", digest.picture),
            Route("/digest/ledger", digest.ledger, methods=["POST"]),
            Route("/register", register.shelf),
            Route("/household/{number:int}", register.household),
            Route("/village/{number:int}", register.village),
            Route("/tasks", tasks.board),
            Route("/tasks/new", composing.show),
            Route("/tasks/new", composing.keep, methods=["POST"]),
            Route("/tasks/{number:int}", tasks.show),
            Route("/tasks/{number:int}", tasks.press, methods=["POST"]),
            Route("/tasks/{number:int}/template", tasks.keep, methods=["POST"]),
            Route("/tasks/{number:int}/table", tasks.table),
            Route("/me.json", privacy.show),
            Route("/invites", invites.show),
            Route("/invites", invites.make, methods=["POST"]),
            Route("/invites/pictures", invites.pictures, methods=["POST"]),
            Route("/in/{code}", signin.show),
            Route("/in/{code}", signin.enter, methods=["POST"]),
            Route("/out", signin.leave, methods=["POST"]),
            Route("/healthz", health.show),
            Route("/metrics", metrics.show),
            *platforms,
            Mount(static_prefix(), StaticFiles(directory=STATIC)),
        ],
        middleware=[Middleware(Guard, secure=services.secure), Middleware(GZipMiddleware, minimum_size=WORTH_PACKING)],
        exception_handlers={HTTPException: errors.refused},
        lifespan=_life,
    )
    site.state.services = services
    site.state.buckets = Buckets()
    site.state.streams = stream.Open()
    site.state.darkroom = asyncio.Semaphore(1)
    return site


@asynccontextmanager
async def _life(site: Starlette) -> AsyncIterator[None]:
    services: Services = site.state.services
    following = asyncio.create_task(services.hub.follow(partial(feed.news, services)))
    try:
        yield
    finally:
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following
