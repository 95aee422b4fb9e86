"""On which days a rule falls, against the plain calendar; and a zone whose clocks are put back and forth."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from handlers.rules import hours, recurrence, schedules
from handlers.rules.recurrence import Unknown, falls, following, parse
from storage.rhythms import Hours

DAYS = [date(2026, 1, 1) + timedelta(n) for n in range(3 * 366)]


def workday(day: date) -> bool:
    return day.weekday() < 5 and (day.month, day.day) not in ((10, 1), (10, 2))


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("weekly:1,4", ["2026-01-01", "2026-01-05", "2026-01-08"]),
        ("nth:2:5", ["2026-01-09", "2026-02-13", "2026-03-13"]),
        ("nth:-1:5", ["2026-01-30", "2026-02-27", "2026-03-27"]),
        ("nth:5:1", ["2026-03-30", "2026-06-29", "2026-08-31"]),
        ("monthly:31", ["2026-01-31", "2026-02-28", "2026-03-31"]),
        ("month_end", ["2026-01-30", "2026-02-27", "2026-03-31"]),
        ("quarterly:3-31", ["2026-03-31", "2026-06-30", "2026-09-30"]),
        ("half:6-20", ["2026-06-20", "2026-12-20", "2027-06-20"]),
        ("yearly:2-29", ["2026-02-28", "2027-02-28", "2028-02-29"]),
        ("workdays", ["2026-01-01", "2026-01-02", "2026-01-05"]),
        ("before:2", ["2026-01-01", "2026-01-02", "2026-01-05"]),
    ],
)
def test_the_first_days_of_a_rule(code: str, days: list[str]) -> None:
    fallen = [day for day in DAYS if falls(parse(code), day, workday)]
    assert [day.isoformat() for day in fallen[:3]] == days
    assert following(parse(code), fallen[0], workday) == fallen[1]


@pytest.mark.parametrize(
    "code", ["", "hourly", "weekly:8", "nth:6:1", "monthly:0", "monthly:32", "yearly:13-1", "after:0"]
)
def test_what_is_no_code_is_said_so(code: str) -> None:
    with pytest.raises(Unknown):
        parse(code)


def test_the_last_workday_of_a_month_is_none_of_its_holidays() -> None:
    rest = {date(2026, 9, 30), date(2026, 9, 29)}
    assert following(parse("month_end"), date(2026, 9, 1), lambda day: workday(day) and day not in rest) == date(
        2026, 9, 28
    )


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu"]
)
def test_every_day_has_one_morning_whatever_the_clocks_do(zone: str) -> None:
    """Also at half past two, which one night of the year has twice and another not at all."""
    moment = datetime(2026, 1, 1, tzinfo=ZoneInfo(zone))
    for morning in (Hours().morning, time(2, 30)):
        seen = []
        now = moment
        for _ in range(370):
            now = hours.next_morning(now, lambda day: True, Hours(morning=morning))
            seen.append(now.date())
        assert seen == [date(2026, 1, 2) + timedelta(n) for n in range(370)]


def test_a_rule_that_never_falls_is_unknown() -> None:
    with pytest.raises(Unknown):
        following(parse("month_end"), date(2026, 1, 1), lambda day: False)
    assert recurrence.parse("ahead:60").count == 60


@pytest.mark.parametrize(
    ("said", "code", "at", "rest"),
    [
        ("每周五16:30 报表", "weekly:5", time(16, 30), "报表"),
        ("每周五下午四点半 报表", "weekly:5", time(16, 30), "报表"),
        ("每周1、3 例会", "weekly:1,3", None, "例会"),
        ("每周5 3点开会", "weekly:5", time(3), "开会"),
        ("每逢周一三五 巡河", "weekly:1,3,5", None, "巡河"),
        ("每周末 值班", "weekly:6,7", None, "值班"),
        ("工作日 十点 巡查", "workdays", time(10), "巡查"),
        ("每周一 十点名册核对", "weekly:1", time(10), "名册核对"),
        ("每周一 三会一课", "weekly:1", None, "三会一课"),
        ("每季度末 总结", "quarterly:3-31", None, "总结"),
        ("每半年末 总结", "half:6-31", None, "总结"),
        ("每年年底 述职", "yearly:12-31", None, "述职"),
    ],
)
def test_days_as_people_say_them(said: str, code: str, at: time | None, rest: str) -> None:
    assert schedules.read(said) == schedules.Schedule(code, at, rest)
