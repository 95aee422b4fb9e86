"""How a period is said: 本周, 上月, 2026年3月; and from which day to which it goes."""

from __future__ import annotations

from datetime import date

from handlers.kit.texts import Texts
from handlers.rules.periods import Days, Period, of


def said(t: Texts, period: Period, today: date) -> str:
    """The period's name."""
    now = of(period.kind, today)
    if period == now:
        return t.of("period", f"{period.kind}_now")
    if period == now.before:
        return t.of("period", f"{period.kind}_last")
    return named(t, period)


def named(t: Texts, period: Period) -> str:
    """The period's name that stays right: on a file, which is opened next year."""
    first = period.first
    half = t.of("period", "second" if first.month > 6 else "first") if period.kind == "half" else ""
    return t.of(
        "period", period.kind, year=first.year, month=first.month, half=half, days=days(t, (first, period.last))
    )


def days(t: Texts, span: Days) -> str:
    """From which day to which."""
    first, last = span
    begin = t("period.of_day", month=first.month, day=first.day)
    return (
        begin if first == last else t("period.to", first=begin, last=t("period.of_day", month=last.month, day=last.day))
    )
