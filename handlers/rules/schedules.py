"""On which days, as people write it (每周五 16:30, 每月最后一个工作日, 14天没去), into a code of `recurrence`."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import time
from typing import Final

from msgspec import Struct

_WEEKDAYS: Final = {char: number for number, char in enumerate("一二三四五六日", 1)} | {"天": 7}
_NUMBERS: Final = {char: number for number, char in enumerate("一二三四五", 1)} | {"首": 1, "末": 3}
_DIGITS: Final = {str(number): number for number in range(1, 8)}
_HOURS: Final = {word: n for n, word in enumerate((*"一二三四五六七八九十", "十一", "十二"), 1)} | {"两": 2}
_W: Final = r"(?:周|星期|礼拜)"
# A digit is a day only where it begins no hour: 每周5 16:30, 每周五16:30.
_D: Final = r"(?:[一二三四五六日天]|[1-7](?![\d:点]))"
_DAY: Final = r"(\d{1,2})[日号]"

# As numbers are typed on a phone; one character for one, so that the words behind stay as they were written.
_FLAT: Final = str.maketrans("０１２３４５６７８９：　", "0123456789: ")

Made = Callable[[re.Match[str]], str]


def _weekly(found: re.Match[str]) -> str:
    named = _WEEKDAYS | _DIGITS
    days = sorted({named[char] for char in found[1] if char in named})
    return "weekly:" + ",".join(map(str, days))


def _nth(found: re.Match[str]) -> str:
    return f"nth:{_NUMBERS.get(found[1], found[1]) if found[1] != '最后一' else -1}:{_WEEKDAYS[found[2]]}"


def _quarterly(found: re.Match[str]) -> str:
    return f"quarterly:{_NUMBERS.get(found[1], found[1])}-{int(found[2])}"


_FORMS: Final[tuple[tuple[re.Pattern[str], Made], ...]] = (
    (re.compile(rf"每个?月第?([一二三四五1-5]|最后一)个?{_W}([一二三四五六日天])"), _nth),
    (re.compile(r"每个?月(?:最后一个?工作日|底|末)"), lambda found: "month_end"),
    (re.compile(rf"每个?月{_DAY}"), lambda found: f"monthly:{int(found[1])}"),
    (
        re.compile(rf"每个?季度?第?([一二三首末1-3])个?月{_DAY}"),
        lambda f: f"quarterly:{_NUMBERS.get(f[1], f[1])}-{int(f[2])}",
    ),
    (re.compile(r"每个?季度?[末底]"), lambda found: "quarterly:3-31"),
    (re.compile(r"每半年[末底]"), lambda found: "half:6-31"),
    (re.compile(r"每年?年[末底]"), lambda found: "yearly:12-31"),
    (re.compile(rf"每半年(\d{{1,2}})月{_DAY}"), lambda f: f"half:{(int(f[1]) - 1) % 6 + 1}-{int(f[2])}"),
    (re.compile(rf"每年(\d{{1,2}})月和\d{{1,2}}月{_DAY}"), lambda f: f"half:{(int(f[1]) - 1) % 6 + 1}-{int(f[2])}"),
    (re.compile(rf"每年(\d{{1,2}})月{_DAY}"), lambda found: f"yearly:{int(found[1])}-{int(found[2])}"),
    (re.compile(r"每个?周末"), lambda found: "weekly:6,7"),
    (re.compile(rf"每[个逢]?{_W}({_D}(?:[、,，和]?(?:{_W})?[一二三四五六日天]|[、,，和](?:{_W})?{_D})*)"), _weekly),
    (re.compile(r"每[个]?工作日|工作日(?:每天)?"), lambda found: "workdays"),
    (re.compile(r"每[天日]"), lambda found: "daily"),
    (re.compile(r"按标签定的天数没去"), lambda found: "after"),
    (
        re.compile(r"(\d{1,3})天没(?:[去见看]|走访|人去)|走访后(\d{1,3})天"),
        lambda f: f"after:{int(f[1] or f[2])}",
    ),
    (re.compile(r"(?:到期|期限)?[前提]+(\d{1,2})个?工作日"), lambda found: f"before:{int(found[1])}"),
    (re.compile(r"(?:满期|到期)?[前提]+(\d{1,3})天"), lambda found: f"ahead:{int(found[1])}"),
)
_AT: Final = re.compile(
    r"\s*(?:(上午|早上|下午|晚上)?(\d{1,2}|十[一二]?|[一二两三四五六七八九](?=点))(?::(\d{2})|点(半)?(?:(\d{1,2})分)?))\s*"
)


class Schedule(Struct, frozen=True):
    """A code, the hour if one was said, and the words behind it."""

    every: str
    at: time | None
    rest: str


def read(words: str) -> Schedule | None:
    """What words begin with; None when they do not begin with days."""
    flat = words.translate(_FLAT)
    for pattern, made in _FORMS:
        if found := pattern.match(flat):
            at, rest = _hour(words[found.end() :])
            return Schedule(made(found), at, rest)
    return None


def _hour(words: str) -> tuple[time | None, str]:
    found = _AT.match(words.translate(_FLAT))
    if found is None:
        return None, words.strip()
    part, hour, minute, half, minutes = found.groups()
    number = _HOURS.get(hour) or int(hour)
    number += 12 if part in ("下午", "晚上") and number < 12 else 0
    past = 30 if half else int(minute or minutes or 0)
    if number > 23 or past > 59:
        return None, words.strip()
    return time(number, past), words[found.end() :].strip()
