"""A real socket on the loopback with a thread and a loop of its own."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Coroutine
from typing import Any, TypeVar

import uvicorn

T = TypeVar("T")
# How long coming up and going down may take; both need a few hundredths of a second.
PATIENCE = 10.0


class Server:
    """Serves an ASGI application. It may go down and come up on the same port: meanwhile connections are refused."""

    def __init__(self, app: Any, port: int = 0) -> None:
        self._app = app
        self._serving: tuple[uvicorn.Server, Any] | None = None
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True, name="fake")
        self._thread.start()
        self.port = port
        self.up()

    @property
    def url(self) -> str:
        """The root, without a slash at its end."""
        return f"http://127.0.0.1:{self.port}"

    def up(self) -> None:
        """Listens."""
        # With its protocol named, or asyncio leaves out TCP_NODELAY and each answer waits 40 ms for an acknowledgement.
        plain = socket.create_server(("127.0.0.1", self.port))
        listener = socket.socket(plain.family, plain.type, socket.IPPROTO_TCP, plain.detach())
        self.port = listener.getsockname()[1]
        config = uvicorn.Config(
            self._app,
            log_config=None,
            log_level="critical",
            interface="asgi3",
            lifespan="off",
            ws="none",
            timeout_keep_alive=60,
        )
        server = uvicorn.Server(config)
        serving = asyncio.run_coroutine_threadsafe(server.serve([listener]), self.loop)
        until = time.monotonic() + PATIENCE
        while not server.started:
            assert time.monotonic() < until, "the fake does not come up"
            time.sleep(0.002)
        self._serving = server, serving

    def down(self) -> None:
        """Refuses connections, and drops those there are."""
        if self._serving is None:
            return
        server, serving = self._serving
        server.should_exit = server.force_exit = True
        serving.result(PATIENCE)
        self.call(self._hang_up(server))
        self._serving = None

    def close(self) -> None:
        """Down for good."""
        self.down()
        self.call(self._cancel())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)
        self.loop.close()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs something in the loop and returns what came of it."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)

    def start(self, work: Coroutine[Any, Any, Any]) -> None:
        """Begins something in the loop."""
        asyncio.run_coroutine_threadsafe(work, self.loop)

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    async def _hang_up(self, server: uvicorn.Server) -> None:
        for connection in list(server.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport is not None:
                transport.abort()
        await asyncio.sleep(0)

    async def _cancel(self) -> None:
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self.loop.shutdown_asyncgens()
