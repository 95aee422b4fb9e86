"""Roster import: preview, apply, undo. Nothing is written that was not shown; what is not in a workbook stays."""

from handlers.imports.applying import Blocked, Outdated, apply
from handlers.imports.describing import describe, describe_undo
from handlers.imports.plan import Plan
from handlers.imports.preview import preview
from handlers.imports.running import run, run_undo
from handlers.imports.undoing import Undone, undo

__all__ = [
    "Blocked",
    "Outdated",
    "Plan",
    "Undone",
    "apply",
    "describe",
    "describe_undo",
    "preview",
    "run",
    "run_undo",
    "undo",
]
