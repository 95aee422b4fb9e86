"""Numbers in running text: recognised by whoever knows them, and by nobody else."""

from __future__ import annotations

import pytest

from handlers.rules.phones import hidden


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("电话17012345678，", "电话170****5678，"),
        ("换成170-1234-5678了", "换成170****5678了"),
        ("+86 170 1234 5678", "170****5678"),
        ("身份证999123195001010123X", "身份证999****123X"),
        ("999123195001010123", "999****0123"),
        ("5170123456785，", "517****6785，"),
        ("20261117那天85户", "20261117那天85户"),
        ("0571-88123456", "****3456"),
    ],
)
def test_what_leaves_the_house_hides_numbers(typed: str, shown: str) -> None:
    assert hidden(typed) == shown
