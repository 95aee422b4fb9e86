"""The columns of each ledger, as township offices keep them.

A ledger is printed and passed around: of a sensitive matter it holds the kind alone, and of its people the surname.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from handlers.kit.texts import Texts
from handlers.papers.cells import Cell
from handlers.papers.ledger import Column
from storage.ledgers import EntryRow, HandedRow, IssueCell, IssueRow
from storage.vocabulary import SENSITIVE_CATEGORIES


def _issues(row: EntryRow, t: Texts) -> str:
    return "\n".join(_issue(issue, t, issue.text) for issue in row.issues)


def _issue(issue: IssueCell, t: Texts, text: str) -> str:
    return t(
        "ledger.issue",
        text=text,
        category=t.of("category", issue.category),
        state=t.of("issue_state", issue.state),
        due=issue.due_on.isoformat() if issue.due_on else t("ledger.none"),
    )


def _duties(row: EntryRow, t: Texts) -> str:
    return "、".join(name or t.of("duty", code) for code, name in row.duties)


def _marks(row: EntryRow, t: Texts) -> str:
    marks = [t("ledger.late")] if row.late else []
    return "、".join([*marks, t("ledger.undone")] if row.undone else marks)


def _veils(row: EntryRow) -> bool:
    return any(issue.category in SENSITIVE_CATEGORIES for issue in row.issues)


def _told(row: EntryRow, t: Texts) -> str:
    return t("card.veiled") if _veils(row) else row.text


def _names(people: Iterable[str], veiled: bool) -> str:
    return "、".join(dict.fromkeys(f"{name[:1]}某" if veiled else name for name in people))


def _asked(row: EntryRow, t: Texts) -> str:
    """The matters of a visit, without those that are sensitive: their kind alone."""
    return "\n".join(_issue(issue, t, _text(issue.category, issue.text, t)) for issue in row.issues)


def _text(category: str, text: str, t: Texts) -> str:
    return t.of("category", category) if category in SENSITIVE_CATEGORIES else text


def _last(row: IssueRow, t: Texts) -> Cell:
    return None if row.category in SENSITIVE_CATEGORIES or row.last is None else row.last


def _instruction(row: HandedRow, t: Texts) -> Cell:
    if row.what != "instructed" or row.words is None:
        return t("ledger.passed", to=row.words or row.owner)
    return t("card.veiled") if row.category in SENSITIVE_CATEGORIES else row.words


def _people(row: IssueRow, t: Texts) -> str:
    return _names(row.people, row.category in SENSITIVE_CATEGORIES)


# Every record of a township, for whoever looks after the machine.
ENTRIES: Final[tuple[Column[EntryRow], ...]] = (
    Column("ledger.no", 8, lambda row, t: row.id),
    Column("ledger.day", 12, lambda row, t: row.day.isoformat()),
    Column("ledger.village", 12, lambda row, t: row.village),
    Column("ledger.seen", 18, lambda row, t: "、".join(row.seen)),
    Column("ledger.concerned", 18, lambda row, t: "、".join(row.concerned)),
    Column("ledger.recorder", 10, lambda row, t: row.recorder),
    Column("ledger.kind", 10, lambda row, t: t.of("kind", row.kind)),
    Column("ledger.text", 50, lambda row, t: row.text),
    Column("ledger.issues", 40, _issues),
    Column("ledger.promises", 12, lambda row, t: "\n".join(day.isoformat() for day in row.promises)),
    Column("ledger.duties", 26, _duties),
    Column("ledger.marks", 10, _marks),
)
VISITS: Final[tuple[Column[EntryRow], ...]] = (
    Column("ledger.record", 8, lambda row, t: row.id),
    Column("ledger.day", 12, lambda row, t: row.day.isoformat()),
    Column("ledger.village", 12, lambda row, t: row.village),
    Column("ledger.seen", 18, lambda row, t: _names([*row.seen, *row.concerned], _veils(row))),
    Column("ledger.visitor", 10, lambda row, t: row.recorder),
    Column("ledger.heard", 44, _told),
    Column("ledger.issues", 36, _asked),
    Column("ledger.marks", 8, lambda row, t: t("ledger.late") if row.late else None),
)
ISSUES: Final[tuple[Column[IssueRow], ...]] = (
    Column("ledger.matter", 8, lambda row, t: row.id),
    Column("ledger.told_on", 12, lambda row, t: row.opened_on.isoformat()),
    Column("ledger.village", 12, lambda row, t: row.village),
    Column("ledger.asker", 16, _people),
    Column("ledger.category", 12, lambda row, t: t.of("category", row.category)),
    Column("ledger.asked", 36, lambda row, t: _text(row.category, row.text, t)),
    Column("ledger.owner", 10, lambda row, t: row.owner),
    Column("ledger.due", 12, lambda row, t: row.due_on.isoformat() if row.due_on else None),
    Column("ledger.state", 10, lambda row, t: t.of("issue_state", row.state)),
    Column("ledger.done_on", 12, lambda row, t: row.done_on.isoformat() if row.done_on else None),
    Column("ledger.last", 24, _last),
    Column("ledger.marks", 8, lambda row, t: t("ledger.urgent") if row.urgent else None),
)
DISPUTES: Final[tuple[Column[IssueRow], ...]] = (
    Column("ledger.matter", 8, lambda row, t: row.id),
    Column("ledger.found_on", 12, lambda row, t: row.opened_on.isoformat()),
    Column("ledger.village", 12, lambda row, t: row.village),
    Column("ledger.parties", 18, _people),
    Column("ledger.dispute", 38, lambda row, t: _text(row.category, row.text, t)),
    Column("ledger.mediator", 10, lambda row, t: row.owner),
    Column("ledger.mediate_by", 12, lambda row, t: row.due_on.isoformat() if row.due_on else None),
    Column("ledger.state", 10, lambda row, t: t.of("issue_state", row.state)),
    Column("ledger.mediated_on", 12, lambda row, t: row.done_on.isoformat() if row.done_on else None),
    Column("ledger.outcome", 28, _last),
    Column("ledger.marks", 8, lambda row, t: t("ledger.urgent") if row.urgent else None),
)
DUTIES: Final[tuple[Column[EntryRow], ...]] = (
    Column("ledger.record", 8, lambda row, t: row.id),
    Column("ledger.day", 12, lambda row, t: row.day.isoformat()),
    Column("ledger.village", 12, lambda row, t: row.village),
    Column("ledger.cadre", 10, lambda row, t: row.recorder),
    Column("ledger.duty", 34, _duties),
    Column("ledger.work", 56, _told),
    Column("ledger.marks", 8, lambda row, t: t("ledger.late") if row.late else None),
)
HANDED: Final[tuple[Column[HandedRow], ...]] = (
    Column("ledger.handed_on", 12, lambda row, t: row.at.date().isoformat()),
    Column("ledger.handed_by", 10, lambda row, t: row.by),
    Column("ledger.village", 12, lambda row, t: row.village),
    Column("ledger.handed", 38, lambda row, t: _text(row.category, row.text, t)),
    Column("ledger.instruction", 30, _instruction),
    Column("ledger.owner", 10, lambda row, t: row.owner),
    Column("ledger.due", 12, lambda row, t: row.due_on.isoformat() if row.due_on else None),
    Column("ledger.state", 10, lambda row, t: t.of("issue_state", row.state)),
    Column("ledger.done_on", 12, lambda row, t: row.done_on.isoformat() if row.done_on else None),
)
