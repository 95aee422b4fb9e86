"""The benchmark runs and prints its rows; how fast anything is, no test asserts."""

from __future__ import annotations

import pytest

from tests.bench.__main__ import ROWS, report
from tests.bench.measure import Size

TINY = Size(
    rounds=1,
    people=5,
    messages=16,
    townships=1,
    few=40,
    many=80,
    starts=1,
    rules=400,
    recipients=300,
    county=2,
    weeks=40,
    years=80,
    receipts=100,
    drained=45,
    members=30,
)


@pytest.mark.parametrize("name", list(ROWS))
def test_it_runs_and_prints_rows(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    report(TINY, [name])
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split() == ["what", "figure", "gate", "detail"]
    assert rows
    assert all("passed" in row or "FAILED" in row for row in rows)
