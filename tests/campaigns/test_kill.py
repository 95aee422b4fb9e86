"""Short campaigns of kill -9, and the planted faults that such a campaign must find."""

from __future__ import annotations

import pytest

from storage.engine import Database
from tests.campaigns import bugs, place
from tests.campaigns.kill import campaign
from tests.postgres import Server


def test_kills_on_sqlite_lose_and_double_nothing(sqlite: Database) -> None:
    outcome = campaign(sqlite, 6, place.seed())
    print(outcome)
    assert outcome.faults == (), outcome
    assert outcome.acknowledged == outcome.said > 100
    assert outcome.taken_back, "no kill hit a message: this proves nothing"


def test_kills_on_postgresql_lose_and_double_nothing(postgres: Server) -> None:
    with postgres.fresh() as database:
        outcome = campaign(database, 3, place.seed())
    print(outcome)
    assert outcome.faults == (), outcome
    assert outcome.acknowledged == outcome.said > 50


@pytest.mark.parametrize(
    ("bug", "kills", "finding"),
    [("early", 3, "lost: "), ("twice", 1, "foreign: "), ("halves", 3, "effects: "), ("order", 1, "replies: ")],
)
def test_a_planted_bug_is_found(sqlite: Database, bug: str, kills: int, finding: str) -> None:
    outcome = campaign(sqlite, kills, place.seed(), bug=bug)
    assert [fault for fault in outcome.faults if fault.startswith(finding)], outcome


def test_every_planted_bug_is_tried() -> None:
    (tried,) = (mark.args[1] for mark in test_a_planted_bug_is_found.pytestmark)  # type: ignore[attr-defined]
    assert {bug for bug, *_ in tried} == bugs.BUGS.keys()
