"""Counting workdays, 调休 included: the caller's predicate knows the calendar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

IsWorkday = Callable[[date], bool]

DAY = timedelta(days=1)


def add(day: date, count: int, is_workday: IsWorkday) -> date:
    """The day `count` workdays after `day`, which itself does not count."""
    while count > 0:
        day += DAY
        count -= is_workday(day)
    return day


def between(day: date, until: date, is_workday: IsWorkday) -> int:
    """How many workdays lie after `day` up to and including `until`; negative when `until` is past."""
    if until < day:
        return -between(until, day, is_workday)
    return sum(is_workday(day + n * DAY) for n in range(1, (until - day).days + 1))
