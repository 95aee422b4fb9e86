"""Bringing a database to this release's tables."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import inspect, text

from storage import calendar
from storage.engine import Database

# The newest migration; a test holds it to what the folder says. Known here so that a start need not load Alembic.
HEAD = "0018"


class Outdated(Exception):
    """The database is not at this release's tables and does not migrate by itself."""


def version(database: Database) -> str | None:
    """The migration a database stands at; None for an empty one."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return str(connection.scalar(text("SELECT version_num FROM alembic_version")))


def upgrade(database: Database) -> None:
    """Runs what is missing, and seeds the calendar. An interrupted run goes on where it stopped."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    with database.writing() as session:
        calendar.seed(session)


def ensure(database: Database) -> None:
    """At the start: SQLite migrates by itself. Raises Outdated elsewhere, naming the command to run."""
    if version(database) == HEAD:
        return
    if not database.is_sqlite:
        raise Outdated("the database is not at this release's tables: run `baocun migrate` first")
    upgrade(database)
