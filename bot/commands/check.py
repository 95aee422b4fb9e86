"""`baocun check`: settings, texts, routes and the database of a deployment, one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import typer

from bot import config
from bot.commands.common import Db
from handlers.kit.routes import Wiring
from handlers.kit.texts import LANGUAGES, catalogue
from handlers.routes import routes
from storage import calendar, health, migrations, retention
from storage.engine import Database


def check(db: Db = None) -> None:
    """Check settings, texts, routes and the database; exit code 1 if anything is wrong."""
    settings = config.read(database_url=db)
    database = Database(settings.database_url)
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "settings": lambda: iter(()),
        "texts": _texts,
        "routes": _routes,
        "database": lambda: _database(database),
    }
    wrong = False
    for name, look in parts.items():
        complaints = list(look())
        wrong = wrong or bool(complaints)
        print(f"{name}: {'; '.join(complaints) or 'ok'}")
    database.close()
    if wrong:
        raise typer.Exit(1)


def _texts() -> Iterator[str]:
    first, *others = (catalogue(language) for language in LANGUAGES)
    for other in others:
        if missing := sorted(first.keys() ^ other.keys()):
            yield f"not in every language: {', '.join(missing)}"


def _routes() -> Iterator[str]:
    try:
        routes()
    except Wiring as error:
        yield str(error)


def _database(database: Database) -> Iterator[str]:
    try:
        version = migrations.version(database)
        if version != migrations.HEAD:
            yield f"stands at {version or 'nothing'}, this release needs {migrations.HEAD}: run `baocun migrate`"
            return
        with database.reading() as session:
            yield from health.complaints(session)
            known = calendar.known_until(session)
            old = retention.due(session.connection(), datetime.now(UTC))
    except Exception as error:
        yield f"cannot be opened: {error}"
        return
    print(f"calendar: known until the end of {known}")
    print(f"retention: {sum(old.values())} rows at the next beat of the clock")
