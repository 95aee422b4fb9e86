"""A backup: the whole database as one SQLite file with a manifest, whichever database it was made from.

The manifest says for every table how many rows it holds and the hash of them all, so that a file that was cut, changed
or half copied is found out before anything is done with it.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import orjson
from msgspec import Struct

from storage import copying, migrations
from storage.engine import Database
from storage.tables import Base

MANIFEST = "backup_manifest"


class Unusable(Exception):
    """A backup that cannot be made or used; the message says why in one sentence."""


class Manifest(Struct, frozen=True):
    """When the backup was made, at which migration, and per table the number of rows and their hash."""

    made_at: datetime
    version: str
    tables: dict[str, tuple[int, str]]

    @property
    def rows(self) -> int:
        """How many rows there are in all."""
        return sum(count for count, _ in self.tables.values())


def write(database: Database, path: Path, now: datetime) -> Manifest:
    """Makes a backup while others read and write, looks it through, and only then gives it its name.

    Raises Unusable: the file is there already, the database is empty or older than this release, the copy is not sound.
    """
    version = migrations.version(database)
    if version is None:
        raise Unusable("the database is empty: there is nothing to back up")
    if path.exists():
        raise Unusable(f"{path} is there already: name another file")
    partial = path.with_name(f"{path.name}.partial")
    try:
        # Whole people's lives lie in it: nobody but its owner reads it, from the first byte on.
        os.close(os.open(partial, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600))
        copied = _from_sqlite(database, partial) if database.is_sqlite else _from_server(database, partial, version)
        manifest = _describe(partial, now, version)
        if copied != {name: count for name, (count, _) in manifest.tables.items()}:
            raise Unusable("the copy does not hold what the database holds; nothing was kept")
        verify(partial)
        to_disk(partial)
        partial.rename(path)
        to_disk(path.parent)
    except OSError as error:
        raise Unusable(f"cannot write {path}: {error.strerror}") from None
    except sqlite3.Error as error:
        raise Unusable(f"the database cannot be copied: {error}") from None
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def verify(path: Path) -> Manifest:
    """The manifest of a backup that is whole. Raises Unusable."""
    if not path.is_file():
        raise Unusable(f"there is no file {path}")
    try:
        with _opened(path) as file:
            manifest = _read(file, path)
            if (found := file.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise Unusable(f"{path} is damaged: {found.splitlines()[0]}")
            if (there := _digests(file)) != manifest.tables:
                names = sorted(there.keys() ^ manifest.tables.keys()) or [
                    name for name in there if there[name] != manifest.tables[name]
                ]
                raise Unusable(f"{path} is damaged: not what was backed up in table {', '.join(names)}")
    except sqlite3.Error:
        raise Unusable(f"{path} is no backup, or only a part of one") from None
    return manifest


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1", uri=True)) as file:
        yield file


def _from_sqlite(database: Database, partial: Path) -> dict[str, int]:
    """The online backup: in one step, so that it sees one moment, which in WAL mode hinders no writer."""
    with (
        closing(sqlite3.connect(str(database.engine.url.database))) as source,
        closing(sqlite3.connect(partial)) as file,
    ):
        source.isolation_level = file.isolation_level = None
        source.execute("BEGIN")
        counted = {name: _count(source, name) for name in _tables(source)}
        source.backup(file)
        source.execute("ROLLBACK")
        file.execute("PRAGMA journal_mode=DELETE")
        file.execute("VACUUM")  # or the file would hold what was deleted
    return counted


def _from_server(database: Database, partial: Path, version: str) -> dict[str, int]:
    if version != migrations.HEAD:
        raise Unusable(f"the database stands at {version}: back it up with the release it belongs to")
    file = Database(str(partial))
    try:
        Base.metadata.create_all(file.engine)
        with database.engine.connect().execution_options(isolation_level="REPEATABLE READ") as source:
            with file.begin() as target:
                copying.copy(source, target)
                target.exec_driver_sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
                target.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (version,))
            counted = copying.counts(source) | {"alembic_version": 1}
    finally:
        file.close()
    with closing(sqlite3.connect(partial)) as plain:
        plain.execute("PRAGMA journal_mode=DELETE")
    return counted


def _describe(partial: Path, now: datetime, version: str) -> Manifest:
    with closing(sqlite3.connect(partial)) as file, file:
        manifest = Manifest(now, version, _digests(file))
        text = orjson.dumps({"made_at": now.isoformat(), "version": version, "tables": manifest.tables}).decode()
        file.execute(f"DROP TABLE IF EXISTS {MANIFEST}")
        file.execute(f"CREATE TABLE {MANIFEST} (text TEXT NOT NULL, sha256 TEXT NOT NULL)")
        file.execute(f"INSERT INTO {MANIFEST} VALUES (?, ?)", (text, _sha(text)))  # noqa: S608 - our own name
    return manifest


def _read(file: sqlite3.Connection, path: Path) -> Manifest:
    if MANIFEST not in _tables(file, every=True):
        raise Unusable(f"{path} was not made by `baocun backup`")
    text, sha = file.execute(f"SELECT text, sha256 FROM {MANIFEST}").fetchone()  # noqa: S608 - our own name
    if _sha(text) != sha:
        raise Unusable(f"{path} is damaged: its manifest was changed")
    said = orjson.loads(text)
    tables = {name: (int(count), str(digest)) for name, (count, digest) in said["tables"].items()}
    return Manifest(datetime.fromisoformat(said["made_at"]), said["version"], tables)


def _tables(file: sqlite3.Connection, *, every: bool = False) -> list[str]:
    names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return [name for name in names if every or not name.startswith(("sqlite_", MANIFEST))]


def _count(file: sqlite3.Connection, table: str) -> int:
    return int(file.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])  # noqa: S608 - a name of the schema


def _digests(file: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    return {name: _digest(file, name) for name in _tables(file)}


def _digest(file: sqlite3.Connection, table: str) -> tuple[int, str]:
    """The number of rows of a table and the hash over them in the order in which they lie there."""
    rows = file.execute(f'SELECT * FROM "{table}" ORDER BY rowid')  # noqa: S608 - a name of the schema
    seen = hashlib.sha256(repr([column[0] for column in rows.description]).encode())
    count = 0
    for row in rows:
        seen.update(repr(row).encode(errors="surrogatepass"))
        count += 1
    return count, seen.hexdigest()


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def to_disk(path: Path) -> None:
    """Once this returns, the file, or the names in a folder, survive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
