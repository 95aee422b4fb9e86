"""`baocun import`: a roster workbook into the register, with preview, or an import taken back."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import Db, Failed, Now, opened, texts

File = Annotated[Path | None, typer.Argument(help="the workbook (.xlsx)")]
Yes = Annotated[bool, typer.Option("--yes", help="take it over without asking")]
Undo = Annotated[int | None, typer.Option("--undo", help="number of an import to take back")]
Township = Annotated[str | None, typer.Option("--township", help="which, if the workbook does not say")]


def import_(
    file: File = None,
    yes: Yes = False,
    undo: Undo = None,
    township: Township = None,
    now: Now = None,
    db: Db = None,
) -> None:
    """Show what a roster workbook would change, row by row, and take it over once agreed."""
    from handlers import imports  # other commands need no workbooks

    if (file is None) == (undo is None):
        raise Failed("name a workbook, or --undo with the number of an import")
    with opened(db, now) as app:
        moment = app.clock()
        today = moment.astimezone(app.zone).date()
        if undo is not None:
            lines = imports.run_undo(app.database, undo, moment, today, texts())
        else:
            assert file is not None
            lines = imports.run(
                app.database,
                _bytes(file),
                file.name,
                moment,
                today,
                texts(),
                lambda preview: _agreed(preview, yes),
                township,
            )
    print("\n".join(lines))


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise Failed(f"cannot read {file}: {error.strerror}") from None


def _agreed(preview: list[str], yes: bool) -> bool:
    print("\n".join(preview), flush=True)
    if yes:
        return True
    if not sys.stdin.isatty():
        print(texts()("import.say_yes"))
        return False
    return typer.confirm(texts()("import.ask"))
