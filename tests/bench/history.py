"""Years of history in a minute: a few weeks are really told, and then copied as they are, twice as many each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Column, Connection, Date, String, cast, func, insert, literal, null, select, update

from storage.tables import Issue
from storage.tables.base import Moment
from tests.bench.stored import GROWING, TABLES, key_of
from tests.bench.visits import Villages
from tests.path import office

# What is really told before it is copied, in entries.
BLOCK = 2_000
# What the cadres of one township record on a day.
A_DAY = 36
# How long a matter stays open.
OPEN_DAYS = 14
# Text that must differ from row to row, and text that names a row by its number.
UNIQUE = frozenset({"inbox.key", "outbox.token", "outbox.unique_key"})
NAMING = frozenset({"outbox.about", "audit.target"})


def fill(villages: Villages, entries: int, townships: int, tables: Sequence[str] = GROWING) -> int:
    """Stores so many entries with everything that hangs from them, up to today; returns how many it were.

    Copied into these tables only. Only the newest matters are open, as in an office that works.
    """
    block = min(entries, BLOCK)
    blocks, days = entries // block, block // (A_DAY * townships) + 1
    _tell(villages, block, days, before=days * (blocks - 1))
    with villages.database.begin() as connection:
        sizes = {name: connection.scalar(select(func.max(key_of(name)))) or 0 for name in tables}
        stored = 1
        while stored < blocks:
            many = min(stored, blocks - stored)
            _copy(connection, sizes, many, stored, days)
            stored += many
        _settle(connection)
    return villages.records()


def _tell(villages: Villages, block: int, days: int, before: int) -> None:
    """The first block is told through the program itself, over its days."""
    rounds = max(1, round(block / len(villages.sentences())))
    for number in range(rounds):
        villages.now = office.NOW - timedelta(days=before + days * (1 - number / rounds))
        villages.told()
    villages.now = office.NOW


def _copy(connection: Connection, sizes: dict[str, int], many: int, number: int, days: int) -> None:
    """The first so many blocks again, as many blocks later as there are."""
    for name in sizes:
        table = TABLES[name]
        source = select(*(_moved(column, sizes, number, days * number) for column in table.c))
        first = source.where(key_of(name) <= sizes[name] * many)
        connection.execute(insert(table).from_select(list(table.c.keys()), first))


def _moved(column: Column[Any], sizes: dict[str, int], number: int, days: int) -> Any:
    """A column's value in the copy: numbers of copied rows move on, and so do days and moments."""
    name = f"{column.table.name}.{column.name}"
    refers = next((key.column.table.name for key in column.foreign_keys), None)
    if (refers in sizes and refers is not None) or column.name == "id":
        return column + sizes[refers or column.table.name] * number
    if refers == "inbox":
        return null()  # its messages are not copied
    if isinstance(column.type, Date):
        return func.date(column, f"+{days} days")
    if isinstance(column.type, Moment):
        return func.strftime("%Y-%m-%d %H:%M:%f000", column, f"+{days} days")
    if name in UNIQUE:
        return column + literal(f"-{number}")
    if name in NAMING:  # entry:12
        place = func.instr(column, ":")
        moved = cast(func.substr(column, place + 1), Issue.id.type) + sizes["entries"] * number
        return func.substr(column, 1, place) + cast(moved, String)
    return column


def _settle(connection: Connection) -> None:
    """What was opened longer ago than two weeks is settled."""
    settled = func.date(Issue.opened_on, f"+{OPEN_DAYS} days")
    old = update(Issue).where(Issue.done_on.is_(None), Issue.opened_on < office.NOW.date() - timedelta(days=OPEN_DAYS))
    connection.execute(old.values(state="resolved", done_on=settled).execution_options(synchronize_session=False))
