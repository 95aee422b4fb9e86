"""Periods by name and by key, and what each is compared with."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.periods import Period, named, of, of_key

THURSDAY = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("今天", "2026-11-26"),
        ("上周", "2026-W47"),
        ("这个月", "2026-11"),
        ("9月", "2026-09"),
        ("九月份", "2026-09"),
        ("十二月", "2025-12"),
        ("2026年3月", "2026-03"),
        ("去年3月", "2025-03"),
        ("半年", "2026-H2"),
        ("上半年", "2026-H1"),
        ("去年下半年", "2025-H2"),
        ("去年", "2025"),
        ("2024年", "2024"),
        ("2026-W40", "2026-W40"),
        ("last month", "2026-10"),
        ("2026年12月", None),
        ("13月", None),
        ("2026", None),
        ("2026-W60", None),
        ("水渠", None),
    ],
)
def test_words_and_keys(words: str, key: str | None) -> None:
    found = named(words, THURSDAY)
    assert (found.key if found else None) == key
    assert key is None or of_key(key) == found


@pytest.mark.parametrize(
    ("period", "before"),
    [
        # A week that is not over: the same days of the week before.
        (of("week", THURSDAY), (date(2026, 11, 16), date(2026, 11, 19))),
        (of("week", date(2026, 11, 20)), (date(2026, 11, 9), date(2026, 11, 15))),
        (of("month", THURSDAY), (date(2026, 10, 1), date(2026, 10, 26))),
        (of("month", date(2026, 3, 1)), (date(2026, 2, 1), date(2026, 2, 28))),
        (of("half", THURSDAY), (date(2026, 1, 1), date(2026, 5, 29))),
        (of("day", THURSDAY), (date(2026, 11, 25), date(2026, 11, 25))),
    ],
)
def test_like_is_compared_with_like(period: Period, before: tuple[date, date]) -> None:
    assert period.compared(THURSDAY) == before


def test_a_longer_month_is_not_compared_with_days_of_its_own() -> None:
    last = date(2026, 3, 31)
    assert of("month", last).compared(last) == (date(2026, 2, 1), date(2026, 2, 28))
    assert [of(kind, last).after.first for kind in ("month", "half", "year")] == [
        date(2026, 4, 1),
        date(2026, 7, 1),
        date(2027, 1, 1),
    ]
