"""`baocun restore`: a backup in the place of the database."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.exc import DBAPIError

from bot import config
from bot.app import utc_now
from bot.commands.common import Db, Failed
from storage import restoring
from storage.backups import Unusable
from storage.engine import Database
from storage.restoring import Restored, Since

File = Annotated[Path, typer.Argument(help="a file made by `baocun backup`")]
Replace = Annotated[bool, typer.Option("--replace", help="the database holds something: put the backup in its place")]
Later = Annotated[
    Path | None,
    typer.Option("--later", help="a later backup, which knows what was deleted since; when moving, the same file"),
]
Unknown = Annotated[bool, typer.Option("--later-unknown", help="nothing tells what was deleted since: go on without")]


def restore(
    file: File, replace: Replace = False, later: Later = None, later_unknown: Unknown = False, db: Db = None
) -> None:
    """Put a backup in the place of the database. Baocun must be stopped; what fails changes nothing."""
    settings = config.read(database_url=db)
    database = Database(settings.database_url, settings.keyring)
    try:
        since = _since(database, replace, later, later_unknown)
        done = restoring.restore(database, file, utc_now(), since)
    except Unusable as error:
        raise Failed(str(error)) from None
    except OSError as error:
        raise Failed(f"cannot write the database: {error.strerror}") from None
    finally:
        database.close()
    print("\n".join(_told(done)))


def _since(database: Database, replace: bool, file: Path | None, unknown: bool) -> Since | None:
    """What happened after the backup. Raises Failed when the database may not be replaced, or nobody can tell."""
    try:
        taken = restoring.holds_anything(database)
        known = restoring.since(database) if taken else None
    except DBAPIError as error:
        taken, known = True, None
        if file is None and not unknown:
            raise Failed(
                "the present database cannot be read, so what was deleted after the backup is not known: name a later "
                f"backup with --later FILE, or say --later-unknown ({type(error.orig).__name__})"
            ) from None
    if taken and not replace:
        raise Failed("the database holds something: to put the backup in its place say --replace")
    return known if file is None else restoring.since_in(file)


def _told(done: Restored) -> list[str]:
    lines = [
        f"restored {done.manifest.rows} rows as they were at {done.manifest.made_at.isoformat(timespec='seconds')}"
    ]
    lines.append(f"{done.cancelled} messages that waited to be sent were cancelled")
    if done.known:
        lines.append(f"{done.erased} deletions made after the backup were done again")
    else:
        lines.append("deletions made after the backup are not known here: do them again; everybody was signed out")
    if done.stuck:
        lines.append(f"these could not be deleted again, other rows hang from them: {', '.join(done.stuck)}")
    if done.aside:
        lines.append(f"the database as it was lies in {done.aside}: remove it when it is no longer needed")
    return lines
