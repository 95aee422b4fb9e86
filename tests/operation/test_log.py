"""Logs hold no words, names, numbers or tokens of anybody, whoever writes them and whatever breaks."""

from __future__ import annotations

import json
import logging
import random
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy.exc import DBAPIError

from bot import log
from storage.engine import Database
from tests.command import ROOT, baocun, environment, free_port
from tests.conversation import Town

CHANCE = random.Random(11)
PHONES = [f"1{CHANCE.choice('3578')}{CHANCE.randrange(10**9):09}" for _ in range(50)]
IDENTITIES = [f"33{CHANCE.randrange(10**15):015}{CHANCE.choice('0123456789X')}" for _ in range(50)]
TOKENS = [f"{CHANCE.randrange(10**9):09}:AA{CHANCE.randbytes(25).hex()}" for _ in range(50)]
WORDS = ["李桂兰家水渠堵了", "周建明", "电话打不通"]
PLANTED = PHONES + IDENTITIES + TOKENS + WORDS


@pytest.fixture
def logged(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    """What the log says, as lines of JSON; every library is heard."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    log.set_up("debug")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    root.handlers[:], root.level = before
    log.set_up()


def _planted_in(text: str) -> list[str]:
    return [secret for secret in PLANTED if secret in text]


def test_whatever_is_planted_is_gone(logged: Any) -> None:
    ours, library = structlog.get_logger(), logging.getLogger("some.library")
    for secret in PLANTED:
        ours.warning("something", text=secret, inside={"list": [f"say {secret} again"]}, at=17)
        library.warning("GET https://api.example/bot%s/getUpdates", secret)
        try:
            raise ValueError(f"cannot read {secret!r}")
        except ValueError:
            ours.exception("failed", inbox_id=17)
            library.exception("failed too")
    lines = logged()
    assert len(lines) == 4 * len(PLANTED)
    assert _planted_in(json.dumps(lines, ensure_ascii=False)) == []
    broken = [line for line in lines if line["event"] == "failed"]
    assert broken[0]["inbox_id"] == 17
    assert broken[0]["error"][0]["type"] == "ValueError"
    assert "test_log.py" in broken[0]["error"][0]["at"][-1]


@pytest.mark.parametrize(
    ("said", "logged"),
    [
        ("2026-11-17T16:30:00.123456+00:00", "2026-11-17T16:30:00.123456+00:00"),
        ("170-1234-5678 and 170 1234 5678", "… and …"),
        ("message_failed", "message_failed"),
        ("not_kept_disk_full", "not_kept_disk_full"),
        ("sealed:0a1b2c3d:gAAAAABm0a1b2c3d4e5f==", "sealed:0a1b2c3d:…"),
        ("DETAIL: Key (phone)=(x) already exists.", ""),
    ],
)
def test_what_is_left_of_it(said: str, logged: str) -> None:
    assert log.scrubbed(said) == logged


def test_a_failing_statement_does_not_show_what_it_carried(database: Database) -> None:
    from sqlalchemy import insert

    from storage.tables import UnitAlias

    with pytest.raises(DBAPIError) as told, database.begin() as connection:
        connection.execute(insert(UnitAlias), {"unit_id": 999_999, "alias": WORDS[0], "former": False})
    assert WORDS[0] not in str(told.value)


def test_a_handler_that_breaks_tells_the_operator_where_and_nobody_what(
    sqlite: Database, logged: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from handlers import entries

    def breaks(ctx: Any) -> bool:
        raise RuntimeError(ctx.incoming.text)

    town = Town(sqlite)
    monkeypatch.setattr(entries, "record", breaks)
    monkeypatch.setattr("handlers.dispatch.dispatch", breaks)
    monkeypatch.setattr("bot.desk.dispatch", lambda ctx, routes: breaks(ctx))
    town.says("周建明", f"今天去王家坞走访了刘福生 {PHONES[0]} {TOKENS[0]}")
    lines = logged()
    assert "message_failed" in {line["event"] for line in lines}
    assert _planted_in(json.dumps(lines, ensure_ascii=False)) == []
    assert "刘福生" not in json.dumps(lines, ensure_ascii=False)


def test_it_stops_in_good_order(tmp_path: Path) -> None:
    """SIGTERM while pages are open: a clean end within ten seconds, every line of the log JSON."""
    path, port = str(tmp_path / "a.db"), free_port()
    link, _ = baocun("invite", "贺佳", "--role", "admin", "--unit", "清源县/云溪镇", "--db", path).split()
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--db", path],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment(BAOCUN_PORT=str(port), BAOCUN_LOG_LEVEL="debug"),
    )
    try:
        assert running.stdout is not None
        assert running.stdout.readline().startswith("Baocun:")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz") as answer:
            assert json.loads(answer.read())["status"] == "ok"
        urllib.request.urlopen(f"http://127.0.0.1:{port}/in/{link.rpartition('/')[2]}").close()
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        _, errors = running.communicate(timeout=10)
        assert time.monotonic() - began < 10
        assert running.returncode == 0
    finally:
        running.kill()
    lines = [json.loads(line) for line in errors.splitlines()]
    assert link.rpartition("/")[2] not in json.dumps(lines)
    assert all(re.fullmatch(r"\d{4}-.*", line["timestamp"]) for line in lines)
