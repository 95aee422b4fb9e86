"""A start from nothing to the first answer, and the memory of a served demo."""

from __future__ import annotations

import asyncio
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import httpx
import psutil  # type: ignore[import-untyped]

from tests.bench.measure import Result, Size, timed
from tests.command import ROOT, baocun, environment
from tests.web.house import Phone, enter, hidden

SECONDS = 1.5
DEMO_SECONDS = 5.0
MEGABYTES = 150
# A start that has not answered by then never will.
PATIENCE = 30
SENTENCES = ("今天上午去王家坞走访了李桂兰，水渠堵了，答应周五前给答复", "龙潭头3组路灯不亮", "菜单", "我的", "帮助")


def start(size: Size) -> Iterator[Result]:
    """Seconds until /healthz answers on a ready database; resident megabytes after some messages and pages."""
    with tempfile.TemporaryDirectory(prefix="baocun-bench-") as folder:
        database = str(Path(folder) / "demo.db")
        made = timed(lambda: baocun("demo", "--no-serve", "--db", database))
        yield Result(
            "demo township made, with its eight weeks", made, DEMO_SECONDS, "a process of its own", "s", at_most=True
        )
        starts = [_start(database) for _ in range(size.starts + 1)][1:]
        detail = f"fastest {min(starts):.2f} s, slowest {max(starts):.2f} s of {len(starts)}"
        yield Result("cold start until /healthz answers", median(starts), SECONDS, detail, "s", at_most=True)
        memory = _memory(database)
        detail = f"demo served, {len(SENTENCES)} messages answered, digest shown"
        yield Result("resident memory of the demo", memory, MEGABYTES, detail, "MB", at_most=True)


def _start(database: str) -> float:
    started = time.perf_counter()
    with _serving("run", database):
        return time.perf_counter() - started


def _memory(database: str) -> float:
    with _serving("demo", database) as (process, url):
        assert process.stdout is not None
        links = [process.stdout.readline() for _ in range(3)]
        for link in links[:2]:
            asyncio.run(_talk(url, re.sub(r".*(/in/\S+)\s*", r"\1", link)))
        return float(psutil.Process(process.pid).memory_info().rss / 1e6)


async def _talk(url: str, link: str) -> None:
    """One person signs in, says a few things and looks at what came of them."""
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE) as client:
        await enter(client, link)
        phone = Phone(client, hidden((await client.get("/")).text, "csrf"))
        for sentence in SENTENCES:
            assert (await phone.say(sentence)).status_code == 200
        await phone.hears("")
        await client.get("/digest")
        await client.get("/")


@contextmanager
def _serving(command: str, database: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A process that serves this database, up when its /healthz answers; ended afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    arguments = [sys.executable, "-m", "bot", command, "--db", database]
    arguments += ["--port", port] if command == "demo" else []
    settings = environment(BAOCUN_PORT=port)
    process = subprocess.Popen(arguments, cwd=ROOT, env=settings, stdout=subprocess.PIPE, text=True)
    try:
        _await(int(port), process)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate()


def _await(port: int, process: subprocess.Popen[str]) -> None:
    until = time.perf_counter() + PATIENCE
    while time.perf_counter() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
                connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if connection.recv(64).startswith(b"HTTP/1.1 200"):
                    return
        except OSError:
            time.sleep(0.002)
    raise RuntimeError("the program did not start")
