"""A clock that jumps: nothing is said of its own accord until it has gone evenly for a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import beat as beat_of
from bot.steady import Steady, since_boot
from handlers.mornings import Mornings
from tests.conversation import SHANGHAI, Town
from tests.reminders.beats import beat, day, told

YEAR = timedelta(days=365)


class Clocks:
    """The wall's clock and the machine's own, which somebody moves."""

    def __init__(self) -> None:
        self.wall, self.own = datetime(2026, 11, 18, 7, 29, tzinfo=UTC), timedelta(days=3)
        self.steady = Steady(lambda: self.wall, lambda: self.own)

    def after(self, jump: timedelta = timedelta(), **span: float) -> bool:
        """So much later, the wall's clock having jumped beside."""
        passed = timedelta(**span)
        self.wall += passed + jump
        self.own += passed
        return self.steady.look()


@pytest.mark.parametrize("jump", [YEAR, -YEAR, timedelta(minutes=6), timedelta(hours=-1)])
def test_a_jump_holds_for_fifteen_even_minutes(jump: timedelta) -> None:
    clocks = Clocks()
    assert clocks.after(seconds=30)
    assert not clocks.after(jump, seconds=30)
    assert not clocks.after(minutes=14, seconds=59)
    assert clocks.after(seconds=1)


def test_another_jump_meanwhile_begins_anew() -> None:
    clocks = Clocks()
    assert not clocks.after(YEAR, seconds=30)
    assert not clocks.after(-YEAR, minutes=14)
    assert not clocks.after(minutes=14)
    assert clocks.after(minutes=1)


def test_sleep_and_small_corrections_are_no_jump() -> None:
    clocks = Clocks()
    assert clocks.after(hours=9)  # the lid was closed: both clocks went on
    assert clocks.after(timedelta(seconds=-40), seconds=30)
    assert since_boot() > timedelta()


def test_what_is_due_stays_due_while_it_holds(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮，答应周四修好")
    town.now = day(18, 8)
    before = len(town.shown("周建明"))
    beat_of(town.writer.run, Mornings(), town.now, SHANGHAI, proactive=False)
    assert len(town.shown("周建明")) == before
    assert len(told(town, "周建明", day(18, 8, 45))) == 1
    beat(town)
