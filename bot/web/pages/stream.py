"""The stream of server-sent events: the page hears of a message the moment it is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import orjson
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.web import feed
from bot.web.feed import Cursor
from bot.web.services import Services
from bot.web.session import cookie, read_visitor, services, whose_page
from storage.signins import SignedIn

# A silent stream looks this often whether its person is still signed in: a lost phone is cut off within a minute.
LOOK_SECONDS = 55
PING_SECONDS = 20
# Tabs and phones of one person at once; more are told to poll.
MOST_STREAMS = 8


class Open:
    """How many streams each account has open in this process."""

    def __init__(self) -> None:
        self._open: Counter[int] = Counter()

    @contextmanager
    def one(self, account_id: int) -> Iterator[None]:
        """Counts a stream for as long as it runs."""
        self._open[account_id] += 1
        try:
            yield
        finally:
            self._open[account_id] -= 1
            if not self._open[account_id]:
                del self._open[account_id]

    def full(self, account_id: int) -> bool:
        """Whether this account has as many as it may."""
        return self._open[account_id] >= MOST_STREAMS


async def show(request: Request) -> Response:
    """Streams what comes after ?after=CURSOR, or after the last event the browser saw."""
    signed = await whose_page(request)
    wanted = request.headers.get("last-event-id") or request.query_params.get("after", "0")
    try:
        cursor = feed.cursor_of(wanted)
    except ValueError as error:
        raise HTTPException(422) from error
    if request.app.state.streams.full(signed.account_id):
        raise HTTPException(429)
    return EventSourceResponse(_events(request, signed, cursor), ping=PING_SECONDS, send_timeout=30)


async def _events(request: Request, signed: SignedIn, cursor: Cursor) -> AsyncIterator[ServerSentEvent]:
    """One event at once, even if empty, so that the page knows that nothing on the way holds events back."""
    site, token = services(request), cookie(request)
    with request.app.state.streams.one(signed.account_id):
        first = True
        while not site.hub.closed:
            told = site.hub.told(signed.account_id)
            who, batch = await run_in_threadpool(_look, site, token, cursor)
            if who is None or batch is None:
                yield ServerSentEvent("{}", event="gone")
                return
            if first or batch.messages:
                data = orjson.dumps(batch.as_dict(feed.today(site))).decode()
                yield ServerSentEvent(data, event="messages", id=str(batch.cursor))
            first, cursor = False, batch.cursor
            if batch.more:
                continue
            await site.hub.wait(signed.account_id, LOOK_SECONDS, told)


def _look(site: Services, token: str, cursor: Cursor) -> tuple[SignedIn | None, feed.Batch | None]:
    who = read_visitor(site, token)
    return who, None if who is None else feed.read(site, who, cursor)
