"""When a matter has to be settled."""

from __future__ import annotations

from datetime import date

from handlers.rules import workdays
from handlers.rules.workdays import IsWorkday
from storage.vocabulary import DEADLINE_WORKDAYS, DEADLINE_WORKDAYS_DEFAULT


def due(category: str, day: date, is_workday: IsWorkday, *, urgent: bool = False, promise: date | None = None) -> date:
    """The day a matter told on `day` is due: at once if urgent, else by its category; an earlier promise wins."""
    count = 0 if urgent else DEADLINE_WORKDAYS.get(category, DEADLINE_WORKDAYS_DEFAULT)
    deadline = workdays.add(day, count, is_workday)
    return min(deadline, promise) if promise is not None else deadline
