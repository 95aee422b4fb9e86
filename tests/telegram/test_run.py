"""`baocun run` as a process of its own, pointed at the fake: fetched and handed in; nothing secret in what it logs."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.app import utc_now
from bot.config import BadSetting, read
from storage import signins
from storage.engine import Database
from tests.command import ROOT, environment, free_port
from tests.conversation import Town
from tests.fakes import Telegram
from tests.fakes.faults import broken, garbage
from tests.telegram.chat import SENTENCE
from tests.web.test_attachments import picture

SECRET = "s" * 40


@pytest.mark.parametrize("way", ["fetched", "handed in"])
def test_a_conversation_with_a_real_process(fake: Telegram, sqlite: Database, tmp_path: Path, way: str) -> None:
    town, port = Town(sqlite), free_port()
    settings = fake.settings() | {"BAOCUN_PORT": str(port), "BAOCUN_DATABASE_URL": str(tmp_path / "baocun.db")}
    hook = f"http://127.0.0.1:{port}/telegram/hook"
    if way == "handed in":
        settings |= {"BAOCUN_TELEGRAM_WEBHOOK_URL": hook, "BAOCUN_TELEGRAM_WEBHOOK_SECRET": SECRET}
    with sqlite.begin() as connection:
        code = signins.make_invite(connection, town.people["周建明"], utc_now())
    fake.faults.add("getMe", broken(500))
    fake.faults.add("setMyCommands", garbage())
    with _running(fake, settings) as logged:
        cadre = fake.person("周建明")
        cadre.opens(code)
        cadre.hears("周建明", wait=20)
        cadre.says(SENTENCE)
        card = cadre.hears("已记录")
        cadre.presses("撤销")
        assert cadre.hears("收回", what="edited").id == card.id
        if way == "handed in":
            _knocks(hook)
    assert SECRET not in logged[0]
    assert fake.ledger.mistakes == []


def test_a_full_day_of_a_cadre_and_his_leader(fake: Telegram, sqlite: Database, tmp_path: Path) -> None:
    """Bind, a visit with a photo, a matter step by step, a correction by editing, undo, down from the digest."""
    town = Town(sqlite)
    settings = fake.settings() | {"BAOCUN_PORT": str(free_port()), "BAOCUN_DATABASE_URL": str(tmp_path / "baocun.db")}
    with sqlite.begin() as connection:
        codes = {who: signins.make_invite(connection, town.people[who], utc_now()) for who in ("周建明", "倪海军")}
    with _running(fake, settings):
        cadre, leader = fake.person("周建明"), fake.person("倪海军")
        cadre.opens(codes["周建明"])
        cadre.hears("欢迎", wait=20)
        said = cadre.sends_photo(picture(), SENTENCE)
        assert "照片1张" in cadre.hears("已记录").text
        cadre.edits(said, SENTENCE.replace("李桂兰", "刘福生"))
        assert "李桂兰" not in cadre.hears("刘福生").text
        cadre.says("/issue")
        cadre.hears("谁家的事")
        cadre.presses("跳过")
        cadre.hears("什么事")
        cadre.says("2组路灯坏了")
        for _ in range(6):
            asked = cadre.hears()
            if "已记录" in asked.text:
                break
            if asked.buttons:  # a question, and no hint
                cadre.presses(asked.buttons[0])
        assert "路灯" in asked.text
        cadre.says("撤销")
        cadre.hears("收回")
        leader.opens(codes["倪海军"])
        leader.hears("欢迎")
        leader.presses("简报")
        leader.hears("走访")
        leader.presses("各村")
        leader.hears("王家坞村")
        leader.presses("王家坞村")
        leader.hears("水渠")
    assert fake.ledger.mistakes == []


@contextmanager
def _running(fake: Telegram, settings: dict[str, str]) -> Iterator[list[str]]:
    """`baocun run`, asked to end afterwards; what it logged, once it has ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    logged: list[str] = []
    try:
        assert process.stdout is not None
        assert "Baocun" in process.stdout.readline()
        yield logged
    finally:
        process.send_signal(signal.SIGTERM)
        logged.append(process.communicate(timeout=20)[1])
    assert process.returncode == 0, logged[0]
    assert fake.token not in logged[0]
    assert fake.token.partition(":")[2] not in logged[0]


def _knocks(url: str) -> None:
    """What strangers to the platform try."""
    header = "X-Telegram-Bot-Api-Secret-Token"
    with httpx.Client() as client:
        assert client.post(url, json={"update_id": 1}).status_code == 403
        assert client.post(url, json={"update_id": 1}, headers={header: "x" * 40}).status_code == 403
        good = {header: SECRET}
        assert client.post(url, content=b"<xml>", headers=good).status_code == 400
        assert client.post(url, json=[], headers=good).status_code == 400
        assert client.post(url, json={"update_id": 1}, headers=good).status_code == 200
        assert client.get(url).status_code == 405


def test_gov_cn_does_not_start_telegram() -> None:
    with pytest.raises(BadSetting, match="BAOCUN_TELEGRAM_TOKEN") as refused:
        read(profile="gov-cn", telegram_token="1:AA", owner="某县", filing_number="1", contact="1")
    assert "1:AA" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "secret"), [("https://a.cn/telegram/x", "short"), ("https://a.cn/hook", SECRET), ("https://a.cn", SECRET)]
)
def test_a_webhook_needs_a_secret_and_a_path_of_its_own(url: str, secret: str) -> None:
    with pytest.raises(BadSetting, match="BAOCUN_TELEGRAM_WEBHOOK"):
        read(telegram_token="1:AA", telegram_webhook_url=url, telegram_webhook_secret=secret)
