"""What is a matter of figures: cards and texts, the rates, the minutes in which everybody pushes."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.channels import Outbound, SendError
from bot.channels.wecom import wording
from bot.channels.wecom.api import Api
from bot.channels.wecom.limits import LONGEST_BUTTON, LONGEST_TEXT, PATIENCE, RATES
from bot.channels.wecom.sending import WeCom
from bot.channels.wecom.starting import buttons
from bot.limiter import Crowded, Limiter
from tests.fakes.tencent import menus
from tests.fakes.wecom import cards
from tests.telegram.test_wording import Time, time

__all__ = ["time"]

TOKEN = "a-token_of-16-bytes00"


@given(st.text("村\n🏠é a", min_size=1, max_size=3000), st.lists(st.text("村长a", min_size=1, max_size=14), max_size=9))
def test_every_message_is_one_that_the_platform_takes_and_says_all(text: str, labels: list[str]) -> None:
    if not text.strip():
        return
    worded = wording.worded(text, labels, TOKEN)
    assert all(0 < len(one.encode()) <= LONGEST_TEXT for one in worded.texts)
    said = "".join(worded.texts)
    if worded.card is None:
        assert all(label in said for label in labels)
        return
    cards.check(worded.card)
    assert len(worded.card["button_list"]) == len(labels)
    shown = said or cards.text(worded.card)
    assert "".join(shown.split()) == "".join(text.split())


def test_a_card_without_buttons_is_one_that_the_platform_takes() -> None:
    cards.check(wording.plain_card("已收回\n昨天的走访", "https://a.cn/wecom/in"))


def test_buttons_that_would_look_alike_are_numbered() -> None:
    one, other = "同一件事（3组的水渠堵了）", "同一件事（3组的水渠漏了）"
    assert wording.worded("是哪件", [one, other], TOKEN).card is None
    card = wording.worded("是哪件", [one, "新的一件"], TOKEN).card
    assert card is not None
    assert [len(button["text"]) for button in card["button_list"]] == [LONGEST_BUTTON, 4]
    assert wording.worded("问题", ["村"] * 2, TOKEN).card is None
    assert wording.worded("没有号", ["收到"], None).card is None


def test_the_menu_is_one_that_the_platform_takes() -> None:
    from handlers.routes import routes

    words = {word.name: word.words[0] for word in routes().words}
    menu = buttons(words, "https://a.cn/wecom/in")
    menus.check({"button": menu}, name=16, below=40, url=1024)
    assert [one["name"] for one in menu[2]["sub_button"]][-1] == "网页版"


def test_sixteen_a_minute_to_a_member_and_the_next_gives_its_place_up(time: Time) -> None:
    limiter = Limiter(RATES, clock=lambda: time.now)

    async def send(*members: str) -> None:
        async with limiter.turn_of(members, PATIENCE):
            pass

    for _ in range(16):
        asyncio.run(send("a"))
    with pytest.raises(Crowded, match="60 s"):
        asyncio.run(send("a"))
    with pytest.raises(Crowded):
        asyncio.run(send("b", "a"))
    asyncio.run(send("b"))
    time.now += 55
    asyncio.run(send("a"))
    assert time.now == pytest.approx(1060)


def test_a_call_to_a_thousand_is_one_call() -> None:
    limiter = Limiter(RATES)

    async def send(first: int) -> None:
        async with limiter.turn_of([f"m{number}" for number in range(first, first + 1000)], 0.2):
            pass

    for first in range(0, 3000, 1000):  # counted one by one, the second would have to wait for a second
        asyncio.run(send(first))


def test_what_nobody_waits_for_does_not_go_out_when_everybody_pushes() -> None:
    moment = datetime(2026, 11, 26, 0, 30, 12, tzinfo=UTC)

    class Asked(Exception):
        """It went out."""

    class Platform:
        agent_id = 1

        async def post(self, *args: Any) -> None:
            raise Asked

    channel = WeCom(cast(Api, Platform()), Limiter(RATES), lambda: moment, "")
    outbound = Outbound(7, "a", "早上好", (), None, None)
    with pytest.raises(SendError, match="busy") as waits:
        asyncio.run(channel.send(outbound))
    assert waits.value.again == datetime(2026, 11, 26, 0, 31, 7, tzinfo=UTC)
    with pytest.raises(Asked):
        asyncio.run(channel.send(replace(outbound, answers=True)))
    moment = moment.replace(minute=31)
    with pytest.raises(Asked):
        asyncio.run(channel.send(Outbound(8, "b", "早上好", (), None, None)))
