"""Platforms' callbacks, kept and committed before they are answered, against a bare Starlette that answers at once."""

from __future__ import annotations

import asyncio
import itertools
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any, Protocol, cast

import orjson
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.telegram import receiving as telegram_receiving
from bot.channels.telegram import webhook
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
from tests.bench import echo
from tests.bench.measure import Result, Size, interleaved, rate, ratio, spread, timed
from tests.campaigns.place import place
from tests.fakes.tencent import crypto, xml
from tests.fakes.wecom import AES_KEY, AGENT_ID, CORP_ID, TOKEN
from tests.path import office

GATE = 0.5
CONNECTIONS = 100
PATH = "/wecom"
HOOK = "/telegram/hook"
SECRET = "s" * 40


class Told(Protocol):
    """Callbacks that nobody has sent before, each a whole HTTP request."""

    def requests(self, many: int) -> list[bytes]:
        """So many of them."""
        ...


def callbacks(size: Size) -> Iterator[Result]:
    """Both platforms on SQLite, every commit synced: looked at or opened, kept, committed, answered."""
    for name, channel, ours, bare, told in (
        ("Telegram", "telegram", _telegram, _bare(HOOK), _Updates),
        ("WeCom", "wecom", _ours, _bare(PATH), _Sealed),
    ):
        with _writing(size.people, channel) as (writer, members):
            took = _took(size, ours(writer), bare, told(members))
        mine, theirs = took["ours"], took["bare"]
        detail = f"{CONNECTIONS} connections, rounds {spread(mine, theirs)}, {rate(mine)} to {rate(theirs)}"
        yield Result(f"{name} callback, SQLite FULL ÷ Starlette", ratio(mine, theirs), GATE, detail)


@contextmanager
def _writing(people: int, channel: str) -> Iterator[tuple[Writer, list[str]]]:
    """A writer that keeps what comes in and leaves its handling to others; the members' addresses."""
    with place(postgres=False) as database:
        members = _members(database, people, channel)
        writer = Writer(database, Desk(Routes([], [], [], {}), UTC), "bench", _now, lambda accounts: None)
        writer.start(handling=False)
        yield writer, members
        writer.stop()


def _took(size: Size, ours: Any, bare: Any, told: Told) -> dict[str, list[float]]:
    # Whoever tells has a process of its own, so that only what is measured shares an interpreter.
    teller = ProcessPoolExecutor(1, get_context("spawn"))
    with teller, _served(ours) as mine, _served(bare) as theirs:
        turns = {
            "ours": lambda: teller.submit(_told, mine, told.requests(size.messages)).result(),
            "bare": lambda: teller.submit(_told, theirs, told.requests(size.messages)).result(),
        }
        return interleaved(turns, size.rounds)


def _now() -> datetime:
    return datetime.now(UTC)


def _members(database: Database, many: int, channel: str) -> list[str]:
    """Addresses that are numbers, which both platforms take."""
    ids = office.settle(database, many)
    with database.begin() as connection:
        for id_ in ids:
            people.account(connection, channel, str(5_000_000 + id_), id_, office.NOW)
    return [str(5_000_000 + id_) for id_ in ids]


def _telegram(writer: Writer) -> Any:
    receiver = telegram_receiving.Receiver(cast(Any, None), Edge(writer, _now), _now)
    return Around(Starlette(routes=[webhook.route(f"https://a.cn{HOOK}", SECRET, receiver)]), secure=False)


def _ours(writer: Writer) -> Any:
    guard = Guard(Envelope(TOKEN, AES_KEY, CORP_ID), _now)
    receiver = Receiver(WeCom(cast(Any, None), Limiter(RATES), _now, ""), Edge(writer, _now))
    return Around(Starlette(routes=[route(PATH, guard, guard.echo, receiver.take)]), secure=False)


def _bare(path: str) -> Any:
    async def answer(request: Request) -> Response:
        await request.body()
        return Response()

    return Starlette(routes=[Route(path, answer, methods=["POST"])])


class _Updates:
    """Of Telegram."""

    def __init__(self, members: Sequence[str]) -> None:
        self._members = itertools.cycle(members)
        self._numbers = itertools.count(1)

    def requests(self, many: int) -> list[bytes]:
        """So many of them."""
        return [self._request(number) for number in itertools.islice(self._numbers, many)]

    def _request(self, number: int) -> bytes:
        told = echo.update(number, "今天去王家坞走访了李桂兰")
        who = int(next(self._members))
        told["message"]["date"] = int(_now().timestamp())
        told["message"]["from"]["id"] = told["message"]["chat"]["id"] = who
        body = orjson.dumps(told)
        head = (
            f"POST {HOOK} HTTP/1.1\r\nHost: a.cn\r\n{webhook.HEADER}: {SECRET}\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


class _Sealed:
    """Of WeCom."""

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
