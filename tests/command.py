"""Running `baocun` as a person does: a process of its own, its output read as text."""

from __future__ import annotations

import os
import socket
from contextlib import closing
from pathlib import Path

from tests.forked import nursery

ROOT = Path(__file__).parent.parent


def baocun(*arguments: str, typed: str = "", code: int = 0, **settings: str) -> str:
    """Runs one command with lines typed into it; checks the exit code and returns what it printed, errors included."""
    done, heard = nursery(str(ROOT)).run(arguments, typed.encode(), environment(**settings))
    printed = heard.decode()
    assert done == code, f"exit code {done}:\n{printed}"
    return printed


def environment(**settings: str) -> dict[str, str]:
    """The process's environment: nothing of the tester's own settings, UTF-8 whatever the machine's locale.

    Compiled modules are kept as on a person's machine, where only the first start pays for them.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BAOCUN_")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept | {"PYTHONUTF8": "1"} | settings


def free_port() -> int:
    """A port nobody listens on."""
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
