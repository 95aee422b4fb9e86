"""Which villages and which days a question is about: as conditions, and what they are bound to when it is asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, and_, bindparam, or_
from sqlalchemy.orm import InstrumentedAttribute

from storage.engine import unindexed
from storage.scope import Scope

DayColumn = InstrumentedAttribute[date] | InstrumentedAttribute[date | None]
# What a digest asks about, bound each time: building a statement takes longer than asking it, so each is built once.
TOWNSHIP: Any = bindparam("township")
VILLAGES: Any = bindparam("villages", expanding=True)
NOW: Any = (bindparam("first"), bindparam("last"))
BEFORE: Any = (bindparam("before_first"), bindparam("before_last"))


class Span(Struct, frozen=True):
    """A period and the one before it, both with their last day: (first, last)."""

    now: tuple[date, date]
    before: tuple[date, date]


class Area(Struct, frozen=True):
    """The villages a question is about; `rest` adds what belongs to no village."""

    villages: tuple[int, ...]
    rest: bool

    def holds(self, column: InstrumentedAttribute[int | None], *, checks: bool = False) -> ColumnElement[bool]:
        """The condition that a row lies in the area; `checks` where another condition finds the rows."""
        return within(unindexed(column) if checks else column, self.villages, self.rest)


def within(column: Any, villages: Any, rest: bool) -> ColumnElement[bool]:
    """Of these villages, or with the rest also of none."""
    inside: ColumnElement[bool] = column.in_(villages)
    return or_(inside, column.is_(None)) if rest else inside


def during(column: DayColumn, days: tuple[date, date]) -> ColumnElement[bool]:
    """On one of these days: (first, last)."""
    return and_(column >= days[0], column <= days[1])


def bound(scope: Scope, area: Area, now: tuple[date, date] | None = None, **more: date) -> dict[str, Any]:
    """What a statement with TOWNSHIP, VILLAGES and NOW is asked with; `more` are the days of other names."""
    days = {} if now is None else {"first": now[0], "last": now[1]}
    return {"township": scope.township_id, "villages": area.villages, **days, **more}
