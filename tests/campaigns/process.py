"""A real process with the real writer, fed over a pipe: `python -m tests.campaigns.process URL [--synchronous NORMAL]`.

In: one JSON line a message, [key, who, text]. Out: the key of each message, written the moment it may be acknowledged.
It says READY first, IDLE when it was asked with an empty line and nothing waits, and dies of the word 死.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import event, select

from bot.desk import Desk
from bot.inbox import Accepted, accept
from bot.writer import Writer
from handlers.kit.context import Context
from handlers.kit.messages import Incoming
from handlers.kit.routes import Args, Routes
from storage import inbox, units
from storage.engine import Database
from storage.tables import Unit
from tests.path import office


def _mark(ctx: Context, args: Args) -> None:
    """A record of the campaign's own: whoever counts these counts effects."""
    village = ctx.session.scalar(select(Unit.id).where(Unit.kind == "village").limit(1))
    assert village is not None
    units.add_alias(ctx.session, village, args["argument"])
    ctx.audit("visit", f"alias:{args['argument']}")
    ctx.say(f"记下 {args['argument']}")


def _die(ctx: Context, args: Args) -> None:
    _mark(ctx, {"argument": "死"})
    os._exit(9)


def routes() -> Routes:
    """All that is really routed, and the campaign's own two words."""
    from handlers.routes import routes as real

    known = real()
    own = (office.word("记", _mark), office.word("死", _die))
    return Routes([*known.words, *own], known.actions.values(), known.forms.values(), known.targets)


def main() -> None:
    """Serves until its input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--synchronous", default="")
    parser.add_argument("--name", default="campaign")
    options = parser.parse_args()
    database = Database(options.url)
    if options.synchronous:
        event.listen(
            database.engine, "connect", lambda dbapi, _: dbapi.execute(f"PRAGMA synchronous={options.synchronous}")
        )
    desk = Desk(routes(), office.SHANGHAI)
    writer = Writer(database, desk, options.name, lambda: datetime.now(UTC), lambda accounts: None)
    writer.start()
    os.write(1, b"READY\n")
    for line in sys.stdin.buffer:
        if line.strip():
            _serve(writer, orjson.loads(line))
        else:
            while writer.submit(inbox.waiting).result():
                time.sleep(0.01)
            os.write(1, b"IDLE\n")
    writer.stop()
    database.close()


def _serve(writer: Writer, message: list[Any]) -> None:
    key, who, text = message
    now = datetime.now(UTC)

    def acknowledge(future: Future[Accepted]) -> None:
        if future.exception() is None:
            os.write(1, f"{key}\n".encode())

    accept(writer, Incoming(office.CHANNEL, office.address(who), key, now, text), now).add_done_callback(acknowledge)


class Life:
    """One such process, from its start to its end or its killing. Raises RuntimeError when it does not start."""

    def __init__(self, url: str, *options: str, wrap: tuple[str, ...] = ()) -> None:
        command = [*wrap, sys.executable, "-m", "tests.campaigns.process", url, *options]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, bufsize=0
        )
        self._rest = b""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._stdin, self._stdout = self.process.stdin, self.process.stdout
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._stdout, selectors.EVENT_READ)
        if "READY" not in self.until("READY", 60):
            raise RuntimeError("the process did not start")

    def hand_in(self, key: str, who: int, text: str) -> None:
        """Hands in one message; a dead process is noticed later."""
        with contextlib.suppress(BrokenPipeError):
            self._stdin.write(orjson.dumps([key, who, text]) + b"\n")

    def heard(self, seconds: float) -> Iterator[str]:
        """What it acknowledged within that time; ends early when it has died."""
        while self._selector.select(seconds):
            got = os.read(self._stdout.fileno(), 65536)
            if not got:
                return
            *lines, self._rest = (self._rest + got).split(b"\n")
            yield from (line.decode() for line in lines)
            seconds = 0

    def until(self, word: str, seconds: float) -> list[str]:
        """What it said up to a word, or until it died or the time was over."""
        said: list[str] = []
        ends = time.monotonic() + seconds
        while word not in said and time.monotonic() < ends:
            new = list(self.heard(0.2))
            said += new
            if not new and self.process.poll() is not None:
                break
        return said

    def idle(self, seconds: float = 120) -> list[str]:
        """Waits until nothing waits; what it acknowledged meanwhile."""
        try:
            self._stdin.write(b"\n")
        except BrokenPipeError:
            return []
        return self.until("IDLE", seconds)

    def ended(self, seconds: float) -> bool:
        """Whether it dies within that time; asks it to say when it is idle, so that life shows at once."""
        return "IDLE" not in self.idle(seconds)

    def kill(self) -> list[str]:
        """kill -9; returns what had been acknowledged and not yet been read."""
        self.process.kill()
        self.process.wait()
        return list(self.heard(0.1))

    def __enter__(self) -> Life:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._stdin.close()
            self.process.wait(30)
        except (OSError, subprocess.TimeoutExpired):
            self.process.kill()
        self.process.wait()
        self._stdout.close()
        self._selector.close()


if __name__ == "__main__":
    main()
