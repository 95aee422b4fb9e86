"""What is a matter of figures: parts of a text, rows of buttons, the rates."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.telegram import wording
from bot.channels.telegram.limits import RATES, is_group
from bot.limiter import Halted, Limiter


def test_buttons_stand_side_by_side_as_far_as_they_can_be_read() -> None:
    assert wording.rows(["修改", "撤销"]) == [[0, 1]]
    assert wording.rows(["同一件事（3组水渠堵了）", "新的一件", "修改", "撤销"]) == [[0], [1, 2, 3]]
    many = [str(number) for number in range(101)]
    assert wording.rows(many) == []
    assert "101. 100" in wording.worded("选一个", many)


class Time:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Time that passes at once."""
    time = Time()
    monkeypatch.setattr(asyncio, "sleep", time.sleep)
    return time


def sent(limiter: Limiter, time: Time, *addresses: str) -> list[float]:
    """When each of these messages went out, one after the other."""

    async def send() -> list[float]:
        moments = []
        for address in addresses:
            async with limiter.turn(address):
                moments.append(round(time.now - 1000, 3))
        return moments

    return asyncio.run(send())


def test_the_three_rates(time: Time) -> None:
    limiter = Limiter(RATES, is_group, lambda: time.now)
    assert sent(limiter, time, "1", "2", "1", "1") == [0, 0, 1, 2]
    people = [str(number) for number in range(100, 161)]
    assert sent(limiter, time, *people)[::30] == [2, 3, 4]
    assert sent(Limiter(RATES, is_group, lambda: time.now), time, *["-5"] * 21)[-1] - time.now + 1000 == 0
    assert time.now - 1000 >= 60


def test_a_halt_is_for_everybody_and_what_was_sent_before_a_restart_counts(time: Time) -> None:
    limiter = Limiter(RATES, is_group, lambda: time.now)
    limiter.recall([("1", 0.25)])
    assert sent(limiter, time, "2", "1") == [0, 0.75]
    limiter.halt(37)
    with pytest.raises(Halted, match="37 s"):
        sent(limiter, time, "3")
    time.now += 37
    assert sent(limiter, time, "3") == [37.75]
