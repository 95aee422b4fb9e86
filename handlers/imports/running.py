"""An import from the first byte to the last line, for a command or a page that has somebody to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from handlers.imports.applying import Outdated, apply
from handlers.imports.describing import describe, describe_undo
from handlers.imports.plan import Plan
from handlers.imports.preview import preview
from handlers.imports.undoing import Undone, undo
from handlers.kit.texts import Texts
from handlers.sheets.items import Roster
from handlers.sheets.roster import Unreadable, read_roster
from storage import imports, units
from storage.engine import Database


def run(
    database: Database,
    data: bytes,
    file_name: str,
    now: datetime,
    today: date,
    texts: Texts,
    decide: Callable[[list[str]], bool],
    township: str | None = None,
) -> list[str]:
    """Reads a workbook, shows `decide` what it would change, does it if told so; returns the lines to end with.

    No lock is held while somebody decides. `today` is the local day.
    """
    try:
        plan = _plan(database, data, today, township)
    except Unreadable as error:
        return [str(error)]
    lines = describe(plan, texts)
    if plan.blocked:
        return lines
    if not plan.edits:
        return [*lines, texts("import.nothing")]
    if not decide(lines):
        return [texts("import.declined")]
    try:
        with database.writing() as session:
            batch = apply(session, plan, file_name, sha256(data).hexdigest(), now)
    except Outdated:
        return [texts("import.outdated")]
    return [texts("import.done", file=file_name, batch=batch)]


def run_undo(database: Database, batch_id: int, now: datetime, today: date, texts: Texts) -> list[str]:
    """Takes an import back, whichever township's it is; returns what became of it. `today` is the local day."""
    with database.writing() as session:
        batch = imports.batch(session, batch_id)
        undone = undo(session, batch.township_id, batch_id, now, today) if batch else Undone("unknown")
    return describe_undo(undone, batch_id, texts)


def _plan(database: Database, data: bytes, today: date, township: str | None) -> Plan:
    with database.reading() as session:
        return preview(session, _read(session, data, today, township), township, today=today)


def _read(session: Session, data: bytes, today: date, township: str | None) -> Roster:
    """The workbook, read with the village names of its own township.

    Which one that is may only be known once it was read; then it is read again.
    """
    townships = {unit.name: unit.id for unit in units.townships(session)}
    guess = township or (next(iter(townships)) if len(townships) == 1 else None)
    roster = read_roster(data, known_villages=_villages(session, townships.get(guess or "")), today=today)
    own = township or roster.township or guess
    if own == guess or not (own in townships or guess in townships):
        return roster
    return read_roster(data, known_villages=_villages(session, townships.get(own or "")), today=today)


def _villages(session: Session, township_id: int | None) -> list[str]:
    return [] if township_id is None else [unit.name for unit in units.villages(session, township_id)]
