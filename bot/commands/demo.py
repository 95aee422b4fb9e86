"""`baocun demo`: a township with eight weeks of history, served on this machine, nothing else to install."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from functools import partial
from typing import Annotated

import typer

from bot.app import App
from bot.commands.common import Db, Failed, opened
from bot.config import alone
from storage import signins

FILE = "baocun-demo.db"
PORT = 8080

Port = Annotated[int, typer.Option("--port", help="port on 127.0.0.1")]
NoServe = Annotated[bool, typer.Option("--no-serve", help="only prepare the database")]


def demo(port: Port = PORT, db: Db = None, no_serve: NoServe = False) -> None:
    """Prepare the demo township and serve it; prints a sign-in link for a cadre, a leader and an admin."""
    from handlers import demo as township  # other commands need not load the demo's stories

    site = f"http://127.0.0.1:{port}"
    with opened(db or FILE, port=port, host="127.0.0.1", public_url=site, **alone()) as app:
        now = app.clock().astimezone(app.zone)
        try:
            people = township.prepare(app.database, now)
        except township.NotEmpty:
            raise Failed("this database holds real data; point the demo at another with --db PATH") from None
        links = _links(app, people.guests)
        if no_serve:
            print(links)
        else:
            asyncio.run(app.serve(ready=lambda: print(links, flush=True)))


def _links(app: App, guests: Iterable[tuple[str, int, str]]) -> str:
    lines = []
    for role, person_id, name in guests:
        code = app.writer.run(partial(signins.make_invite, person_id=person_id, now=app.clock()))
        lines.append(f"{role:<6} {name}  {app.settings.public_url}/in/{code}")
    return "\n".join(lines)
