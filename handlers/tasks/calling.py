"""Whom the sender of a task may want to call, with numbers: the silent, the stuck, the unreached, the absent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from handlers import card
from handlers.kit.context import Eyes
from handlers.kit.messages import Choice
from handlers.tasks import cards
from storage import elsewhere, tallies
from storage.tallies import Row
from storage.tasks import Standing
from storage.vocabulary import SILENT_STATES, ReceiptState

# Names in one list; the table has them all.
NAMES: Final = 12
_GROUPS: Final[Mapping[str, Sequence[ReceiptState]]] = {
    "silent": SILENT_STATES,
    "stuck": ("stuck",),
    "unreachable": ("unreachable",),
    "on_leave": ("on_leave",),
}


class Group(Struct, frozen=True):
    """People to call for one and the same reason: the first of them, `whys` beside each, and how many more."""

    title: str
    rows: Sequence[Row]
    whys: Sequence[str]
    more: int


def groups(eyes: Eyes, task: Standing) -> Iterator[Group]:
    """Whom to call; what nobody stands in is left out."""
    counts = tallies.counts(eyes.session, eyes.scope, task.id)
    for name, states in _GROUPS.items():
        if count := counts_of(counts, states):
            found = tallies.rows(eyes.session, eyes.scope, task.id, states, NAMES)
            title = eyes.texts.of("task_call", name, count=count)
            yield Group(title, found, reasons(eyes, found), count - len(found))


def calls(eyes: Eyes, task: Standing) -> tuple[str, list[Choice]]:
    """The same as the sender reads it in chat."""
    over = task.due_at <= eyes.now
    lines = [
        eyes.t("task.due_now" if over else "task.calls_before", id=task.id, text=card.shortened(task.text)),
        cards.figures(eyes, tallies.counts(eyes.session, eyes.scope, task.id)),
    ]
    for group in groups(eyes, task):
        lines += [group.title, *(_line(eyes, row, why) for row, why in zip(group.rows, group.whys, strict=True))]
        lines += [eyes.t("task.more", count=group.more)] if group.more else []
    if len(lines) == 2:
        lines.append(eyes.t("task.nobody_to_call"))
    args = {"task": task.id}
    choices = [
        Choice(eyes.t("button.task_table"), "task.table", args),
        Choice(eyes.t("button.task"), "task.show", args),
    ]
    return "\n".join(lines), choices


def counts_of(counts: Mapping[ReceiptState, int], states: Sequence[ReceiptState]) -> int:
    """How many stand in any of these states."""
    return sum(counts.get(state, 0) for state in states)


def _line(eyes: Eyes, row: Row, why: str) -> str:
    """A person on a call list: village, name, number, and why."""
    parts = [row.village or "", row.name, row.phone or eyes.t("task.no_phone"), why]
    return eyes.t("task.between").join(filter(None, parts))


def reasons(eyes: Eyes, rows: Sequence[Row]) -> list[str]:
    """Beside each of them: why he is stuck, in his words; why nothing reached him, or only his page did."""
    silent = [row.person_id for row in rows if row.state == "sent"]
    shut = elsewhere.shut(eyes.session, eyes.scope, silent) if silent else set()
    return [eyes.texts.of("task_lost", "page") if row.person_id in shut else _reason(eyes, row) for row in rows]


def _reason(eyes: Eyes, row: Row) -> str:
    if row.why is None:
        return ""
    return eyes.texts.of("task_lost", row.why) if row.state == "unreachable" else row.why
