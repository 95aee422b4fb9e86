"""A real process with the real writer, fed over a pipe: `python -m tests.campaigns.process URL [--synchronous NORMAL]`.

In: one JSON line a message, [key, who, text]. Out: the key of each message, written the moment it may be acknowledged.
It says READY first, IDLE when it was asked with an empty line and nothing waits, and dies of the word 死.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import event, select

from bot.desk import Desk
from bot.inbox import Accepted, accept
from bot.writer import Writer
from handlers import routes as registry
from handlers.kit.context import Context
from handlers.kit.messages import Incoming
from handlers.kit.routes import Args, Routes
from storage import inbox, units
from storage.engine import Database
from storage.tables import Unit
from tests.campaigns import bugs
from tests.path import office


def _mark(ctx: Context, args: Args) -> None:
    """A record of the campaign's own: whoever counts these counts effects."""
    village = ctx.session.scalar(select(Unit.id).where(Unit.kind == "village").limit(1))
    assert village is not None
    units.add_alias(ctx.session, village, args["argument"])
    ctx.audit("visit", f"alias:{args['argument']}")
    ctx.say(f"记下 {args['argument']}")


def _die(ctx: Context, args: Args) -> None:
    _mark(ctx, {"argument": "死"})
    os._exit(9)


def routes() -> Routes:
    """All that is really routed, and the campaign's own two words."""
    known = registry.routes()
    own = (office.word("记", _mark), office.word("死", _die))
    return Routes([*known.words, *own], known.actions.values(), known.forms.values(), known.targets)


def main(argv: Sequence[str]) -> None:
    """Serves until its input ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("--synchronous", default="")
    parser.add_argument("--name", default="campaign")
    parser.add_argument("--bug", choices=bugs.BUGS, help="a fault that the campaign has to find")
    options = parser.parse_args(argv)
    database = Database(options.url)
    if options.synchronous:
        event.listen(
            database.engine, "connect", lambda dbapi, _: dbapi.execute(f"PRAGMA synchronous={options.synchronous}")
        )
    if options.bug:
        bugs.plant(options.bug)
    desk = Desk(routes(), office.SHANGHAI)
    with database.begin() as connection:
        desk.warm(connection)
    writer = Writer(database, desk, options.name, lambda: datetime.now(UTC), lambda accounts: None)
    writer.start()
    os.write(1, b"READY\n")
    with open(0, "rb", closefd=False) as given:
        for line in given:
            _take(writer, line, too_soon=options.bug == bugs.EARLY)
    writer.stop()
    database.close()


def _take(writer: Writer, line: bytes, *, too_soon: bool) -> None:
    if not line.strip():
        while writer.submit(inbox.waiting).result():
            time.sleep(0.01)
        os.write(1, b"IDLE\n")
        return
    message = orjson.loads(line)
    if too_soon:
        os.write(1, f"{message[0]}\n".encode())
    _serve(writer, message)


def _serve(writer: Writer, message: list[Any]) -> None:
    key, who, text = message
    now = datetime.now(UTC)

    def acknowledge(future: Future[Accepted]) -> None:
        if future.exception() is None:
            os.write(1, f"{key}\n".encode())

    accept(writer, Incoming(office.CHANNEL, office.address(who), key, now, text), now).add_done_callback(acknowledge)


if __name__ == "__main__":
    main(sys.argv[1:])
