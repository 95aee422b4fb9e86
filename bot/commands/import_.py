"""`baocun import`: a roster workbook into the register, with preview, or an import taken back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import Db, Failed, Now, opened, texts

if TYPE_CHECKING:
    from bot.app import App
    from handlers.sheets.workbook import Sheet

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
            from handlers.reminders import sheet

            rules = sheet.is_rules(_sheets(file))
            if rules is not None:
                print("\n".join(_rules(app, rules, yes, township)))
                return
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


def _sheets(file: Path) -> Sequence[Sheet]:
    """The sheets of a workbook; none when it cannot be read, which the import of a roster says in its words."""
    from handlers.sheets.archive import Unreadable
    from handlers.sheets.workbook import open_workbook

    try:
        return open_workbook(_bytes(file)).sheets
    except Unreadable:
        return ()


def _rules(app: App, rules: Sheet, yes: bool, township: str | None) -> list[str]:
    """Takes over the rules of reminders that an admin wrote into a workbook, all or none."""
    from handlers.kit.context import Eyes
    from handlers.reminders import sheet
    from storage import calendar, units
    from storage.scope import Scope

    with app.database.writing() as session:
        found = [unit for unit in units.townships(session) if township in (None, unit.name)]
        if len(found) != 1:
            raise Failed("name one township with --township")
        now = app.clock().astimezone(app.zone)
        eyes = Eyes(session, Scope(0, found[0].id, (found[0].path,)), now, texts())
        changes = sheet.read(eyes, rules, calendar.near(session, now.date()))
        lines = sheet.told(eyes, changes)
        if changes.wrong or not _agreed(lines, yes):
            return lines
        sheet.apply(eyes, changes)
    return [texts()("reminder.sheet_done")]


def _agreed(preview: list[str], yes: bool) -> bool:
    print("\n".join(preview), flush=True)
    if yes:
        return True
    if not sys.stdin.isatty():
        print(texts()("import.say_yes"))
        return False
    return typer.confirm(texts()("import.ask"))
