"""Making a database ready for the demo: the roster by import, the history by recording, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from handlers import imports
from handlers.demo import history, names
from handlers.demo.township import roster
from storage import people, units
from storage.engine import Database


class NotEmpty(Exception):
    """The database holds other data; the demo never mixes with it."""


@dataclass(frozen=True, slots=True)
class Demo:
    """Whom a guest may be: (role, person's key, name) for a cadre, a leader and an admin."""

    guests: tuple[tuple[str, int, str], ...]


def prepare(database: Database, now: datetime) -> Demo:
    """Fills an empty database with the township and its history up to `now` (local); a second call changes nothing.

    Raises NotEmpty for a database with any other township.
    """
    with database.reading() as session:
        found = [unit.name for unit in units.townships(session)]
    if found and found != [names.TOWNSHIP]:
        raise NotEmpty
    if not found:
        with database.writing() as session:
            _fill(session, now)
    with database.reading() as session:
        guests = (("cadre", names.CADRES[0][0]), ("leader", names.LEADERS[0][0]), ("admin", names.ADMINS[0]))
        return Demo(tuple((role, people.named(session, name)[0].id, name) for role, name in guests))


def _fill(session: Session, now: datetime) -> None:
    plan = imports.preview(session, roster(now.date()), today=now.date())
    imports.apply(session, plan, "demo", "demo", now)
    session.flush()
    history.write(session, units.townships(session)[0].id, now)
