"""`baocun export`: a ledger as an Excel workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import Db, Failed, opened, texts
from handlers.papers import ledger
from storage import ledgers, units
from storage.scope import Scope

LEDGERS = ("entries",)

Ledger = Annotated[str, typer.Argument(help="which ledger: " + ", ".join(LEDGERS))]
Out = Annotated[Path, typer.Option("--out", help="the .xlsx file to write")]
Township = Annotated[str | None, typer.Option("--township", help="which, if there are several")]


def export(name: Ledger, out: Out, township: Township = None, db: Db = None) -> None:
    """Write a ledger as an Excel workbook."""
    if name not in LEDGERS:
        raise Failed(f"there is no ledger {name}; there are: {', '.join(LEDGERS)}")
    with opened(db) as app, app.database.reading() as session:
        found = [unit for unit in units.townships(session) if township in (None, unit.name)]
        if len(found) != 1:
            names = "、".join(unit.name for unit in units.townships(session))
            raise Failed(f"name one township with --township: {names}" if names else "the database is empty")
        scope = Scope(0, found[0].id, (found[0].path,))
        t = texts()
        title = t("ledger.title", township=found[0].name)
        try:
            count = ledger.write(out, title, ledger.ENTRIES, ledgers.entries(session, scope), t)
        except OSError as error:
            raise Failed(f"cannot write {out}: {error.strerror}") from None
    print(f"{out}: {count}")
