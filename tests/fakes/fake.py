"""What every fake is: a server, a clock, a ledger, switches for faults, and people who use it."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import orjson
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect, Request
from starlette.types import Receive, Scope, Send

from tests.fakes.clock import Clock
from tests.fakes.faults import Fault, Faults
from tests.fakes.ledger import Call, Ledger
from tests.fakes.server import Server


class Refusal(Exception):
    """The platform says no. `mistake`: the caller is to blame. `extra` rides in the answer."""

    def __init__(self, code: int, why: str, *, mistake: bool = True, **extra: Any) -> None:
        super().__init__(why)
        self.code = code
        self.why = why
        self.mistake = mistake
        self.extra = extra


@dataclass(frozen=True, slots=True)
class Upload:
    """A file part of a request."""

    name: str
    content: bytes


@dataclass(slots=True)
class Asked:
    """A call as it was read from the wire."""

    method: str
    params: dict[str, Any] = field(default_factory=dict)
    files: dict[str, Upload] = field(default_factory=dict)
    token: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Cut(Exception):
    """Ends a connection in the middle of an answer; the server then closes it."""


def as_json(payload: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    """An answer in JSON."""
    return Answer(orjson.dumps(payload), status, {"content-type": "application/json"} | (headers or {}))


class Fake:
    """A platform on a port of the loopback. Use it as a context; `url` is the root that a setting takes.

    Whatever reads or changes its state holds `lock`; `changed` wakes those who wait for something to be heard.
    """

    NAME = ""

    def __init__(self, port: int = 0) -> None:
        self.lock = threading.RLock()
        self.clock = Clock()
        self.ledger = Ledger()
        self.faults = Faults()
        self.errors: list[Exception] = []
        self.server = Server(self._app, port)

    @property
    def url(self) -> str:
        """The root of all methods."""
        return self.server.url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the server. Raises what went wrong inside the fake itself."""
        self.server.close()
        if self.errors:
            raise self.errors[0]

    # What a platform fills in.

    def settings(self) -> dict[str, str]:
        """The environment with which `baocun run` uses this fake."""
        raise NotImplementedError

    async def read(self, request: Request) -> Asked:
        """Reads a request. Raises Refusal."""
        raise NotImplementedError

    async def perform(self, call: Asked) -> Answer:
        """Does what was asked. Raises Refusal."""
        raise NotImplementedError

    def refused(self, refusal: Refusal) -> Answer:
        """How the platform words a refusal."""
        raise NotImplementedError

    def asks_to_wait(self, seconds: float) -> Refusal:
        """How the platform words a flood."""
        raise NotImplementedError

    def addressee(self, call: Asked) -> str:
        """Whom a call is for."""
        return ""

    # What is the same everywhere.

    async def _app(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self._handle(Request(scope, receive), send)
        except (Cut, ClientDisconnect):  # a bot that stops hangs up in the middle of what it says
            raise
        except Exception as error:
            self.errors.append(error)
            raise

    async def _handle(self, request: Request, send: Send) -> None:
        try:
            call = await self.read(request)
        except Refusal as refusal:
            self._note(Asked(request.url.path), refusal=refusal)
            await _send(send, self.refused(refusal))
            return
        fault = self.faults.take(call.method)
        if fault and not fault.worked:
            self._note(call, fault=fault)
            await self._spoil(fault, self._unworked(fault), request, send)
            return
        if fault and fault.kind == "slow":
            await asyncio.sleep(fault.seconds)
        answer = await self._work(call, fault)
        if fault and fault.kind != "slow":
            await self._spoil(fault, answer, request, send)
            return
        await _send(send, answer)

    async def _work(self, call: Asked, fault: Fault | None = None) -> Answer:
        try:
            answer = await self.perform(call)
        except Refusal as refusal:
            self._note(call, refusal=refusal)
            return self.refused(refusal)
        self._note(call, answer=answer, fault=fault)
        return answer

    def _unworked(self, fault: Fault) -> Answer:
        if fault.kind == "too_many":
            return self.refused(self.asks_to_wait(fault.seconds))
        if fault.kind == "refuse":
            return self.refused(Refusal(fault.status, fault.why, mistake=False))
        return Answer(b"<html><body>Bad Gateway</body></html>", fault.status, {"content-type": "text/html"})

    async def _spoil(self, fault: Fault, answer: Answer, request: Request, send: Send) -> None:
        if fault.kind == "silent":
            while (await request.receive())["type"] != "http.disconnect":
                pass
            return
        if fault.kind == "garbage":
            answer = Answer(b'{"ok":tru\x00', 200, {"content-type": "application/json"})
        if fault.kind == "broken":
            answer = Answer(b"<html><body>Bad Gateway</body></html>", fault.status, {"content-type": "text/html"})
        await _send(send, answer, half=fault.kind == "cut")

    def _note(
        self, call: Asked, *, refusal: Refusal | None = None, fault: Fault | None = None, answer: Answer | None = None
    ) -> None:
        try:
            body = orjson.loads(answer.body) if answer else None
        except orjson.JSONDecodeError:
            body = None
        self.ledger.note(
            Call(
                self.clock.now(),
                call.method,
                call.params,
                "refused" if refusal else "fault" if fault else "ok",
                refusal.why if refusal else fault.kind if fault else "",
                bool(refusal and refusal.mistake),
                self.addressee(call),
                body,
            )
        )


async def uploads(form: Any) -> dict[str, Upload]:
    """The files of a form."""
    return {
        name: Upload(part.filename or "", await part.read())
        for name, part in form.items()
        if isinstance(part, UploadFile)
    }


async def _send(send: Send, answer: Answer, *, half: bool = False) -> None:
    headers = answer.headers | {"content-length": str(len(answer.body))}
    encoded = [(name.encode(), value.encode("utf-8")) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": answer.status, "headers": encoded})
    if half:
        await send({"type": "http.response.body", "body": answer.body[: len(answer.body) // 2], "more_body": True})
        raise Cut
    await send({"type": "http.response.body", "body": answer.body})
