"""`baocun check`: settings, texts, routes and the database of a deployment, one line each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Annotated

import typer

from bot import config
from bot.commands.common import Db
from bot.disk import MEGABYTE, Disk
from handlers.kit.routes import Wiring
from handlers.kit.texts import LANGUAGES, catalogue
from handlers.routes import routes
from storage import calendar, chain, fieldkeys, figures, health, migrations, retention
from storage.engine import Database
from storage.sealing import MissingKey

Head = Annotated[str | None, typer.Option("--head", help="a head of the audit chain, as printed by an earlier check")]


def check(head: Head = None, db: Db = None) -> None:
    """Check settings, texts, routes and the database; exit code 1 if anything is wrong."""
    settings = config.read(database_url=db)
    database = Database(settings.database_url, settings.keyring)
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "settings": lambda: iter(()),
        "texts": _texts,
        "routes": _routes,
        "database": lambda: _database(database),
        "field keys": lambda: _keys(database),
        "audit": lambda: _audit(database, head),
        "disk": lambda: _disk(Disk(database, settings.disk_reserve_mb)),
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


def _disk(disk: Disk) -> Iterator[str]:
    if disk.room != "enough":
        yield f"{(disk.free or 0) // MEGABYTE} MB are free" + (": nothing new is taken" if disk.room == "full" else "")


def _keys(database: Database) -> Iterator[str]:
    first = database.keyring.first
    if first is None:
        print("fields: telephone numbers lie in plain text; BAOCUN_FIELD_KEYS would seal them")
    try:
        with database.engine.connect() as connection:
            if missing := sorted(fieldkeys.in_use(connection) - database.keyring.known):
                raise MissingKey(missing[0])
        if first and (plain := fieldkeys.plain(database)):
            yield f"{plain} rows are not sealed with the first key {first}: run `baocun migrate`"
    except MissingKey as error:
        yield str(error)
    except Exception as error:
        yield f"not every field can be opened: {type(error).__name__}"


def _audit(database: Database, head: str | None) -> Iterator[str]:
    """The chain over the trail; a head that was written down elsewhere proves that it was not made anew since."""
    try:
        with database.engine.connect() as connection:
            state = chain.look(connection)
    except Exception as error:
        yield f"cannot be read: {error}"
        return
    if state.at is not None:
        print(f"audit: chained up to act {state.last} at {state.at:%Y-%m-%dT%H:%MZ}, head {state.head}")
    if state.purged:
        print(f"audit: {state.purged} acts are no longer kept")
    if state.oldest is not None:
        print(f"audit: {state.since} acts since {state.oldest:%Y-%m-%dT%H:%MZ} are not chained yet")
    if state.broken:
        yield f"the trail was changed: {state.broken}"
    elif head is not None and head not in state.heads:
        yield "the head given is not in the chain: it was made anew since that head was written down"


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
            made = figures.last_backup(session)
    except Exception as error:
        yield f"cannot be opened: {error}"
        return
    print(f"backup: {f'the last one was made at {made:%Y-%m-%dT%H:%MZ}' if made else 'none was ever made'}")
    print(f"calendar: known until the end of {known}")
    print(f"retention: {sum(old.values())} rows at the next beat of the clock")
