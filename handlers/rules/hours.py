"""When a person may be disturbed: the one place for quiet hours, rest days and leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Protocol

from handlers.rules import workdays
from handlers.rules.workdays import IsWorkday


class Hours(Protocol):
    """From when until when a person may be disturbed (local), whether on rest days too, and which days he is away."""

    @property
    def morning(self) -> time:
        """From when."""

    @property
    def evening(self) -> time:
        """Until when."""

    @property
    def rest_days(self) -> bool:
        """Whether rest days are like any other."""

    @property
    def away(self) -> tuple[tuple[date, date], ...]:
        """First and last days of his leaves."""


def proper(now: datetime, is_workday: IsWorkday, hours: Hours) -> datetime:
    """The first moment from `now` (local) on at which this person may be disturbed: now, or a morning of his."""
    day = now.date()
    if fit(day, is_workday, hours) and now.time() < hours.evening:
        return max(now, morning(now, day, hours))
    return next_morning(now, is_workday, hours)


def next_morning(now: datetime, is_workday: IsWorkday, hours: Hours) -> datetime:
    """The morning of the next day after today on which he may be disturbed."""
    day = workdays.add(now.date(), 1, _fitting(is_workday, hours))
    return morning(now, day, hours)


def fit(day: date, is_workday: IsWorkday, hours: Hours) -> bool:
    """Whether this is a day to disturb him at all."""
    return (hours.rest_days or is_workday(day)) and here(day, hours)


def here(day: date, hours: Hours) -> bool:
    """Whether he is not on leave that day."""
    return not any(first <= day <= last for first, last in hours.away)


def morning(now: datetime, day: date, hours: Hours) -> datetime:
    """His morning on a day, in the zone of `now`."""
    return datetime.combine(day, hours.morning, now.tzinfo)


def _fitting(is_workday: IsWorkday, hours: Hours) -> Callable[[date], bool]:
    return lambda day: fit(day, is_workday, hours)
