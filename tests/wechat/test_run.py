"""A full day with `baocun run` as a process of its own, pointed at the fake; nothing secret in what it logs."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import utc_now
from bot.config import BadSetting, alone, read
from storage import signins
from storage.engine import Database
from tests.channels.running import SENTENCE, until
from tests.command import ROOT, environment, free_port
from tests.conversation import Town
from tests.fakes import WeChat
from tests.fakes.faults import broken
from tests.fakes.pictures import png
from tests.fakes.wechat import Follower


def chooses(who: Follower, card: str, label: str) -> None:
    """Answers a card with the number that stands before this label."""
    found = re.search(rf"^(\d+)\. {label}", card, re.MULTILINE)
    assert found, f"no {label} in:\n{card}"
    who.says(found[1])


def test_a_day_with_a_real_process(fake: WeChat, sqlite: Database, tmp_path: Path) -> None:
    town, port = Town(sqlite), free_port()
    settings = fake.settings() | {"BAOCUN_PORT": str(port), "BAOCUN_DATABASE_URL": str(tmp_path / "baocun.db")}
    codes = {}
    with sqlite.begin() as connection:
        for name in ("周建明", "倪海军"):
            codes[name] = signins.make_invite(connection, town.people[name], utc_now())
    fake.faults.add("stable_token", broken(502))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"],
        cwd=ROOT,
        env=environment(**settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert "Baocun" in process.stdout.readline()
        fake.save_callback(f"http://127.0.0.1:{port}/wechat")
        _cadres_day(fake, codes["周建明"])
        _leaders_look(fake, codes["倪海军"])
    finally:
        process.send_signal(signal.SIGTERM)
        _, logged = process.communicate(timeout=20)
    assert process.returncode == 0, logged
    for secret in (fake.secret, fake.token, fake.aes_key, fake.tokens.current):
        assert secret not in logged
    assert fake.ledger.mistakes == []


def _cadres_day(fake: WeChat, code: str) -> None:
    cadre = fake.person("周建明")
    cadre.subscribes()
    cadre.hears("还不认识您", wait=20)
    cadre.says(f"绑定 {code}")
    cadre.hears("周建明", wait=20)
    cadre.says(SENTENCE)
    assert "李桂兰" in cadre.hears("已记录", wait=20).text
    cadre.sends_photo(png(64, 48))
    cadre.hears("照片1张")
    cadre.says("不是李桂兰是刘福生")
    cadre.hears("刘福生")
    until(lambda: bool(fake.menu), 30)  # the platform was broken when it was first to be made
    cadre.clicks("问题")
    cadre.hears("是谁家的事")
    cadre.says("水渠堵了，没人管")
    chooses(cadre, cadre.hears("急不急").text, "不急")
    chooses(cadre, cadre.hears("民生保障").text, "撤销")
    cadre.hears("收回")


def _leaders_look(fake: WeChat, code: str) -> None:
    leader = fake.person("倪海军")
    leader.subscribed = False
    leader.subscribes(code)
    leader.hears("倪海军", wait=20)
    leader.says("简报")
    digest = leader.hears("简报", wait=20).text
    chooses(leader, digest, "看图")
    assert leader.hears(what="photo", wait=20).content.startswith((b"\x89PNG", b"\xff\xd8"))
    leader.says("各村")
    chooses(leader, leader.hears("王家坞").text, "王家坞")
    chooses(leader, leader.hears("王家坞村 · 今天").text, "走访记录")
    leader.hears("刘福生")


def test_a_partial_set_stops_the_start_and_names_what_is_missing() -> None:
    with pytest.raises(BadSetting, match="BAOCUN_WECHAT_APP_SECRET") as refused:
        read(wechat_app_id="wx1", wechat_token="t0ken")
    assert "t0ken" not in str(refused.value)
    with pytest.raises(BadSetting, match="BAOCUN_WECHAT_APP_ID"):
        read(wechat_aes_key="a" * 43)
    with pytest.raises(BadSetting, match="BAOCUN_WECHAT_AES_KEY"):
        read(wechat_app_id="wx1", wechat_app_secret="s", wechat_token="t", wechat_aes_key="short")
    with pytest.raises(BadSetting, match="BAOCUN_WECHAT_BASE_URL"):
        read(wechat_base_url="api.weixin.qq.com")


def test_the_demo_reaches_no_platform_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {"TELEGRAM_TOKEN": "1:AA", "WECHAT_APP_ID": "wx1", "WECHAT_APP_SECRET": "s", "WECHAT_TOKEN": "t"}
    known |= {"WECOM_CORP_ID": "ww1", "WECOM_AGENT_ID": "1", "WECOM_SECRET": "s", "WECOM_TOKEN": "t"}
    for name, value in (known | {"WECOM_AES_KEY": "a" * 43}).items():
        monkeypatch.setenv(f"BAOCUN_{name}", value)
    assert read().platforms
    assert not read(**alone()).platforms
