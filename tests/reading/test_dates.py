"""The day told and the day promised; the message is sent on Wednesday 2026-11-18."""

from datetime import date, datetime

import pytest

from handlers.reading.dates import find_days
from handlers.reading.reader import weekday_is_workday
from tests.reading.cases import reading


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("今天", date(2026, 11, 18)),
        ("昨天上午", date(2026, 11, 17)),
        ("前儿", date(2026, 11, 16)),
        ("大前天", date(2026, 11, 15)),
        ("周一", date(2026, 11, 16)),
        ("周五", date(2026, 11, 13)),
        ("上周三", date(2026, 11, 11)),
        ("上个礼拜天", date(2026, 11, 15)),
        ("上周末", date(2026, 11, 14)),
        ("3天前", date(2026, 11, 15)),
        ("11月2号", date(2026, 11, 2)),
        ("十一月三日", date(2026, 11, 3)),
        ("11.9", date(2026, 11, 9)),
        ("11/3", date(2026, 11, 3)),
        ("12月30日", date(2025, 12, 30)),
        ("15号", date(2026, 11, 15)),
        ("28号", date(2026, 10, 28)),
        ("月初", date(2026, 11, 1)),
        ("上月底", date(2026, 10, 31)),
        ("国庆那天", date(2026, 10, 1)),
        ("2026年10月8日", date(2026, 10, 8)),
    ],
)
def test_a_visit_is_on_the_day_told(words: str, day: date) -> None:
    assert reading(f"{words}走访了许月英，都好").date == day


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("明天来修", date(2026, 11, 19)),
        ("答应周五前修好", date(2026, 11, 20)),
        ("约了周三再去看", date(2026, 11, 25)),
        ("说下周二来修", date(2026, 11, 24)),
        ("三天内答复", date(2026, 11, 21)),
        ("5个工作日内答复", date(2026, 11, 25)),
        ("本周内修好", date(2026, 11, 22)),
        ("下周来修", date(2026, 11, 29)),
        ("月底前修好", date(2026, 11, 30)),
        ("25日前答复", date(2026, 11, 25)),
        ("10号前答复", date(2026, 12, 10)),
        ("年底前修好", date(2026, 12, 31)),
        ("20号前，不对，月底前修好", date(2026, 11, 30)),
        ("尽快来修", None),
    ],
)
def test_a_dated_undertaking_is_a_promise(words: str, day: date | None) -> None:
    assert reading(f"2组水渠塌了，联系了水利站，{words}").promise == day


def test_the_earliest_promise_counts() -> None:
    assert reading("3组停水了，自来水公司明天来查，月底前换管子").promise == date(2026, 11, 19)


def test_workdays_follow_the_calendar_that_is_passed_in() -> None:
    days = find_days("两个工作日内", date(2026, 11, 18), lambda day: day.day % 2 == 0)
    assert days[0].future == date(2026, 11, 22)


@pytest.mark.parametrize("words", ["1.5亩", "3组", "2.3万元", "13:30", "1-2家", "10.5%"])
def test_measures_are_no_days(words: str) -> None:
    assert find_days(words, date(2026, 11, 18), weekday_is_workday) == []


def test_around_new_year() -> None:
    read_on = reading("12月30号走访了许月英，路灯坏了，1月10日前修好", now=datetime(2027, 1, 4, 9, 0))
    assert (read_on.date, read_on.promise) == (date(2026, 12, 30), date(2027, 1, 10))
