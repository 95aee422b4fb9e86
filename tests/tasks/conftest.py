"""The town on SQLite alone: what a conversation says does not depend on the database."""

from __future__ import annotations

import pytest

from storage.engine import Database
from tests.conversation import Town


@pytest.fixture
def hall(sqlite: Database) -> Town:
    """A township to talk to, on SQLite."""
    return Town(sqlite)
