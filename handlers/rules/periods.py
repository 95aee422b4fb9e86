"""Periods as people name them: 上月, 本周, 10月, 上半年, 去年; and what a period is compared with."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct

from handlers.patterns import regex

Days = tuple[date, date]
Kind = Literal["day", "week", "month", "half", "year"]

_DAY: Final = timedelta(days=1)
_EARLIEST: Final = 1900
_LATEST: Final = 2999
# What a person calls a period that lies so many of its kind back, beside its number.
_NAMES: Final[dict[str, tuple[Kind, int]]] = {
    "今天": ("day", 0),
    "今日": ("day", 0),
    "昨天": ("day", 1),
    "昨日": ("day", 1),
    "前天": ("day", 2),
    "本周": ("week", 0),
    "上周": ("week", 1),
    "上上周": ("week", 2),
    "本月": ("month", 0),
    "上月": ("month", 1),
    "上上月": ("month", 2),
    "本半年": ("half", 0),
    "半年": ("half", 0),
    "本年": ("year", 0),
    "今年": ("year", 0),
    "全年": ("year", 0),
    "去年": ("year", 1),
    "上年": ("year", 1),
    "前年": ("year", 2),
    "today": ("day", 0),
    "yesterday": ("day", 1),
    "week": ("week", 0),
    "last week": ("week", 1),
    "month": ("month", 0),
    "last month": ("month", 1),
    "year": ("year", 0),
    "last year": ("year", 1),
}
_YEAR: Final = r"(?:(?P<year>\d{4})年|(?P<of>今年|去年|前年))"
_MONTH: Final = regex(rf"{_YEAR}?(?P<month>\d{{1,2}}|十[一二]?|[一二三四五六七八九])月(?:份)?")
_HALF: Final = regex(rf"{_YEAR}?(?P<half>[上下])半年")
_NUMBERS: Final = dict(zip((*"一二三四五六七八九十", "十一", "十二"), range(1, 13), strict=True))
_BACK: Final = {"今年": 0, "去年": 1, "前年": 2}
# As keys are written, and the first day of what they name.
_KEYS: Final[tuple[tuple[re.Pattern[str], Kind, str], ...]] = (
    (regex(r"\d{4}-\d\d-\d\d"), "day", "{0}"),
    (regex(r"\d{4}-W\d\d"), "week", "{0}-1"),
    (regex(r"\d{4}-\d\d"), "month", "{0}-01"),
    (regex(r"(\d{4})-H1"), "half", "{1}-01-01"),
    (regex(r"(\d{4})-H2"), "half", "{1}-07-01"),
    (regex(r"\d{4}"), "year", "{0}-01-01"),
)


class Period(Struct, frozen=True):
    """A day, week, month, half-year or year: the whole of it, so `last` may be yet to come."""

    kind: Kind
    first: date

    @property
    def last(self) -> date:
        """Its last day."""
        return self.after.first - _DAY

    @property
    def after(self) -> Period:
        """The one that follows."""
        days = {"day": 1, "week": 7, "month": 31, "half": 190, "year": 366}[self.kind]
        return of(self.kind, self.first + days * _DAY)

    @property
    def before(self) -> Period:
        """The one before."""
        return of(self.kind, self.first - _DAY)

    @property
    def key(self) -> str:
        """As it stands in buttons, addresses and notes: 2026-11-17, 2026-W47, 2026-11, 2026-H2, 2026."""
        if self.kind == "week":
            year, week, _ = self.first.isocalendar()
            return f"{year}-W{week:02}"
        if self.kind == "half":
            return f"{self.first.year}-H{1 + (self.first.month > 6)}"
        return self.first.isoformat()[: {"day": 10, "month": 7, "year": 4}[self.kind]]

    def holds(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= day <= self.last

    def until(self, today: date) -> Days:
        """Its first day, and its last as far as it has come."""
        return self.first, min(self.last, today)

    def compared(self, today: date) -> Days:
        """The days before it that it is compared with: while it runs, only as many as have passed of it."""
        before = self.before
        if not self.holds(today):
            return before.first, before.last
        return before.first, min(before.last, before.first + (today - self.first))


def of(kind: Kind, day: date) -> Period:
    """The period of a kind that a day lies in."""
    starts = {
        "day": day,
        "week": day - day.weekday() * _DAY,
        "month": day.replace(day=1),
        "half": date(day.year, 7 if day.month > 6 else 1, 1),
        "year": date(day.year, 1, 1),
    }
    return Period(kind, starts[kind])


def of_key(key: str) -> Period | None:
    """The period that a key names; None if it names none."""
    for pattern, kind, first in _KEYS:
        if found := pattern.fullmatch(key):
            return _begins(kind, first.format(key, *found.groups()))
    return None


def named(words: str, today: date) -> Period | None:
    """The period that words name, by a key too; None if they name none, or one that is yet to come."""
    bare = words.strip().replace("个", "").replace("这", "本").replace("星期", "周")
    if known := _NAMES.get(bare.casefold()):
        found = of(known[0], today)
        for _ in range(known[1]):
            found = found.before
        return found
    written = _written(bare, today)
    return written if written and written.first <= today else None


def _written(words: str, today: date) -> Period | None:
    """A period with its number: 2026年, 9月, 去年下半年, 2026-09. A month without a year is the latest not to come."""
    if month := _MONTH.fullmatch(words):
        number = _NUMBERS.get(month["month"]) or int(month["month"])
        year = _year(month, today) or today.year - (number > today.month)
        return _begins("month", f"{year}-{number:02}-01")
    if half := _HALF.fullmatch(words):
        return of_key(f"{_year(half, today) or today.year}-H{'上下'.index(half['half']) + 1}")
    # A bare number is none: it is looked for as what it is.
    return of_key(words.removesuffix("年")) if not words.isdecimal() else None


def _year(found: re.Match[str], today: date) -> int | None:
    if found["year"]:
        return int(found["year"])
    return today.year - _BACK[found["of"]] if found["of"] else None


def _begins(kind: Kind, iso: str) -> Period | None:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return None
    return of(kind, day) if _EARLIEST <= day.year <= _LATEST else None


def period(words: str, today: date) -> Days | None:
    """The first day of the period named, and its last one up to today; None if this names none."""
    found = named(words, today)
    return found.until(today) if found else None
