"""Periods as people name them: 上月, 本周, 10月, 昨天."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

Days = tuple[date, date]

_MONTH: Final = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:份)?")
_DAY: Final = timedelta(days=1)


def period(words: str, today: date) -> Days | None:
    """The first and the last day of the period named; None if this names none. A month is the latest not to come."""
    monday = today - timedelta(days=today.weekday())
    first = today.replace(day=1)
    named: dict[str, Days] = {
        "今天": (today, today),
        "昨天": (today - _DAY, today - _DAY),
        "本周": (monday, today),
        "上周": (monday - 7 * _DAY, monday - _DAY),
        "本月": (first, today),
        "上月": ((first - _DAY).replace(day=1), first - _DAY),
        "今年": (date(today.year, 1, 1), today),
        "去年": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
    }
    return named.get(words.replace("个", "").replace("这", "本").replace("星期", "周")) or _month(words, today)


def _month(words: str, today: date) -> Days | None:
    found = _MONTH.fullmatch(words)
    if found is None or not 1 <= int(found[2]) <= 12:
        return None
    month = int(found[2])
    year = int(found[1]) if found[1] else today.year - (month > today.month)
    if not 1900 <= year <= today.year:
        return None
    after = date(year + month // 12, month % 12 + 1, 1)
    return date(year, month, 1), after - _DAY
