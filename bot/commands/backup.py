"""`baocun backup`: the whole database into one verified file, while everything runs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot import config
from bot.app import utc_now
from bot.commands.common import Db, Failed
from storage import audit, backups, migrations
from storage.engine import Database

File = Annotated[Path, typer.Argument(help="the file to make; it must not be there yet")]


def backup(file: File, db: Db = None) -> None:
    """Write the whole database into one file and look it through; people go on working meanwhile."""
    database, now = Database(config.read(database_url=db).database_url), utc_now()
    try:
        made = backups.write(database, file, now)
        if made.version == migrations.HEAD:
            with database.begin() as connection:
                audit.note_command(connection, "backup", "database:0", now)
    except backups.Unusable as error:
        raise Failed(str(error)) from None
    finally:
        database.close()
    print(f"{file}: {made.rows} rows in {len(made.tables)} tables, verified")
