"""The rules as a workbook that an admin fills in and gives back: a row a rule, in the words of the chat."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from handlers.kit.context import Eyes
from handlers.kit.routes import Refused
from handlers.papers import ledger
from handlers.papers.ledger import Column, Heading
from handlers.reminders import watching, wording
from handlers.reminders.chat import LONGEST
from handlers.reminders.firing import first
from handlers.rules import schedules
from handlers.rules.workdays import IsWorkday
from handlers.sheets.workbook import Cell, Sheet
from storage import reminders, units
from storage.reminders import Rule
from storage.vocabulary import FRESH, MORNING

HEADINGS: Final = ("编号", "提醒什么", "什么时候", "几点", "给谁", "状态")
COLUMNS: Final = (
    ("reminder_column.number", 8),
    ("reminder_column.what", 30),
    ("reminder_column.days", 24),
    ("reminder_column.at", 8),
    ("reminder_column.whom", 24),
    ("reminder_column.state", 8),
)
PAUSED: Final = "暂停"
# Rules of a workbook that are told one by one before they are taken over.
MOST_TOLD: Final = 20
_NEW: Final = Rule(0, 0, "text", None, None, None, None, None, "daily", MORNING, FRESH, False)
# Rows above the rules that are looked through for the headings.
_ABOVE: Final = 8


class Changes(Struct, frozen=True):
    """What a workbook says: new values by rule, new rules, and what is wrong, row by row."""

    changed: dict[int, dict[str, Any]]
    added: list[dict[str, Any]]
    wrong: list[str]


def write(eyes: Eyes, path: Path, unit: str) -> int:
    """Writes the rules of a township; returns how many."""
    said: tuple[Callable[[Rule], str], ...] = (
        lambda rule: str(rule.id),
        lambda rule: wording.what(eyes, rule),
        lambda rule: wording.days(eyes, rule.every),
        lambda rule: f"{rule.at:%H:%M}",
        lambda rule: wording.whom(eyes, rule),
        lambda rule: PAUSED if rule.paused else "",
    )
    columns = [Column(key, width, _value(one)) for (key, width), one in zip(COLUMNS, said, strict=True)]
    heading = Heading(eyes.t("reminder.sheet"), eyes.t("ledger.unit", unit=unit), "")
    return ledger.write(path, heading, columns, reminders.listed(eyes.session, eyes.scope), eyes.texts)


def _value(said: Callable[[Rule], str]) -> Callable[[Rule, Any], str]:
    return lambda rule, _: said(rule)


def is_rules(sheets: Sequence[Sheet]) -> Sheet | None:
    """The sheet that holds rules, if the workbook has one."""
    return next((sheet for sheet in sheets if _head(sheet.rows) is not None), None)


def _head(rows: Sequence[Sequence[Cell]]) -> int | None:
    for number, row in enumerate(rows[:_ABOVE]):
        if tuple(str(cell or "").strip() for cell in row[: len(HEADINGS)]) == HEADINGS:
            return number
    return None


def read(eyes: Eyes, sheet: Sheet, is_workday: IsWorkday) -> Changes:
    """What the rows say; a rule that is not in them stays as it is."""
    head = _head(sheet.rows)
    assert head is not None  # whoever asks has looked
    known = {rule.id: rule for rule in reminders.listed(eyes.session, eyes.scope)}
    found = Changes({}, [], [])
    for number, row in enumerate(sheet.rows[head + 1 :], head + 2):
        cells = [_plain(cell) for cell in row[: len(HEADINGS)]] + [""] * (len(HEADINGS) - len(row))
        if not any(cells[1:5]):
            continue
        try:
            _row(eyes, cells, known, found, is_workday)
        except Refused as refused:
            found.wrong.append(eyes.t("reminder.row", row=number, why=eyes.t(refused.key)))
    return found


def _plain(cell: Cell) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell if cell is not None else "").strip()


def _row(eyes: Eyes, cells: Sequence[str], known: dict[int, Rule], found: Changes, is_workday: IsWorkday) -> None:
    """One row. Raises Refused with the sentence that says what is wrong with it."""
    number, told, days, at, whom, state = cells
    if number and (not number.isdecimal() or int(number) not in known):
        raise Refused("reminder.no_such")
    rule = known[int(number)] if number else None
    schedule = schedules.read(f"{days} {at}".strip())
    if schedule is None or schedule.rest:
        raise Refused("reminder.unread")
    if len(told) > LONGEST:
        raise Refused("reminder.long")
    _, people = wording.audience(eyes, f"给{whom}" if whom else "")
    what = rule.what if rule else watching.meant(eyes, told, schedule.every, people)
    watching.check(what, schedule.every)
    if rule is None and what == "text" and not told:
        raise Refused("reminder.unread")
    values: dict[str, Any] = (people or {}) | {"every": schedule.every, "at": schedule.at or MORNING}
    values["paused_at"] = eyes.now if state == PAUSED else None
    if what == "text":
        values["text"] = told
    if rule is None:
        values |= {"next_fire_at": first(schedule.every, eyes.now, is_workday)}
        found.added.append({"what": what, "text": None, "role": None, "unit_id": None, "tag": None} | values)
    elif changes := {name: value for name, value in values.items() if _differs(rule, name, value)}:
        if "every" in changes or (rule.paused and "paused_at" in changes):
            changes["next_fire_at"] = first(schedule.every, eyes.now, is_workday)
        found.changed[rule.id] = changes


def _differs(rule: Rule, name: str, value: Any) -> bool:
    return rule.paused != (value is not None) if name == "paused_at" else getattr(rule, name) != value


def apply(eyes: Eyes, found: Changes) -> None:
    """Takes over what a workbook says."""
    for id_, values in found.changed.items():
        reminders.change(eyes.session, eyes.scope, id_, values)
    for values in found.added:
        reminders.add(eyes.session, eyes.scope, values)


def told(eyes: Eyes, found: Changes) -> list[str]:
    """What a workbook would do, rule by rule; what is wrong stands first."""
    if found.wrong:
        return [*found.wrong, eyes.t("reminder.sheet_wrong")]
    known = {rule.id: rule for rule in reminders.listed(eyes.session, eyes.scope)}
    places = {id_: name for name, id_ in units.all_names(eyes.session, eyes.scope).items()}
    lines = [
        eyes.t(
            "reminder.sheet_changes", old=wording.said(eyes, known[id_]), new=_said(eyes, known[id_], values, places)
        )
        for id_, values in found.changed.items()
    ]
    lines += [eyes.t("reminder.sheet_adds", new=_said(eyes, _NEW, values, places)) for values in found.added]
    more = [eyes.t("reminder.sheet_more", count=len(lines) - MOST_TOLD)] if len(lines) > MOST_TOLD else []
    counted = eyes.t("reminder.sheet_says", changed=len(found.changed), added=len(found.added))
    return [counted, *lines[:MOST_TOLD], *more]


def _said(eyes: Eyes, rule: Rule, values: Mapping[str, Any], places: Mapping[int, str]) -> str:
    """A rule as it would be."""
    fields = {name: value for name, value in values.items() if name != "paused_at"}
    if "unit_id" in fields:
        fields["unit"] = places.get(fields["unit_id"])
    if "paused_at" in values:
        fields["paused"] = values["paused_at"] is not None
    return wording.said(eyes, replace(rule, **fields))
