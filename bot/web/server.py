"""Serving the site on a socket until told to stop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

# Open pages are told to go at once; whoever does not hear it is cut off after this.
GRACE_SECONDS = 3
BACKLOG = 1024


class _Server(uvicorn.Server):
    """Leaves the signals to the program, which has a writer to stop as well; says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begins to answer."""
        await super().startup(sockets)
        if self.started:
            self.up.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Captures none."""
        yield


async def serve(
    app: Starlette, host: str, port: int, stop: asyncio.Event, ready: Callable[[], None] = lambda: None
) -> None:
    """Serves until `stop`; calls `ready` once requests are answered. Raises OSError when the port is taken."""
    with listen(host, port) as listener:
        await serve_on(listener, app, stop, ready)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises OSError when the port is taken.

    It names its protocol, because asyncio sets TCP_NODELAY only on sockets that do: without it the body of each answer
    on a connection that is kept waits 40 ms for the acknowledgement of its headers.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    plain = socket.create_server((host, port), family=family, backlog=BACKLOG)
    return socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP, plain.detach())


async def serve_on(
    listener: socket.socket, app: Starlette, stop: asyncio.Event, ready: Callable[[], None] = lambda: None
) -> None:
    """The same on a socket that is there already."""
    # No access log: the path of a sign-in link is a secret.
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopping = asyncio.create_task(stop.wait())
    up = asyncio.create_task(server.up.wait())
    await asyncio.wait((serving, up), return_when=asyncio.FIRST_COMPLETED)
    if server.started:
        ready()
        await asyncio.wait((serving, stopping), return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    up.cancel()
    app.state.services.hub.close()
    server.should_exit = True
    await serving
