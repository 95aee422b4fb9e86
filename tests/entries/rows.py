"""Looking into the database after a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import text

from tests.conversation import Town


def rows(town: Town, sql: str, **values: Any) -> Sequence[Any]:
    """The rows of a plain query."""
    with town.database.engine.connect().execution_options(unscoped=True) as connection:
        return connection.execute(text(sql), values).all()


def value(town: Town, sql: str, **values: Any) -> Any:
    """The single value of a plain query."""
    return rows(town, sql, **values)[0][0]
