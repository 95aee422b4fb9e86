"""What a person gets from the README's first line, in a real browser at phone size and at the terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.command import baocun
from tests.conversation import SHANGHAI
from tests.served import CHROMIUM, SECOND, chromium, demo, sign_in

SCENARIO = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"


@pytest.fixture
def links(tmp_path: Path) -> Iterator[dict[str, str]]:
    """`baocun demo`, running; the sign-in link of each role."""
    with demo(tmp_path) as found:
        yield found


@pytest.fixture
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    if CHROMIUM is None:
        pytest.skip("no chromium-headless-shell on this machine")
    with chromium() as found:
        yield found


@pytest.mark.chromium
def test_one_sentence_in_everything_recorded(links: dict[str, str], browser: Browser) -> None:
    assert links.keys() == {"cadre", "leader", "admin"}
    cadre = sign_in(browser, links["cadre"])
    cadre.get_by_role("textbox").fill(SCENARIO)
    cadre.get_by_role("button", name="发送").click()
    card = cadre.locator("#log li.card").last
    expect(card).to_contain_text("已记录", timeout=5 * SECOND)
    for part in ("王家坞村", "李桂兰", "张老四", "水渠堵了", "基础设施", "答应"):
        expect(card).to_contain_text(part)
    for label in ("修改", "撤销"):
        expect(card.get_by_role("button", name=label)).to_be_visible()
    leader = sign_in(browser, links["leader"])
    leader.get_by_role("button", name="简报").first.click()
    expect(leader.locator("body")).to_contain_text("水渠堵了", timeout=5 * SECOND)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[str, str]]:
    """A database of the demo, and who has which role in it."""
    path = str(tmp_path_factory.mktemp("demo") / "demo.db")
    return path, names_in(baocun("demo", "--no-serve", "--db", path))


def names_in(printed: str) -> dict[str, str]:
    """Role → name, as `baocun demo` prints them."""
    return {match[1]: match[2] for match in re.finditer(r"(\w+) +(\S+) +http", printed)}


def test_the_same_at_the_terminal(prepared: tuple[str, dict[str, str]]) -> None:
    path, names = prepared
    card = baocun("chat", "--as", names["cadre"], "--db", path, typed=SCENARIO)
    for part in ("已记录", "王家坞村", "李桂兰", "张老四", "水渠堵了", "1. 修改", "2. 撤销"):
        assert part in card
    assert "水渠堵了" in baocun("chat", "--as", names["leader"], "--db", path, typed="简报")
    assert names_in(baocun("demo", "--no-serve", "--db", path)) == names


def test_a_leader_drills_instructs_and_assigns_from_his_weekly_pack(prepared: tuple[str, dict[str, str]]) -> None:
    path, names = prepared
    leader = names["leader"]
    baocun("chat", "--as", leader, "--db", path, typed="帮助")
    told, moment = _weekly(path, leader)
    pack, picture = told
    for part in ("【简报】上周", "走访", "新报问题", "要您过问"):
        assert part in pack["text"]
    assert (picture["kind"], picture["text"]) == ("file", "上周的图：各村履职记录和走势。")

    def says(*typed: str) -> str:
        return baocun("chat", "--as", leader, "--db", path, "--now", moment, typed="\n".join(typed))

    shown = says()
    assert ".png]" in shown
    assert "走访记录" in says(_number(shown, "各村"), "1")
    matter = says("简报 上周", _number(shown, "批示"))
    assert "批示哪一件？" in matter
    assert "批示：请今天到现场看一看" in says("1", "请今天到现场看一看")
    asked = says("简报 上周", _number(shown, "交办"), "1")
    assert "交办给谁？" in asked
    taker = re.findall(r"^  1\. (\w+)（", asked, re.M)[-1]
    done = says("1", "1")
    assert "转办" in done
    assert f"负责：{taker}" in done


def _weekly(path: str, leader: str) -> tuple[list[dict[str, str]], str]:
    """What the clock says to the leader on the first working morning of a week to come, and when that is."""
    day = datetime.now(SHANGHAI).date()
    for _ in range(20):  # the longest holiday and the week it ends in
        day += timedelta(days=1)
        lines = baocun("tick", "--now", f"{day}T08:45:00+08:00", "--db", path).splitlines()
        told = [one for one in map(json.loads, lines) if one["person"] == leader]
        if told and "【简报】上周" in told[0]["text"]:
            return told, f"{day}T09:00:00+08:00"
    raise AssertionError("no weekly pack")


def _number(shown: str, label: str) -> str:
    """The number of a choice at the terminal."""
    found = re.findall(rf"^  (\d+)\. {label}$", shown, re.M)
    assert found, shown
    return str(found[-1])
