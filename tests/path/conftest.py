"""The tests of the path make things fail on purpose: what is logged then is kept out of sight."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs


@pytest.fixture(autouse=True)
def quiet() -> Iterator[list[object]]:
    """What was logged during the test."""
    with capture_logs() as logs:
        yield logs  # type: ignore[misc]
