"""`baocun migrate`: bring the database to this release's tables."""

from __future__ import annotations

from bot import config
from bot.commands.common import Db
from storage import migrations
from storage.engine import Database


def migrate(db: Db = None) -> None:
    """Bring the database to this release's tables and add newly announced holidays."""
    database = Database(config.read(database_url=db).database_url)
    before = migrations.version(database)
    migrations.upgrade(database)
    print(f"{before or 'empty'} -> {migrations.version(database)}")
    database.close()
