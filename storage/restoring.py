"""Putting a backup in the place of a database: everything is made ready and looked through beside it first.

What happened after the backup and must not come undone with it is taken over from the present database: deletions for a
person's sake, phones that were signed out, people who left. What waited to be sent is not sent again.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

from msgspec import Struct
from sqlalchemy import Connection, func, inspect, select, text, update

from storage import audit, backups, copying, deletions, fieldkeys, health, migrations
from storage.backups import Manifest, Unusable
from storage.deletions import Erased
from storage.engine import Database
from storage.sealing import MissingKey
from storage.tables import Invite, Job, Outbox, Person, SignIn, Tray, Unit
from storage.tables.base import table_of

WHY = "restored from a backup"

_sign_ins, _invites, _people = table_of(SignIn), table_of(Invite), table_of(Person)


class Since(Struct, frozen=True):
    """What must outlive a restore: deletions, phones signed out and invites used (by hash), people who left."""

    erased: tuple[Erased, ...] = ()
    signed_out: tuple[tuple[str, datetime], ...] = ()
    used: tuple[tuple[str, datetime], ...] = ()
    left: tuple[tuple[int, str, date], ...] = ()


class Restored(Struct, frozen=True):
    """What came of it: the backup's manifest, messages cancelled, deletions done again and those that could not be,
    whether the present database was known, and where it was moved."""

    manifest: Manifest
    cancelled: int
    erased: int
    stuck: tuple[str, ...]
    known: bool
    aside: Path | None


def since(database: Database) -> Since:
    """What a database, or a later backup, knows that an older backup may not. Raises what the driver raises."""
    with database.engine.connect().execution_options(unscoped=True) as connection:
        if not inspect(connection).has_table(_people.name):
            return Since()
        ended = select(_sign_ins.c.token_hash, _sign_ins.c.revoked_at).where(_sign_ins.c.revoked_at.is_not(None))
        used = select(_invites.c.code_hash, _invites.c.used_at).where(_invites.c.used_at.is_not(None))
        left = select(_people.c.id, _people.c.name, _people.c.left_on).where(_people.c.left_on.is_not(None))
        return Since(
            tuple(deletions.noted(connection)),
            tuple((hash_, at) for hash_, at in connection.execute(ended)),
            tuple((hash_, at) for hash_, at in connection.execute(used)),
            tuple((id_, name, day) for id_, name, day in connection.execute(left)),
        )


def since_in(path: Path) -> Since:
    """The same from a later backup. Raises Unusable."""
    backups.verify(path)
    with _copied(path, Path(tempfile.gettempdir())) as later:
        return since(later)


def holds_anything(database: Database) -> bool:
    """Whether there is something that a restore would take away. Raises what the driver raises."""
    if database.is_sqlite and not _path(database).exists():  # or looking would make one
        return False
    with database.engine.connect() as connection:
        return inspect(connection).has_table("units") and connection.scalar(select(func.count(Unit.id))) != 0


def restore(database: Database, path: Path, now: datetime, later: Since | None) -> Restored:
    """Puts a backup in the place of the database; `later` is what must outlive it, None when nobody knows.

    Raises Unusable, and then nothing was changed: the file is not whole or of a newer release, or the database in use.
    """
    manifest = backups.verify(path)
    if manifest.version > migrations.HEAD:
        raise Unusable(f"{path} was made by a newer release ({manifest.version}; this one knows {migrations.HEAD})")
    _alone(database)
    beside = _path(database).parent if database.is_sqlite else Path(tempfile.gettempdir())
    with _copied(path, beside) as fresh:
        migrations.upgrade(fresh)
        with fresh.begin() as connection:
            cancelled, erased, stuck = _settle(connection.execution_options(unscoped=True), later, now)
        with fresh.reading() as session:
            if missing := sorted(fieldkeys.in_use(session.connection()) - database.keyring.known):
                raise Unusable(str(MissingKey(missing[0])))
            if damage := list(health.damage(session)):
                raise Unusable(f"{path} cannot be used: it {damage[0]}")
        aside = None
        if database.is_sqlite:
            aside = _replace(database, fresh, now)
        else:
            _pour(fresh, database)
    return Restored(manifest, cancelled, erased, tuple(stuck), later is not None, aside)


@contextmanager
def _copied(path: Path, folder: Path) -> Iterator[Database]:
    """A copy of a backup to work on, gone afterwards unless it was put in its place."""
    handle, name = tempfile.mkstemp(".restoring", "baocun-", folder)  # 0600, like the backup itself
    os.close(handle)
    shutil.copyfile(path, name)
    copy = Database(name)  # without keys: what is sealed stays as it lies
    try:
        with copy.begin() as connection:
            connection.exec_driver_sql(f"DROP TABLE {backups.MANIFEST}")
        yield copy
    finally:
        copy.close()
        for suffix in ("", "-wal", "-shm"):
            Path(name + suffix).unlink(missing_ok=True)


def _settle(connection: Connection, later: Since | None, now: datetime) -> tuple[int, int, list[str]]:
    """Nothing is sent again, nothing that ended comes back to life."""
    ended = {"state": "cancelled", "ended_at": now}
    outbox, jobs, tray = table_of(Outbox), table_of(Job), table_of(Tray)
    waiting = update(outbox).where(outbox.c.ended_at.is_(None))
    cancelled = connection.execute(waiting.values(**ended, error=WHY)).rowcount
    connection.execute(update(jobs).where(jobs.c.ended_at.is_(None)).values(**ended))
    connection.execute(update(tray).where(tray.c.told_at.is_(None)).values(told_at=now))
    erased, stuck = (0, list[str]()) if later is None else deletions.repeat(connection, later.erased)
    _end_rights(connection, later, now)
    audit.note_command(connection, "restore", "database:0", now)
    return cancelled, erased, stuck


def _end_rights(connection: Connection, later: Since | None, now: datetime) -> None:
    """Sign-ins that were ended stay ended. When nobody knows which, all are, and unused invites with them."""
    if later is None:
        connection.execute(update(_sign_ins).where(_sign_ins.c.revoked_at.is_(None)).values(revoked_at=now))
        connection.execute(update(_invites).where(_invites.c.used_at.is_(None)).values(used_at=now, used_by=WHY))
        return
    for hash_, at in later.signed_out:
        connection.execute(update(_sign_ins).where(_sign_ins.c.token_hash == hash_).values(revoked_at=at))
    for hash_, at in later.used:
        mine = (_invites.c.code_hash == hash_, _invites.c.used_at.is_(None))
        connection.execute(update(_invites).where(*mine).values(used_at=at, used_by=WHY))
    for id_, name, day in later.left:
        same = (_people.c.id == id_, _people.c.name == name, _people.c.left_on.is_(None))
        connection.execute(update(_people).where(*same).values(left_on=day))


def _alone(database: Database) -> None:
    """Raises Unusable while any process has the database open; on SQLite also writes its log into it."""
    if not database.is_sqlite:
        with database.engine.connect() as connection:
            others = (
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            busy = bool(connection.scalar(text(f"{others} AND backend_type = 'client backend'")))
        if busy:
            raise Unusable("the database is in use: stop Baocun first")
        return
    path = _path(database)
    if not path.exists():
        return
    database.engine.dispose()
    with closing(sqlite3.connect(path, timeout=0)) as raw:
        try:
            raw.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise Unusable("the database is in use: stop Baocun first") from None
        except sqlite3.DatabaseError:
            pass  # damaged, which may be why somebody restores a backup


def _replace(database: Database, fresh: Database, now: datetime) -> Path | None:
    """The new file takes the place of the old one in one step; the old one lies beside it."""
    ready, path = _path(fresh), _path(database)
    fresh.close()
    _alone(fresh)
    _alone(database)
    aside = None
    if path.exists():
        _like(path, ready)
        aside = _free(path.with_name(f"{path.name}.before-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"))
        os.link(path, aside)
        for suffix in ("-wal", "-shm"):  # left by a crash on a damaged file: they must not be read into the new one
            if (log := Path(f"{path}{suffix}")).exists():
                log.rename(f"{aside}{suffix}")
    ready.replace(path)
    backups.to_disk(path)
    backups.to_disk(path.parent)
    return aside


def _like(old: Path, new: Path) -> None:
    """Owner and mode of the old file, so that the service still may open it when somebody else restores."""
    was, is_ = old.stat(), new.stat()
    if (was.st_uid, was.st_gid) != (is_.st_uid, is_.st_gid):
        os.chown(new, was.st_uid, was.st_gid)
    shutil.copymode(old, new)


def _free(path: Path) -> Path:
    """This name, or the first one after it that nobody bears."""
    names = (path if number == 1 else path.with_name(f"{path.name}-{number}") for number in count(1))
    return next(name for name in names if not name.exists())


def _path(database: Database) -> Path:
    return Path(str(database.engine.url.database))


def _pour(fresh: Database, database: Database) -> None:
    """All rows in one transaction: whoever looks meanwhile sees the old ones."""
    migrations.upgrade(database)
    with fresh.engine.connect() as source, database.begin() as target:
        copying.empty(target)
        copying.copy(source, target)
        copying.count_on(target)
        if copying.counts(source) != copying.counts(target):
            raise Unusable("not every row arrived; nothing was changed")
