"""Making a database ready for the demo: the roster by import, the history by recording, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from handlers import imports
from handlers.demo import history, names
from handlers.demo.township import roster
from handlers.mornings import Mornings
from handlers.rules.workdays import DAY
from storage import calendar, people, signins, units
from storage.engine import Database, message_session
from storage.vocabulary import MORNING


class NotEmpty(Exception):
    """The database holds other data; the demo never mixes with it."""


class Demo(Struct, frozen=True):
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
        guests = _guests(session)
    if not found:
        with database.begin() as connection:
            _in_the_morning(connection, [id_ for _, id_, _ in guests], now)
    return Demo(guests)


def _guests(session: Session) -> tuple[tuple[str, int, str], ...]:
    roles = (("cadre", names.CADRES[0][0]), ("leader", names.LEADERS[0][0]), ("admin", names.ADMINS[0]))
    return tuple((role, people.named(session, name)[0].id, name) for role, name in roles)


def _in_the_morning(connection: Connection, guests: Sequence[int], now: datetime) -> None:
    """The guests' pages hold their latest morning card; everybody else can be told things from now on."""
    with message_session(connection) as session:
        is_workday = calendar.near(session, now.date())
        scope = people.scope_of(connection, guests[0])
        assert scope is not None  # the roster was imported a moment ago
        others = [id_ for id_ in people.names(session, scope) if id_ not in guests]
    day = now.date() - DAY * (now.time() < MORNING)
    while not is_workday(day):
        day -= DAY
    morning = datetime.combine(day, MORNING, now.tzinfo)
    for guest in guests:
        people.account(connection, "web", signins.address_of(guest), guest, morning - DAY)
    Mornings().step(connection, morning)
    for other in others:
        people.account(connection, "terminal", f"p{other}", other, now)


def _fill(session: Session, now: datetime) -> None:
    plan = imports.preview(session, roster(now.date()), today=now.date())
    imports.apply(session, plan, "demo", "demo", now)
    session.flush()
    history.write(session, units.townships(session)[0].id, now)
