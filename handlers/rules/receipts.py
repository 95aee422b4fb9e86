"""What a task may cost and when its silent recipients are asked again. Pure: moments in, decisions out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from handlers.rules.workdays import DAY, IsWorkday
from storage.vocabulary import MORNING

# A minute to read a task, and one for each thing to fill in.
MINUTE: Final = 1
# Whoever says nothing is asked again so often and no more.
NUDGES: Final = 2
# Nobody is asked again so soon after he was told.
LEAST_WAIT: Final = timedelta(hours=4)
# In an emergency, what is urgent is asked again so soon; as often as anything else.
URGENT_WAITS: Final = (timedelta(hours=1), timedelta(hours=2))
# So many ordinary tasks reach a person a day; more ride in the next morning's card.
A_DAY: Final = 3


def minutes(fields: int) -> int:
    """What a task costs one person."""
    return MINUTE + fields * MINUTE


def moments(told: datetime, due: datetime, is_workday: IsWorkday) -> Sequence[datetime]:
    """When the silent are asked again (local): on the last two workdays before the deadline, with their morning's card.

    The days begin at midnight: what rides in a card is laid in before anybody's morning.
    """
    last, days = due.date(), list[date]()
    while len(days) < NUDGES:
        if is_workday(last):
            days.append(last)
        last -= DAY
    mornings = [datetime.combine(day, MORNING, due.tzinfo) for day in reversed(days)]
    return [datetime.combine(m.date(), time(), m.tzinfo) for m in mornings if told + LEAST_WAIT <= m < due]


def hurried(told: datetime, due: datetime) -> Sequence[datetime]:
    """When the silent are asked again in an emergency about what is urgent."""
    return [told + wait for wait in URGENT_WAITS[:NUDGES] if told + wait < due]


def asked_again(moments_: Sequence[datetime], now: datetime) -> int:
    """How often the silent should have been asked by now; one that was missed is not made up for."""
    return sum(moment <= now for moment in moments_)
