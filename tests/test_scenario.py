"""What a person gets from the README's first line, in a real browser at phone size and at the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.command import baocun
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


def test_the_same_at_the_terminal(tmp_path: Path) -> None:
    path = str(tmp_path / "demo.db")
    prepared = baocun("demo", "--no-serve", "--db", path)
    names = {match[1]: match[2] for match in re.finditer(r"(\w+) +(\S+) +http", prepared)}
    card = baocun("chat", "--as", names["cadre"], "--db", path, typed=SCENARIO)
    for part in ("已记录", "王家坞村", "李桂兰", "张老四", "水渠堵了", "1. 修改", "2. 撤销"):
        assert part in card
    assert "水渠堵了" in baocun("chat", "--as", names["leader"], "--db", path, typed="简报")
    again = baocun("demo", "--no-serve", "--db", path)
    assert {match[1]: match[2] for match in re.finditer(r"(\w+) +(\S+) +http", again)} == names
