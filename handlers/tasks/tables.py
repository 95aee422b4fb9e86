"""The workbook of a task: the sums by village, and a sheet with everybody's answers or receipts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import card
from handlers.kit.context import Eyes
from handlers.kit.making import XLSX, Made, Progress
from handlers.papers import grid
from handlers.papers.cells import Cell
from handlers.papers.grid import Sheet
from handlers.tasks import answered, calling, cards, sums
from handlers.tasks.answered import Column
from handlers.tasks.sums import Line
from storage import tallies, tasks
from storage.tallies import Row
from storage.tasks import Standing


def table(eyes: Eyes, args: Mapping[str, Any], progress: Progress) -> Made:
    """The workbook of a task as it stands. Without the task there is nothing to make."""
    task = tasks.one(eyes.session, eyes.scope, int(args["task"]))
    if task is None:
        return Made(eyes.t("press.gone"))
    name = eyes.t("task.file", id=task.id, text=card.brief(task.text))
    return Made(name, f"{name}.xlsx", XLSX, workbook(eyes, task, str(args.get("site", ""))))


def workbook(eyes: Eyes, task: Standing, site: str = "") -> bytes:
    """Both sheets. Answers are left out for whom the sender has not let see them; `site` is where photos are shown."""
    rows = tallies.rows(eyes.session, eyes.scope, task.id)
    answers = task.sender_id == eyes.scope.person_id or task.visible != "sender"
    note = eyes.t(
        "task.table_note",
        due=cards.moment(eyes.texts, task.due_at, eyes.now),
        figures=cards.figures(eyes, tallies.counts(eyes.session, eyes.scope, task.id)),
        now=cards.moment(eyes.texts, eyes.now, eyes.now),
    )
    columns = answered.columns(eyes, task, site) if answers else []
    people = _people(eyes, task, rows, note, columns)
    return grid.workbook([_sums(eyes, task, rows, note), people] if task.fields and answers else [people])


def _sums(eyes: Eyes, task: Standing, rows: Sequence[Row], note: str) -> Sheet:
    found = sums.of(eyes, task, rows)
    head = [eyes.texts.of("task_column", name) for name in ("cluster", "village", "asked", "answered", "missing")]
    clusters = list(found.clusters) if len(found.clusters) > 1 else []
    silent: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        if not row.answers and row.state != "cancelled":
            key = (row.cluster or "", row.village or eyes.t("task.no_village"))
            silent.setdefault(key, []).append(row.name)
    comma = eyes.t("card.comma")
    lines = [
        _cells(found.total, "", found.total.name, ""),
        *(_cells(one, one.name, eyes.t("task.subtotal"), "") for one in clusters),
    ]
    lines += [
        _cells(one, one.cluster, one.name, comma.join(silent.get((one.cluster, one.name), [])))
        for one in found.villages
    ]
    if twice := sums.doubled(found):
        note += eyes.t("task.doubled", villages=comma.join(twice))
    title = eyes.t("task.table_sums", text=card.shortened(task.text))
    return Sheet(eyes.t("task.tab_sums"), title, note, [*head, *found.labels], lines, strong=1 + len(clusters))


def _cells(one: Line, cluster: str, name: str, missing: str) -> list[Cell]:
    return [
        cluster,
        name,
        one.asked,
        one.answered,
        missing,
        *(int(cell) if cell.isdecimal() else cell for cell in one.cells),
    ]


def _people(eyes: Eyes, task: Standing, rows: Sequence[Row], note: str, columns: Sequence[Column]) -> Sheet:
    names = ("cluster", "village", "name", "phone", "state", "why")
    head = [*(eyes.texts.of("task_column", name) for name in names), *(column.head for column in columns)]
    lines = [
        [
            row.cluster or "",
            row.village or "",
            row.name,
            row.phone or "",
            _state(eyes, row),
            why,
            *(column.cell(row) for column in columns),
        ]
        for row, why in zip(rows, calling.reasons(eyes, rows), strict=True)
    ]
    title = eyes.t("task.table_people", text=card.shortened(task.text))
    return Sheet(eyes.t("task.tab_people"), title, note, head, lines, whole=(names.index("phone"),))


def _state(eyes: Eyes, row: Row) -> str:
    state = eyes.texts.of("receipt_state", row.state)
    return eyes.t("task.state_late", state=state) if row.late else state
