"""The life of one process of a campaign: started, spoken to, and killed at whatever moment."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import selectors
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection

import orjson

# Importing everything takes longer than a life: it is done once, and every process is forked from there.
_nursery = multiprocessing.get_context("forkserver")
_nursery.set_forkserver_preload(["tests.campaigns.process"])


class Life:
    """One such process, from its start to its end or its killing. Raises RuntimeError when it does not start.

    With `wrap`, a command that starts it; with `ready` false, nobody waits until it serves.
    """

    def __init__(self, url: str, *options: str, wrap: tuple[str, ...] = (), ready: bool = True) -> None:
        start = _started if wrap else _forked
        self._in, self._out, self._kill, self._wait = start([*wrap], [url, *options])
        self._rest = b""
        self.dead = False
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._out, selectors.EVENT_READ)
        if ready and "READY" not in self.until("READY", 60):
            self.kill()
            raise RuntimeError("the process did not start")

    def hand_in(self, key: str, who: int, text: str) -> None:
        """Hands in one message; a dead process is noticed later."""
        self._write(orjson.dumps([key, who, text]) + b"\n")

    def heard(self, seconds: float) -> Iterator[str]:
        """What it acknowledged within that time; ends early when it has died."""
        while not self.dead and self._selector.select(seconds):
            got = os.read(self._out, 65536)
            if not got:
                self.dead = True
                return
            *lines, self._rest = (self._rest + got).split(b"\n")
            yield from (line.decode() for line in lines)
            seconds = 0

    def until(self, word: str, seconds: float) -> list[str]:
        """What it said up to a word, or until it died or the time was over."""
        said: list[str] = []
        ends = time.monotonic() + seconds
        while word not in said and not self.dead and time.monotonic() < ends:
            said += self.heard(0.2)
        return said

    def idle(self, seconds: float = 120) -> list[str]:
        """Waits until nothing waits; what it acknowledged meanwhile."""
        self._write(b"\n")
        return self.until("IDLE", seconds)

    def ended(self, seconds: float) -> bool:
        """Whether it dies within that time; asks it to say when it is idle, so that life shows at once."""
        return "IDLE" not in self.idle(seconds)

    def kill(self) -> list[str]:
        """kill -9; returns what had been acknowledged and not yet been read."""
        self._kill()
        said: list[str] = []
        while not self.dead:  # the pipe ends with the process, after everything it said
            said += self.heard(1)
        self._wait()
        return said

    def _write(self, line: bytes) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._in, line)

    def __enter__(self) -> Life:
        return self

    def __exit__(self, *_: object) -> None:
        os.close(self._in)  # it ends when its input does
        ends = time.monotonic() + 30
        while not self.dead and time.monotonic() < ends:
            list(self.heard(1))
        if not self.dead:
            self.kill()
        self._wait()
        os.close(self._out)
        self._selector.close()


# What a life is made of: where to write, where to read, how to kill it, how to wait for its end.
_Parts = tuple[int, int, Callable[[], None], Callable[[], object]]


def _started(wrap: list[str], argv: list[str]) -> _Parts:
    """A process of its own command, which another one (strace) can wrap."""
    command = [*wrap, sys.executable, "-m", "tests.campaigns.process", *argv]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdin is not None
    assert process.stdout is not None
    ends = os.dup(process.stdin.fileno()), os.dup(process.stdout.fileno())
    process.stdin.close()
    process.stdout.close()
    return *ends, process.kill, process.wait


def _forked(_: list[str], argv: list[str]) -> _Parts:
    theirs_in, ours_in = _nursery.Pipe(duplex=False)
    ours_out, theirs_out = _nursery.Pipe(duplex=False)
    process = _nursery.Process(target=_live, args=(theirs_in, theirs_out, argv), daemon=True)
    process.start()
    theirs_in.close()
    theirs_out.close()
    ends = os.dup(ours_in.fileno()), os.dup(ours_out.fileno())
    ours_in.close()
    ours_out.close()
    return *ends, process.kill, process.join


def _live(given: Connection, said: Connection, argv: list[str]) -> None:
    """In the new process: its input and output become the two pipes."""
    from tests.campaigns import process

    silence = os.open(os.devnull, os.O_WRONLY)
    for number, fd in enumerate((given.fileno(), said.fileno(), silence)):
        os.dup2(fd, number)
    for end in (given, said):
        end.close()
    process.main(argv)
