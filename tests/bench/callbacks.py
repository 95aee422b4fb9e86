"""A platform's callback, kept and committed before it is answered, against a bare Starlette that answers at once."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.tencent.envelope import Envelope
from bot.channels.tencent.guard import Guard
from bot.channels.tencent.route import route
from bot.channels.wecom.limits import RATES
from bot.channels.wecom.receiving import Receiver
from bot.channels.wecom.sending import WeCom
from bot.desk import Desk
from bot.edge import Edge
from bot.limiter import Limiter
from bot.web.guard import Guard as Around
from bot.web.server import listen
from bot.writer import Writer
from handlers.kit.routes import Routes
from storage import people
from storage.engine import Database
from tests.bench.measure import Result, Size, interleaved, rate, ratio, spread, timed
from tests.campaigns.place import place
from tests.fakes.tencent import crypto, xml
from tests.fakes.wecom import AES_KEY, AGENT_ID, CORP_ID, TOKEN
from tests.path import office

GATE = 0.5
CONNECTIONS = 100
PATH = "/wecom"


def callbacks(size: Size) -> Iterator[Result]:
    """WeCom on SQLite, every commit synced: opened, kept, committed, answered."""
    with place(postgres=False) as database:
        members = _members(database, size.people)
        writer = Writer(database, Desk(Routes([], [], [], {}), UTC), "bench", _now, lambda accounts: None)
        writer.start(handling=False)
        sealed = _Sealed(members)
        # Whoever tells has a process of its own, so that only what is measured shares an interpreter.
        teller = ProcessPoolExecutor(1, get_context("spawn"))
        with teller, _served(_ours(writer)) as ours, _served(_bare()) as bare:
            turns = {
                "ours": lambda: teller.submit(_told, ours, sealed.requests(size.messages)).result(),
                "bare": lambda: teller.submit(_told, bare, sealed.requests(size.messages)).result(),
            }
            took = interleaved(turns, size.rounds)
        writer.stop()
    mine, theirs = took["ours"], took["bare"]
    detail = f"{CONNECTIONS} connections, rounds {spread(mine, theirs)}, {rate(mine)} to {rate(theirs)}"
    yield Result("WeCom callback, SQLite FULL ÷ Starlette", ratio(mine, theirs), GATE, detail)


def _now() -> datetime:
    return datetime.now(UTC)


def _members(database: Database, many: int) -> list[str]:
    ids = office.settle(database, many)
    with database.begin() as connection:
        for id_ in ids:
            people.account(connection, "wecom", f"member{id_}", id_, office.NOW)
    return [f"member{id_}" for id_ in ids]


def _ours(writer: Writer) -> Any:
    guard = Guard(Envelope(TOKEN, AES_KEY, CORP_ID), _now)
    receiver = Receiver(WeCom(cast(Any, None), Limiter(RATES), _now, ""), Edge(writer, _now))
    return Around(Starlette(routes=[route(PATH, guard, guard.echo, receiver.take)]), secure=False)


def _bare() -> Any:
    async def answer(request: Request) -> Response:
        await request.body()
        return Response()

    return Starlette(routes=[Route(PATH, answer, methods=["POST"])])


class _Sealed:
    """Callbacks that nobody has sent before, each a whole HTTP request."""

    def __init__(self, members: Sequence[str]) -> None:
        self._envelope = crypto.Envelope(TOKEN, AES_KEY, CORP_ID)
        self._members = itertools.cycle(members)
        self._numbers = itertools.count(1)

    def requests(self, many: int) -> list[bytes]:
        """So many of them."""
        return [self._request(number) for number in itertools.islice(self._numbers, many)]

    def _request(self, number: int) -> bytes:
        stamp, who = int(_now().timestamp()), next(self._members)
        message = {"ToUserName": CORP_ID, "FromUserName": who, "CreateTime": stamp, "MsgType": "text"}
        plain = xml.write(message | {"Content": "今天去王家坞走访了李桂兰", "MsgId": number, "AgentID": AGENT_ID})
        text = self._envelope.close(plain.encode())
        signed = self._envelope.signature(str(stamp), str(number), text)
        body = xml.write({"ToUserName": CORP_ID, "AgentID": str(AGENT_ID), "Encrypt": text}).encode()
        query = f"msg_signature={signed}&timestamp={stamp}&nonce={number}"
        head = f"POST {PATH}?{query} HTTP/1.1\r\nHost: a.cn\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body


def _told(port: int, requests: Sequence[bytes]) -> float:
    """Seconds a request, over so many connections at once; each of them waits for its answer before the next."""
    return timed(lambda: asyncio.run(_all(port, requests)), len(requests))


async def _all(port: int, requests: Sequence[bytes]) -> None:
    await asyncio.gather(*(_one(port, requests[place::CONNECTIONS]) for place in range(CONNECTIONS)))


async def _one(port: int, requests: Sequence[bytes]) -> None:
    if not requests:
        return
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for request in requests:
        writer.write(request)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 200"), answer
    writer.close()
    await writer.wait_closed()


@contextmanager
def _served(app: Any) -> Iterator[int]:
    """The port of an application that is served in a thread of its own."""
    with listen("127.0.0.1", 0) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", ws="none"))
        thread = threading.Thread(target=asyncio.run, args=(server.serve(sockets=[listener]),))
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()
