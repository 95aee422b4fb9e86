"""A whole day with `baocun run` as a process of its own, pointed at the fake; nothing secret in what it logs."""

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
from tests.channels.running import SENTENCE
from tests.command import ROOT, environment, free_port
from tests.conversation import Town
from tests.fakes import WeCom
from tests.fakes.faults import broken, garbage
from tests.web.test_attachments import picture

GOOD = {
    "wecom_corp_id": "ww1",
    "wecom_agent_id": 1,
    "wecom_secret": "s" * 43,
    "wecom_token": "t",
    "wecom_aes_key": "k" * 43,
}


@contextmanager
def process(fake: WeCom, path: Path) -> Iterator[str]:
    """`baocun run`, whose callback is saved in the console; its address. Its log holds no secret when it ends."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    settings = fake.settings() | {"BAOCUN_DATABASE_URL": str(path), "BAOCUN_PORT": str(port), "BAOCUN_PUBLIC_URL": url}
    command = [sys.executable, "-m", "bot", "run"]
    pipe = subprocess.PIPE
    env = environment(**settings)
    with subprocess.Popen(command, cwd=ROOT, env=env, text=True, stdout=pipe, stderr=pipe) as running:
        try:
            assert running.stdout is not None
            assert "Baocun" in running.stdout.readline()
            fake.save_callback(f"{url}/wecom")
            yield url
        finally:
            running.send_signal(signal.SIGTERM)
            _, logged = running.communicate(timeout=20)
    assert running.returncode == 0, logged
    for secret in (fake.secret, fake.aes_key, fake.tokens.current, fake.token):
        assert secret not in logged
    assert "corpsecret" not in logged


def test_a_day_of_a_cadre_and_his_leader(fake: WeCom, sqlite: Database, tmp_path: Path) -> None:
    town = Town(sqlite)
    with sqlite.begin() as connection:
        codes = {name: signins.make_invite(connection, town.people[name], utc_now()) for name in ("周建明", "倪海军")}
    fake.faults.add("gettoken", broken(500))
    fake.faults.add("menu/create", garbage(worked=False))
    cadre, leader = fake.person("周建明"), fake.person("倪海军")
    with process(fake, tmp_path / "baocun.db") as url:
        for member in (cadre, leader):
            member.says(f"绑定 {codes[member.name]}")
            member.hears(member.name, wait=20)
        cadre.says(SENTENCE)
        cadre.hears("已记录")
        cadre.sends_photo(picture())
        cadre.hears("照片1张")
        cadre.says("问题")
        cadre.hears("是谁家的事")
        cadre.says("李桂兰")
        cadre.hears("是什么事")
        cadre.says("路灯不亮了")
        cadre.hears("急不急")
        cadre.presses("急")
        cadre.hears("路灯不亮了")
        cadre.presses("撤销")
        cadre.hears("收回", what="edited")
        cadre.says("修改 不是李桂兰是刘福生")
        assert "李桂兰" not in cadre.hears("刘福生").text
        leader.says("简报")
        assert "新报问题1件" in leader.hears("【简报】").text
        leader.says("1")
        assert "周建明" in leader.hears("水渠堵了").text
        _knocks(url)
    assert fake.ledger.mistakes == []


def _knocks(url: str) -> None:
    """What strangers to the platform try."""
    with httpx.Client(base_url=url) as client:
        for answer in (
            client.get("/wecom"),
            client.post("/wecom"),
            client.post("/wecom", content=b"<xml><Encrypt>x</Encrypt></xml>"),
            client.post("/wecom", content=b"x" * 200_000),
        ):
            assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.parametrize("name", list(GOOD))
def test_half_a_set_of_settings_stops_the_start_and_names_what_lacks(name: str) -> None:
    read(**GOOD)
    with pytest.raises(BadSetting, match=f"BAOCUN_{name.upper()}"):
        read(**{key: value for key, value in GOOD.items() if key != name})


def test_a_key_that_is_none_stops_the_start_without_being_repeated() -> None:
    with pytest.raises(BadSetting, match="BAOCUN_WECOM_AES_KEY") as refused:
        read(**GOOD | {"wecom_aes_key": "secretsecret"})
    assert "secretsecret" not in str(refused.value)
    with pytest.raises(BadSetting, match="BAOCUN_WECOM_BASE_URL"):
        read(**GOOD | {"wecom_base_url": "qyapi.weixin.qq.com"})
