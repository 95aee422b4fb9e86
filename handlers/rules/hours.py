"""When a person may be disturbed: on workdays from half past seven in the morning until nine in the evening."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final

from handlers.rules import workdays
from handlers.rules.workdays import IsWorkday

MORNING: Final = time(7, 30)
EVENING: Final = time(21, 0)


def proper(now: datetime, is_workday: IsWorkday) -> datetime:
    """The first proper moment from `now` (local) on: now, or the next workday's morning."""
    day = now.date()
    if is_workday(day) and now.time() < EVENING:
        return max(now, _morning(now, day))
    return _morning(now, workdays.add(day, 1, is_workday))


def _morning(now: datetime, day: date) -> datetime:
    return datetime.combine(day, MORNING, now.tzinfo)
