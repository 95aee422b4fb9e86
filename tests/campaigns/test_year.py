"""The clock's campaign in short: the weeks around the Spring Festival of 2026; and that it finds what is planted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from storage.engine import Database
from tests.campaigns.place import seed
from tests.campaigns.year import Outcome, Year

STEP = timedelta(minutes=90)


def play(database: Database, first: date, days: int, number: int) -> Outcome:
    return Year(database, days, number, first, STEP).live()


def test_the_weeks_around_the_spring_festival(sqlite: Database) -> None:
    """Saturday the 14th is worked; nobody works from the 15th to the 23rd."""
    number = seed()
    outcome = play(sqlite, date(2026, 2, 13), 12, number)
    assert outcome.faults == [], f"seed {number}"
    cards = {(one.who, one.at.date()) for one in outcome.said if one.card}
    assert {day for who, day in cards if who == "周建明"} >= {date(2026, 2, 14), date(2026, 2, 24)}
    assert not [day for who, day in cards if who != "汪洋" and date(2026, 2, 15) <= day <= date(2026, 2, 23)]


def _always(*_: Any) -> bool:
    return True


def _nothing(*_: Any) -> None:
    pass


# The fault that is found, where it is planted, and from which day on it is played.
PLANTED = {
    "rest day": ("handlers.rules.hours.fit", _always, date(2026, 2, 14)),
    "double": ("storage.tray.told", _nothing, date(2026, 2, 13)),
    "missed": ("handlers.reminders.firing._lay", _nothing, date(2026, 2, 13)),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_it_finds_what_is_planted(sqlite: Database, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    where, planted, first = PLANTED[fault]
    monkeypatch.setattr(where, planted)
    outcome = play(sqlite, first, 2, 1)
    assert any(one.startswith(fault) for one in outcome.faults), outcome.faults[:5]
