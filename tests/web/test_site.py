"""What holds for every page: headers, size, errors in plain words, health, going down."""

from __future__ import annotations

import asyncio
import re
import time
from pathlib import Path

import pytest

import bot.web
from bot.web import feed
from bot.web.guard import HEADERS
from bot.web.services import Services
from storage.engine import Database
from tests.web.house import House, house

WEB = Path(bot.web.__file__).parent


async def test_every_answer_carries_the_headers(site: House) -> None:
    async with site.signed_in("俞正阳") as phone:
        page = (await phone.client.get("/")).text
        css = re.findall(r'href="(/static/[^"]+\.css)"', page)[0]
        paths = ["/", "/digest", "/healthz", "/nowhere", "/in/x", "/chat/messages", css, "/static/x/y.css"]
        for path in paths:
            headers = (await phone.client.get(path)).headers
            assert {name: headers.get(name) for name in HEADERS} == HEADERS, path
            assert ("immutable" if path == css else "no-store") in headers["cache-control"], path
        assert "server" not in headers


async def test_no_answer_waits_for_an_acknowledgement(site: House) -> None:
    async with site.phone() as client:
        taken = []
        for _ in range(40):
            began = time.perf_counter()
            await client.get("/healthz")
            taken.append(time.perf_counter() - began)
    # The first few are acknowledged at once even by a machine that waits 40 ms later on.
    assert min(taken[20:]) < 0.03


async def test_the_chat_page_is_small_and_needs_nobody_else(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        page = await phone.client.get("/")
        size = len(page.content)
        wanted, got = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)), set[str]()
        while wanted - got:
            path = (wanted - got).pop()
            got.add(path)
            answer = await phone.client.get(path)
            assert answer.status_code == 200, path
            size += len(answer.content)
            wanted |= {f"{path.rpartition('/')[0]}/{name}" for name in re.findall(r'from "\./([^"]+)"', answer.text)}
        assert size < 100_000
        assert len(got) >= 7
        assert not re.search(r"https?://(?!www\.w3\.org)", page.text.replace(site.url, ""))


def test_pages_have_no_inline_script_or_style() -> None:
    for path in WEB.glob("templates/*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:|https?://", text), path


async def test_a_broken_page_says_a_number_and_nothing_else(site: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*anything: object) -> None:
        raise RuntimeError("SELECT secret FROM people")

    async with site.signed_in("周建明") as phone:
        monkeypatch.setattr(feed, "read", broken)
        monkeypatch.setattr(feed, "today", broken)
        page, data = await phone.client.get("/"), await phone.client.get("/chat/messages")
    for answer in (page, data):
        assert answer.status_code == 500
        assert not re.search(r"SELECT|Traceback|RuntimeError", answer.text)
    assert re.search(r"№[0-9a-f]{8}", page.text)
    assert page.headers["x-frame-options"] == "DENY"


async def test_a_missing_page_says_a_number(site: House) -> None:
    async with site.phone() as client:
        for path in ("/nowhere", "/static/../../pyproject.toml", "/in/", "/in/a/b"):
            answer = await client.get(path)
            assert answer.status_code == 404
            assert re.search(r"№[0-9a-f]{8}", answer.text), path
        assert (await client.post("/")).status_code == 405


async def test_health(sqlite: Database) -> None:
    async with house(sqlite) as site, site.phone() as client:
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_ill_health(site: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(services: Services) -> None:
        raise OSError("no database")

    monkeypatch.setattr(feed, "oldest_waiting", broken)
    async with site.phone() as client:
        assert (await client.get("/healthz")).status_code == 503


async def test_going_down_does_not_wait_for_open_streams(sqlite: Database) -> None:
    async with house(sqlite) as site, site.signed_in("周建明") as phone:
        async with phone.client.stream("GET", "/chat/stream") as opened:
            lines = opened.aiter_lines()
            await anext(lines)
            site.stop.set()
            async with asyncio.timeout(1):
                async for _ in lines:  # the stream comes to its end
                    pass


async def test_leaders_see_their_own_subtree_and_others_no_such_page(site: House) -> None:
    async with site.signed_in("俞正阳") as mayor, site.signed_in("周建明") as cadre:
        for period, named in (("today", "今天"), ("week", "本周")):
            page = await mayor.client.get("/digest", params={"period": period})
            assert page.status_code == 200
            assert re.search(rf'" aria-current="page">{named}</a>', page.text)
        for wrong in ("period=someday", "period=2099", "village=0", "category=x", "state=x"):
            assert (await mayor.client.get(f"/digest?{wrong}")).status_code == 404, wrong
        hidden, missing = await cadre.client.get("/digest"), await cadre.client.get("/nowhere")
        assert (hidden.status_code, missing.status_code) == (404, 404)
        strip = re.compile(r"№[0-9a-f]{8}")
        assert strip.sub("", hidden.text) == strip.sub("", missing.text)
        assert "/digest" in (await mayor.client.get("/")).text
        assert "/digest" not in (await cadre.client.get("/")).text


@pytest.mark.parametrize(
    ("url", "secure"),
    [
        ("http://127.0.0.1:8080", False),
        ("http://localhost", False),
        ("http://[::1]:80", False),
        ("https://127.0.0.1", True),
        ("https://bao.example.cn", True),
        ("http://bao.example.cn", True),
        ("http://localhost.example.cn", True),
    ],
)
def test_cookies_are_secure_except_on_this_machine(url: str, secure: bool, sqlite: Database) -> None:
    services = Services(sqlite, None, None, None, url, None, None, None, None)  # type: ignore[arg-type]
    assert services.secure is secure
