"""Workdays with 调休: the few days that are not what their weekday says."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import cache
from typing import Any

from msgspec import Struct
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from storage.engine import upsert
from storage.scope import Scope
from storage.sessions import looking
from storage.tables import CalendarDay, RoleGrant, Unit
from storage.tables.base import table_of

Workday = Callable[[date], bool]

# Deadlines and the days people name lie this near; a day farther off is looked up by itself.
NEAR = timedelta(days=60)

_days = table_of(CalendarDay).c
_special = select(_days.day, _days.workday)
_between = _special.where(_days.day.between(bindparam("first"), bindparam("last")))


def is_workday(session: Session, day: date) -> bool:
    """Whether offices work on this day: the calendar's word, else Monday to Friday."""
    return _by(session.execute(_between, {"first": day, "last": day}))(day)


def near(session: Session, today: date) -> Workday:
    """The same for the days around today, read with one statement when the first of them is asked for."""
    read = cache(lambda: _by(looking(session).execute(_between, {"first": today - NEAR, "last": today + NEAR})))

    def answer(day: date) -> bool:
        return read()(day) if abs(day - today) <= NEAR else is_workday(session, day)

    return answer


def every(session: Session) -> Workday:
    """The same for all days, read at once: for whoever asks about many."""
    return _by(session.execute(_special))


def _by(rows: Iterable[Any]) -> Workday:
    special = {row.day: row.workday for row in rows}
    return lambda day: special.get(day, day.weekday() < 5)


def known_until(session: Session) -> int | None:
    """The last year whose holidays are known; later years fall back to Monday to Friday."""
    last = session.scalar(select(CalendarDay.day).order_by(CalendarDay.day.desc()).limit(1))
    return last.year if last else None


class Special(Struct, frozen=True):
    """A day that is not what its weekday says."""

    day: date
    workday: bool
    name: str


def special(session: Session, since: date) -> list[Special]:
    """The days from one on that are not what their weekday says, in their order."""
    rows = session.execute(select(_days.day, _days.workday, _days.name).where(_days.day >= since).order_by(_days.day))
    return [Special(*row) for row in rows if row.workday != (row.day.weekday() < 5)]


def say(session: Session, days: Iterable[date], name: str, *, workday: bool) -> None:
    """An admin's word on these days, whatever the calendar said before."""
    insert = upsert(session)(CalendarDay)
    changed = {"workday": insert.excluded.workday, "name": insert.excluded.name}
    rows = [{"day": day, "workday": workday, "name": name} for day in days]
    session.execute(insert.on_conflict_do_update(index_elements=["day"], set_=changed), rows)


def forget(session: Session, days: Iterable[date]) -> None:
    """These days are what their weekdays say, whatever the package of holidays knows."""
    for day in days:
        say(session, [day], "", workday=day.weekday() < 5)


def kept_above(session: Session, scope: Scope) -> bool:
    """Whether the calendar is the word of somebody above: of the county, once it has an admin of its own."""
    path = session.scalar(select(Unit.path).where(Unit.id == scope.township_id)) or ""
    above = [int(part) for part in path.strip("/").split("/")[:-1] if part]
    held = select(RoleGrant.id).where(
        RoleGrant.unit_id.in_(above), RoleGrant.role == "admin", RoleGrant.until.is_(None)
    )
    return bool(above) and session.scalar(held.limit(1)) is not None


def seed(session: Session) -> int:
    """Adds the State Council's holidays and make-up days of all years the calendar package knows; returns how many.

    A day that an admin has set stays as he set it.
    """
    from chinese_calendar import Holiday
    from chinese_calendar.constants import holidays, workdays

    rows = [{"day": day, "workday": False, "name": Holiday(name).chinese} for day, name in holidays.items()]
    rows += [{"day": day, "workday": True, "name": Holiday(name).chinese} for day, name in workdays.items()]
    session.execute(upsert(session)(CalendarDay).on_conflict_do_nothing(), rows)
    return len(rows)
