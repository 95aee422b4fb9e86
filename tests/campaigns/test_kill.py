"""Short campaigns of kill -9, and the planted faults that such a campaign must find."""

from __future__ import annotations

import pytest

from storage.engine import Database
from tests.campaigns import bugs, place
from tests.campaigns.kill import campaign
from tests.postgres import Server

# So many campaigns may miss a planted fault before it counts as not found.
TRIES = 6


def test_kills_on_sqlite_lose_and_double_nothing(sqlite: Database) -> None:
    outcome = campaign(sqlite, 8, place.seed())
    print(outcome)
    assert outcome.faults == (), outcome
    assert outcome.acknowledged == outcome.said > 100
    assert outcome.taken_back, "no kill hit a message: this proves nothing"


def test_kills_on_postgresql_lose_and_double_nothing(postgres: Server) -> None:
    with postgres.patient(), postgres.fresh() as database:
        outcome = campaign(database, 4, place.seed())
    print(outcome)
    assert outcome.faults == (), outcome
    assert outcome.acknowledged == outcome.said > 50


@pytest.mark.parametrize(
    ("bug", "kills", "finding"),
    [("early", 3, "lost: "), ("twice", 2, "foreign: "), ("halves", 4, "effects: "), ("order", 2, "replies: ")],
)
def test_a_planted_bug_is_found(bug: str, kills: int, finding: str) -> None:
    """Whether a kill falls into the fault's moment is chance: a few short campaigns may try."""
    outcomes = []
    for _ in range(TRIES):
        with place.place(postgres=False) as database:
            outcomes.append(campaign(database, kills, place.seed(), bug=bug))
        if any(fault.startswith(finding) for fault in outcomes[-1].faults):
            return
    pytest.fail("\n".join(map(str, outcomes)))


def test_every_planted_bug_is_tried() -> None:
    (tried,) = (mark.args[1] for mark in test_a_planted_bug_is_found.pytestmark)  # type: ignore[attr-defined]
    assert {bug for bug, *_ in tried} == bugs.BUGS.keys()
