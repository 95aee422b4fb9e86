"""What databases of tests have in common: they are guarded, never wait for the disk, and share what was compiled."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from storage import guard, migrations
from storage.engine import Database

# The first engine of each kind in this process.
_FIRST: dict[str, Engine] = {}


@contextmanager
def tested(database: Database) -> Iterator[Database]:
    """A database in which a statement that forgets its township fails; closed afterwards."""
    guard.watch(database.engine)
    if database.is_sqlite:
        # Only what a process promised before it was killed has to be on the disk: such tests start one of their own.
        event.listen(database.engine, "connect", _hurry)
    _compile_once(database)
    yield database
    database.close()


class Template:
    """A migrated SQLite file, made once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "template.db"
        database = Database(str(self._path))
        migrations.ensure(database)
        database.close()

    @contextmanager
    def copied(self, folder: Path) -> Iterator[Database]:
        """A copy as `baocun.db` in that folder."""
        path = folder / "baocun.db"
        shutil.copyfile(self._path, path)
        with tested(Database(str(path))) as database:
            yield database


def _hurry(dbapi: Any, _record: Any) -> None:
    dbapi.execute("PRAGMA synchronous=OFF")


def _compile_once(database: Database) -> None:
    """Statements are compiled for a dialect: with one of its own, each test would compile all of them anew."""
    engine = database.engine
    if engine.dialect.name not in _FIRST:
        engine.connect().close()  # a dialect asks its first connection what it is talking to
        _FIRST[engine.dialect.name] = engine
    first = _FIRST[engine.dialect.name]
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache
    engine.dialect.keyring = database.keyring  # type: ignore[attr-defined]
