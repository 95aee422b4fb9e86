"""A test-time hook: a statement on a township's rows that does not name the township fails the test.

So does one that looks for rows which the same message has appended, and which are not written yet.
"""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, event

from storage.sessions import MESSAGE
from storage.tables import Base, Scoped

SCOPED = frozenset(
    str(table) for mapper in Base.registry.mappers if issubclass(mapper.class_, Scoped) for table in mapper.tables
)
_TABLE = re.compile(r'(?:FROM|JOIN|UPDATE|INTO)\s+"?(\w+)"?', re.IGNORECASE)
# Reading one row of one's own by its key, as the ORM does after a scoped look-up, stays in the township.
_BY_KEY = re.compile(r'WHERE "?(\w+)"?\."?id"? = \S+\s*$')


class Unscoped(AssertionError):
    """A statement forgot its scope."""


class TooEarly(AssertionError):
    """A statement does not see the rows it is about."""


def watch(engine: Engine) -> None:
    """From now on every statement of this engine is looked at."""
    event.listen(engine, "before_cursor_execute", _look)


def _look(connection: Any, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
    if context.execution_options.get("unscoped"):
        return  # a test that looks into the tables themselves says so, and the keys, which are the database's
    tables = _TABLE.findall(statement)
    message = connection.info.get(MESSAGE)
    waiting = {appended.table.name for appended, _ in message.later} if message else set()
    if waiting.intersection(tables) and not statement.startswith("INSERT"):
        raise TooEarly(statement)
    touched = SCOPED.intersection(tables)
    if touched and "township_id" not in _after_select_list(statement) and not _BY_KEY.search(statement):
        raise Unscoped(f"{', '.join(sorted(touched))}: {statement}")


def _after_select_list(statement: str) -> str:
    """What follows the column list: naming the column there proves nothing."""
    if statement.lstrip().upper().startswith("SELECT"):
        return statement.partition("FROM")[2]
    return statement
