"""`baocun tick`: one beat of the clock at a given moment."""

from __future__ import annotations

from bot import clock
from bot.commands.common import Db, Now, opened


def tick(now: Now = None, db: Db = None) -> None:
    """One beat of the clock, and deliver; so that a script can play through a year."""
    with opened(db, now) as app:
        moment = app.clock()
        done = app.writer.run(lambda connection: clock.tick(connection, moment))
        app.writer.drain()
        app.jobs.drain()
        for name, count in done.items():
            print(f"{name} {count}")
