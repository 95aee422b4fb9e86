"""`baocun migrate`: bring the database to this release's tables."""

from __future__ import annotations

from bot import config
from bot.app import utc_now
from bot.commands.common import Db, Failed
from storage import fieldkeys, migrations
from storage.engine import Database
from storage.sealing import MissingKey


def migrate(db: Db = None) -> None:
    """Bring the database to this release's tables, add newly announced holidays, seal fields with the first key."""
    settings = config.read(database_url=db)
    database = Database(settings.database_url, settings.keyring)
    before = migrations.version(database)
    migrations.upgrade(database)
    print(f"{before or 'empty'} -> {migrations.version(database)}")
    try:
        fieldkeys.ensure(database, utc_now())
        if settings.keyring.first:
            print(f"sealed with the key {settings.keyring.first}: {fieldkeys.rotate(database)} rows")
    except MissingKey as error:
        raise Failed(str(error)) from None
    finally:
        database.close()
