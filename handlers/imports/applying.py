"""Doing what a plan says, all of it or nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from handlers.imports.plan import Plan
from handlers.imports.preview import preview
from storage import imports, register


class Blocked(Exception):
    """The plan cannot be applied, because something needed is missing from the workbook."""


class Outdated(Exception):
    """The register changed since the plan was made; it has to be looked at again."""


def apply(session: Session, plan: Plan, file_name: str, sha256: str, now: datetime) -> int:
    """Writes a plan and keeps every row it touched; returns the number of the import, for undoing it.

    The plan is made once more inside this transaction, so nothing happens that was not shown: raises Outdated if it
    comes out otherwise, Blocked if nothing may be done.
    """
    if plan.blocked:
        raise Blocked
    if preview(session, plan.roster, plan.asked, today=plan.today).edits != plan.edits:
        raise Outdated
    done = imports.apply(session, plan.township_id, plan.edits)
    township_id = plan.township_id or _township(done)
    batch = {"township_id": township_id, "file_name": file_name, "sha256": sha256, "counts": plan.counts}
    batch_id = imports.remember(session, batch, done, now)
    register.changed(session, township_id)
    return batch_id


def _township(done: list[imports.Edit]) -> int:
    return next(edit.id for edit in done if edit.table == "units" and edit.after["kind"] == "township")
