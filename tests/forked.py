"""Commands as processes of their own, forked from one that has loaded the program: `python -m bot` without its loading.

Loading takes a second or two, and tests run a hundred commands. Everything else is as in a fresh process: environment,
input, output, exit code, the end of the interpreter. What serves, tests start afresh.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
from functools import cache
from typing import Any

import orjson

from handlers import patterns
from handlers.kit.texts import LANGUAGES, Texts
from handlers.reading.characters import hear
from handlers.reading.lexicon import lexicon
from storage.pinyin import pinyin_key

# What a command may take; a test that waits longer fails.
SECONDS = 120
_STREAMS = (0, 1, 2)


class Nursery:
    """The process that commands are forked from, one at a time; it ends with the process that made it."""

    def __init__(self, root: str, environment: dict[str, str]) -> None:
        self._line, theirs = socket.socketpair()
        self._line.settimeout(SECONDS)
        with theirs:
            number = str(theirs.fileno())
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, number],
                cwd=root,
                env=environment,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        atexit.register(self._end)

    def run(self, arguments: tuple[str, ...], typed: bytes, environment: dict[str, str]) -> tuple[int, bytes]:
        """Runs one command with this typed into it; its exit code and what it printed, errors last.

        Raises TimeoutError when it does not end, and everything forked is killed.
        """
        with tempfile.TemporaryFile() as order, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            order.write(orjson.dumps([arguments, environment]))
            order.seek(0)
            reads, writes = os.pipe()
            socket.send_fds(self._line, [b"."], [order.fileno(), reads, out.fileno(), errors.fileno()])
            os.close(reads)
            with contextlib.suppress(BrokenPipeError), open(writes, "wb") as typing:
                typing.write(typed)
            code = self._code()
            printed = [file for file in (out, errors) if not file.seek(0)]
            return code, b"".join(file.read() for file in printed)

    def _code(self) -> int:
        try:
            return int(self._line.recv(8))
        except TimeoutError:
            os.killpg(self._process.pid, signal.SIGKILL)
            raise

    def _end(self) -> None:
        self._line.close()
        self._process.wait(5)


@cache
def nursery(root: str) -> Nursery:
    """The one of this process, with the environment there was when it was first needed."""
    return Nursery(root, dict(os.environ) | {"PYTHONUTF8": "1"})


def _forked(line: socket.socket) -> list[Any] | None:
    """Forks for every order; returns it in the new process, and None when there are no more."""
    while True:
        asked, given, _, _ = socket.recv_fds(line, 1, 1 + len(_STREAMS))
        if not asked:
            return None
        if (child := os.fork()) == 0:
            line.close()
            return _taken(given)
        for number in given:
            os.close(number)
        _, status = os.waitpid(child, 0)
        line.send(str(os.waitstatus_to_exitcode(status)).encode())


def _taken(given: list[int]) -> list[Any]:
    """The new process takes its input and output, and reads what it is to do."""
    order, *streams = given
    for number, stream in zip(_STREAMS, streams, strict=True):
        os.dup2(stream, number)
        os.close(stream)
    with open(order, "rb") as told:
        arguments, environment = orjson.loads(told.read())
    os.environ.clear()
    os.environ.update(environment)
    return list(arguments)


def _load() -> None:
    """The program, and what its commands compile and look up once a process."""
    for name in ("bot.__main__", "alembic.command"):
        importlib.import_module(name)
    patterns.compile_all()
    lexicon()
    hear("", {}, 0)
    pinyin_key("村")
    for language in LANGUAGES:
        Texts(language)


def _main() -> None:
    _load()
    given = _forked(socket.socket(fileno=int(sys.argv[1])))
    if given is not None:
        sys.argv[1:] = given
        del sys.modules["bot.__main__"]  # it is to be run, and what it imports is there
        runpy.run_module("bot", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
