"""`baocun read`: sentences as JSON lines in, readings as JSON lines out, against the roster in the database."""

from __future__ import annotations

import sys
from datetime import datetime

import orjson

from bot.commands.common import Db, Failed, opened
from handlers import register
from handlers.reading import read as read_sentence
from handlers.reading.lines import as_line
from storage import calendar, people, units


def read(db: Db = None) -> None:
    """Read {"id","now","me","text"} lines from stdin and print what each was read as."""
    with opened(db) as app, app.database.reading() as session:
        known = register.Registers()
        everywhere = units.townships(session)
        if not everywhere:
            raise Failed("the database holds no roster; see `baocun import`")
        is_workday = calendar.every(session)
        for number, line in enumerate(sys.stdin.buffer, 1):
            if not line.strip():
                continue
            try:
                asked = orjson.loads(line)
                now, me, text = datetime.fromisoformat(asked["now"]), str(asked["me"]), str(asked["text"])
            except (ValueError, KeyError, TypeError):
                raise Failed(f"line {number} is not a JSON object with id, now, me and text") from None
            township, home = people.home_on(session, me, now.date()) or (everywhere[0].id, ())
            index = known.of(session, township)
            reading = read_sentence(text, now, index, home, is_workday)
            sys.stdout.buffer.write(orjson.dumps(as_line(asked.get("id"), reading, index)) + b"\n")
            sys.stdout.buffer.flush()
