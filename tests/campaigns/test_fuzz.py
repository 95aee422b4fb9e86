"""A short fuzz of the whole path, and the planted slips that it must find."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from storage.engine import Database
from tests.campaigns import place
from tests.campaigns.fuzz import campaign
from tests.campaigns.slips import SLIPS

MESSAGES = 250


def test_anything_from_anybody(sqlite: Database) -> None:
    outcome = campaign(sqlite, MESSAGES, place.seed())
    print(outcome)
    assert outcome.faults == (), outcome
    assert outcome.replies >= MESSAGES * 0.9
    assert outcome.records > MESSAGES / 20


@pytest.mark.parametrize(("plant", "finding"), SLIPS, ids=[plant.__name__ for plant, _ in SLIPS])
def test_a_planted_slip_is_found(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch, plant: Callable[[pytest.MonkeyPatch], None], finding: str
) -> None:
    plant(monkeypatch)
    # Logs and exports are searched at the end.
    messages = MESSAGES if finding == "leak: " else 16 * MESSAGES
    outcome = campaign(sqlite, messages, place.seed(), until=finding)
    assert any(fault.startswith(finding) for fault in outcome.faults), outcome
