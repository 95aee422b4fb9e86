"""`baocun run`: the real thing, from settings."""

from __future__ import annotations

import asyncio
from typing import Annotated

import typer

from bot import log
from bot.app import PARTS
from bot.commands.common import Db, Failed, opened

Only = Annotated[str | None, typer.Option("--only", help="some of web,worker,sender,clock")]


def run(only: Only = None, db: Db = None) -> None:
    """Serve pages, handle messages and beat the clock until stopped."""
    parts = PARTS if only is None else tuple(only.split(","))
    if unknown := set(parts) - set(PARTS):
        raise Failed(f"--only knows {', '.join(PARTS)}, not {', '.join(sorted(unknown))}")
    with opened(db) as app:
        log.set_up(app.settings.log_level)
        if app.database.is_sqlite and set(parts) != set(PARTS):
            raise Failed("SQLite has one writer: run all parts in one process, or use PostgreSQL")
        asyncio.run(app.serve(parts, lambda: print(f"Baocun: {app.settings.public_url}", flush=True)))
