"""Where one may only answer: how long, how often, and that nothing is counted twice."""

from __future__ import annotations

from datetime import timedelta

from bot.inbox import accept
from handlers.kit.messages import Incoming, Opening
from storage import windows
from tests.conversation import Town


def says(town: Town, key: str, hours: float, most: int) -> None:
    """周建明 writes on such a platform."""
    opens = Opening(town.now + timedelta(hours=hours), most)
    accept(town.writer, Incoming("wechat", "周建明", key, town.now, "菜单", opens=opens), town.now)
    town.writer.drain()


def answers(town: Town, tries: int) -> list[bool]:
    """Whether each of so many answers may go."""
    with town.database.begin() as connection:
        return [windows.spend(connection, "wechat", "周建明", town.now) for _ in range(tries)]


def test_so_many_answers_and_none_without_a_word(town: Town) -> None:
    town.account("周建明", "wechat")
    assert answers(town, 1) == [False]
    says(town, "1", 48, 5)
    assert answers(town, 6) == [True] * 5 + [False]
    says(town, "2", 48, 5)
    assert answers(town, 1) == [True]
    town.wait(hours=48)
    assert answers(town, 1) == [False]


def test_what_comes_again_opens_nothing_again(town: Town) -> None:
    town.account("周建明", "wechat")
    says(town, "1", 48, 5)
    assert answers(town, 5) == [True] * 5
    says(town, "1", 48, 5)
    assert answers(town, 1) == [False]


def test_a_touch_stands_in_for_a_window_that_is_used_up_and_for_no_other(town: Town) -> None:
    town.account("周建明", "wechat")
    says(town, "1", 48, 5)
    says(town, "touch", 1 / 60, 3)
    assert answers(town, 4) == [True] * 4
    town.wait(minutes=2)
    assert answers(town, 2) == [True, False]
    says(town, "again", 1 / 60, 3)
    assert answers(town, 4) == [True] * 3 + [False]


def test_a_stranger_opens_nothing(town: Town) -> None:
    says(town, "1", 48, 5)
    assert answers(town, 1) == [False]
