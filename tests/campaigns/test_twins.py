"""A short campaign of two senders that one task goes out by."""

from __future__ import annotations

import pytest

from tests.campaigns import place, twins
from tests.postgres import Server


def test_two_processes_and_a_kill_leave_one_card_each(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(twins, "CALL_SECONDS", 0.2)
    with postgres.patient(), postgres.fresh() as database:
        outcome = twins.campaign(database, 1, place.seed(), recipients=250)
    print(outcome)
    assert outcome.faults == (), outcome
