"""`baocun export`: a ledger as an Excel workbook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.commands.common import Db, Failed, Now, opened, texts
from handlers import ledgers as handlers_ledgers
from handlers.kit.context import Eyes
from handlers.ledgers import KINDS, Wanted
from handlers.papers import books, ledger
from handlers.papers.ledger import Heading
from handlers.reminders import sheet
from handlers.rules import periods
from storage import ledgers, units
from storage.areas import Area
from storage.scope import Scope
from storage.tables import Unit

# Everything that was ever recorded, the ledgers that the office keeps, and the rules that an admin edits.
LEDGERS = ("entries", *KINDS, "reminders")

Ledger = Annotated[str, typer.Argument(help="which ledger: " + ", ".join(LEDGERS))]
Out = Annotated[Path, typer.Option("--out", help="the .xlsx file to write")]
Township = Annotated[str | None, typer.Option("--township", help="which, if there are several")]
Days = Annotated[
    str | None, typer.Option("--period", help="11月, 2026-11, 上周, 2026: else this month; not of entries")
]


def export(
    name: Ledger, out: Out, period: Days = None, township: Township = None, db: Db = None, now: Now = None
) -> None:
    """Write a ledger as an Excel workbook."""
    words = {word: kind for kind in KINDS for word in texts().of("ledger_words", kind).split()}
    kind = words.get(name, name)
    if kind not in LEDGERS:
        raise Failed(f"there is no ledger {name}; there are: {', '.join(LEDGERS)}")
    with opened(db, now) as app, app.database.reading() as session:
        found = [unit for unit in units.townships(session) if township in (None, unit.name)]
        if len(found) != 1:
            names = "、".join(unit.name for unit in units.townships(session))
            raise Failed(f"name one township with --township: {names}" if names else "the database is empty")
        scope = Scope(0, found[0].id, (found[0].path,), roles=frozenset({"leader"}))
        eyes = Eyes(session, scope, app.clock().astimezone(app.zone), texts())
        try:
            if kind == "reminders":
                count = sheet.write(eyes, out, found[0].name)
            else:
                count = _entries(session, scope, found[0], out) if kind == "entries" else _book(eyes, kind, period, out)
        except OSError as error:
            raise Failed(f"cannot write {out}: {error.strerror}") from None
    print(f"{out}: {count}")


def _entries(session: Session, scope: Scope, township: Unit, out: Path) -> int:
    t = texts()
    heading = Heading(t("ledger.everything", township=township.name), t("ledger.unit", unit=township.name), "")
    return ledger.write(out, heading, books.ENTRIES, ledgers.entries(session, scope), t, _told)


def _book(eyes: Eyes, kind: str, words: str | None, out: Path) -> int:
    today = eyes.now.date()
    period = periods.named(words, today) if words else periods.of("month", today)
    if period is None:
        raise Failed(f"--period {words!r} is no period, or one that is yet to come")
    area = Area(tuple(unit.id for unit in units.below(eyes.session, eyes.scope)), rest=True)
    wanted = Wanted(kind, period, area, units.led(eyes.session, eyes.scope))
    return handlers_ledgers.write(eyes, wanted, out, _told)


def _told(count: int) -> None:
    """A line that counts, for whoever watches."""
    if sys.stderr.isatty():
        print(f"\r{count} rows", end="", file=sys.stderr, flush=True)
