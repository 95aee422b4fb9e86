"""Thinking an import through, without writing anything: whose roster it is, and every row against the register."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy.orm import Session

from handlers.imports.households import Households, plan_residents
from handlers.imports.people import plan_people
from handlers.imports.places import plan_units
from handlers.imports.plan import Draft, Plan
from handlers.imports.terms import Terms
from handlers.sheets.items import Roster
from handlers.sheets.notices import Notice, Source
from storage import imports, units
from storage.imports import Row
from storage.tables import Unit


def preview(session: Session, roster: Roster, township: str | None = None, *, today: date) -> Plan:
    """What importing this roster would do; `township` names it where the workbook does not, or says otherwise.

    Nothing is written. A plan with something `blocked` cannot be applied.
    """
    blocked = roster.blocked
    name = township or roster.township or _only_township(session)
    if not blocked and name is None:
        blocked = (Notice(Source("", 0), "township_unknown"),)
    if blocked or name is None:
        return Plan(roster, township, today, blocked=blocked)
    there = _township(session, name, roster.county)
    draft = Draft(imports.snapshot(session, there.id) if there else {}, today)
    _root(session, draft, there, name, roster.county)
    _everything(draft, roster)
    return Plan(
        roster,
        township,
        today,
        township=name,
        township_id=there.id if there else None,
        edits=tuple(draft.edits()),
        counts=_counts(draft),
        remarks=tuple(draft.remarks),
        skipped=(*roster.skipped, *draft.skipped),
    )


def _everything(draft: Draft, roster: Roster) -> None:
    villages = plan_units(draft, roster)
    people = plan_people(draft, roster)
    Terms(draft, roster, villages, people).plan()
    there = Households(draft, roster, villages).plan()
    plan_residents(draft, roster, villages, there)


def _only_township(session: Session) -> str | None:
    townships = units.townships(session)
    return townships[0].name if len(townships) == 1 else None


def _township(session: Session, name: str, county: str | None) -> Unit | None:
    """The township of that name; if two counties have one, the one in the county the workbook names."""
    found = [unit for unit in units.townships(session) if unit.name == name]
    if len(found) < 2:
        return found[0] if found else None
    above = units.find(session, None, "county", county) if county else None
    return next((unit for unit in found if above and unit.parent_id == above.id), None)


def _root(session: Session, draft: Draft, there: Unit | None, name: str, county: str | None) -> None:
    if there is not None:
        draft.township_id = there.id
        return
    parent: int | None = None
    if county is not None:
        above = units.find(session, None, "county", county)
        draft.township_id = 0
        parent = above.id if above else _unit(draft, None, "county", county)
    draft.township_id = _unit(draft, parent, "township", name)
    draft.row("units", draft.township_id)["township_id"] = draft.township_id


def _unit(draft: Draft, parent: int | None, kind: str, name: str) -> int:
    key = draft.add("units", parent_id=parent, kind=kind, name=name, path="", pinyin="")
    row: Row = draft.row("units", key)
    row["township_id"] = None
    return key


def _counts(draft: Draft) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for (noun, outcome), count in draft.counts.items():
        counts[noun][outcome] = count
    return dict(counts)
