"""A cadre, a leader and an admin through two weeks at the terminal; in the browser: tests/web/test_fortnight.py."""

from __future__ import annotations

from datetime import timedelta
from itertools import groupby

from storage.engine import Database
from tests.command import baocun
from tests.conversation import Town
from tests.fortnight import BEGINNING, LINES


def test_two_weeks_at_the_terminal(sqlite: Database) -> None:
    Town(sqlite, BEGINNING)
    for (day, who), lines in groupby(LINES, lambda line: (line.day, line.who)):
        said = list(lines)
        now = (BEGINNING + timedelta(days=day, hours=2)).isoformat()
        typed = "\n".join(line.text for line in said)
        heard = baocun("chat", "--as", who, "--now", now, "--db", sqlite.url, typed=typed)
        for line in said:
            for part in line.hears:
                assert part in heard, f"day {day}, {who}: {line.text!r} without {part!r} in:\n{heard}"
