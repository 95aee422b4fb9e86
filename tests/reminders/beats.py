"""Beats of the clock in a town, and what they say to whom."""

from __future__ import annotations

from datetime import datetime

from bot.clock import beat as beat_of
from handlers.mornings import Mornings
from tests.conversation import SHANGHAI, Shown, Town


def beat(town: Town, at: datetime | None = None) -> dict[str, int]:
    """One beat now, or at that moment, to which the town's clock goes."""
    town.now = at or town.now
    return beat_of(town.writer.run, Mornings(), town.now, SHANGHAI)


def told(town: Town, name: str, at: datetime) -> list[Shown]:
    """What a beat at that moment says to somebody."""
    before = max((shown.id for shown in town.shown(name)), default=0)
    beat(town, at)
    return [shown for shown in town.shown(name) if shown.id > before]


def day(number: int, hour: int = 7, minute: int = 30) -> datetime:
    """A moment of November 2026, whose 18th is a Wednesday."""
    return datetime(2026, 11, number, hour, minute, tzinfo=SHANGHAI)
