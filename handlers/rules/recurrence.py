"""On which days a rule falls, as a short code: `weekly:1,4`, `nth:2:5`, `half:6-20`; pure, in local days.

    daily          every day                      workdays       every workday, 调休 included
    weekly:1,4     Mondays and Thursdays          nth:2:5        the second Friday of a month; nth:-1:5 the last
    monthly:15     the 15th, or the last day of a shorter month
    month_end      the last workday of a month    quarterly:3-15 the 15th of each quarter's third month
    half:6-20      20 June and 20 December        yearly:12-15   15 December
    after:14       days after the last visit      before:2       workdays before a deadline
    ahead:60       days before an end

The last three are looked at every workday: what is brought up then depends on the records. `after` alone means as many
days as the tag of a household has.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from msgspec import Struct

from handlers.rules.workdays import DAY, IsWorkday

# Longer than any rule waits: a yearly one.
FARTHEST: Final = timedelta(days=800)
# What depends on records, not on the calendar.
WATCHING: Final = frozenset({"after", "before", "ahead"})

_CODES: Final = re.compile(
    r"daily|workdays|month_end|after|(?:after|before|ahead):(?P<count>[1-9]\d{0,2})"
    r"|weekly:[1-7](?:,[1-7])*|nth:(?:[1-5]|-1):[1-7]|monthly:(?P<day>\d{1,2})"
    r"|(?:quarterly:(?P<q>[1-3])|half:(?P<h>[1-6])|yearly:(?P<y>\d{1,2}))-(?P<of>\d{1,2})"
)


class Unknown(ValueError):
    """No such code."""


class Every(Struct, frozen=True):
    """A code in its parts: `numbers` are those behind the colon, in their order."""

    kind: str
    numbers: tuple[int, ...]

    @property
    def count(self) -> int | None:
        """The number of days or workdays of a rule that watches records; None where it has none."""
        return self.numbers[0] if self.kind in WATCHING and self.numbers else None


def parse(code: str) -> Every:
    """The parts of a code. Raises Unknown."""
    found = _CODES.fullmatch(code)
    if found is None:
        raise Unknown(code)
    day, month = found["day"] or found["of"], found["y"]
    if (day and not 1 <= int(day) <= 31) or (month and not 1 <= int(month) <= 12):
        raise Unknown(code)
    kind, _, rest = code.partition(":")
    return Every(kind, tuple(int(number) for number in re.findall(r"(?<!\d)-1|\d+", rest)))


def falls(every: Every, day: date, is_workday: IsWorkday) -> bool:
    """Whether a rule falls on this local day."""
    if every.kind in WATCHING:
        return is_workday(day)
    return _FALLS[every.kind](every.numbers, day, is_workday)


def following(every: Every, day: date, is_workday: IsWorkday) -> date:
    """The first day after this one on which the rule falls. Raises Unknown for a rule that never does."""
    until = day + FARTHEST
    while day < until:
        day += DAY
        if falls(every, day, is_workday):
            return day
    raise Unknown(every.kind)


def _nth(numbers: tuple[int, ...], day: date, is_workday: IsWorkday) -> bool:
    which, weekday = numbers
    if day.isoweekday() != weekday:
        return False
    return (day + 7 * DAY).month != day.month if which == -1 else (day.day - 1) // 7 + 1 == which


def _on(day: date, number: int) -> bool:
    """Whether it is that day of its month; of a shorter month, the last."""
    return day.day == min(number, monthrange(day.year, day.month)[1])


def _month_end(numbers: tuple[int, ...], day: date, is_workday: IsWorkday) -> bool:
    last = date(day.year, day.month, monthrange(day.year, day.month)[1])
    while not is_workday(last) and last > day:
        last -= DAY
    return day == last and is_workday(day)


def _in_part(months: int) -> Falls:
    """The day of a month of each quarter, half-year or year."""
    return lambda numbers, day, _: (day.month - 1) % months + 1 == numbers[0] and _on(day, numbers[1])


Falls = Callable[[tuple[int, ...], date, IsWorkday], bool]

_FALLS: Final[dict[str, Falls]] = {
    "daily": lambda numbers, day, is_workday: True,
    "workdays": lambda numbers, day, is_workday: is_workday(day),
    "weekly": lambda numbers, day, is_workday: day.isoweekday() in numbers,
    "nth": _nth,
    "monthly": lambda numbers, day, is_workday: _on(day, numbers[0]),
    "month_end": _month_end,
    "quarterly": _in_part(3),
    "half": _in_part(6),
    "yearly": _in_part(12),
}
