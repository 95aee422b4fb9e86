"""What was filled in, summed as it stands: in all, by cluster, by village; who is missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from handlers.kit.context import Eyes
from handlers.tasks import fields
from storage import tallies
from storage.tallies import Row
from storage.tasks import Standing

Field = Mapping[str, Any]


class Line(Struct, frozen=True):
    """A village or cluster: how many were asked, how many answered, and what that comes to, field by field."""

    name: str
    cluster: str
    asked: int
    answered: int
    cells: tuple[str, ...]


class Sums(Struct, frozen=True):
    """A task's answers: the labels, all of them together, by cluster, by village."""

    labels: tuple[str, ...]
    total: Line
    clusters: tuple[Line, ...]
    villages: tuple[Line, ...]


def of(eyes: Eyes, task: Standing, rows: Sequence[Row] | None = None) -> Sums:
    """The sums of this moment. Where two of a village answered, both are in its sum, and it is said that they are."""
    found = rows if rows is not None else tallies.rows(eyes.session, eyes.scope, task.id)
    counted = [row for row in found if row.state != "cancelled"]
    nowhere = eyes.t("task.no_village")
    villages = list(dict.fromkeys((row.cluster or "", row.village or nowhere) for row in counted))
    clusters = [name for name in dict.fromkeys(cluster for cluster, _ in villages) if name]
    return Sums(
        tuple(str(field["label"]) for field in task.fields),
        _line(eyes, task, eyes.t("task.total"), "", counted),
        tuple(_line(eyes, task, name, name, [row for row in counted if row.cluster == name]) for name in clusters),
        tuple(
            _line(
                eyes,
                task,
                village,
                cluster,
                [row for row in counted if (row.cluster or "", row.village or nowhere) == (cluster, village)],
            )
            for cluster, village in villages
        ),
    )


def _line(eyes: Eyes, task: Standing, name: str, cluster: str, rows: Sequence[Row]) -> Line:
    given = [row for row in rows if row.answers]
    cells = tuple(_cell(eyes, field, [row.answers.get(field["label"]) for row in given]) for field in task.fields)
    return Line(name, cluster, len(rows), len(given), cells)


def _cell(eyes: Eyes, field: Field, answers: Sequence[Any]) -> str:
    told = [answer for answer in answers if answer is not None]
    if not told:
        return ""
    if field["kind"] == "number":
        return str(sum(int(answer) for answer in told))
    if field["kind"] == "choice":
        counted = Counter(map(str, told))
        return eyes.t("task.between").join(
            f"{option}{counted[option]}" for option in field["options"] if counted[option]
        )
    if field["kind"] == "photo":
        return eyes.t("task.photos", count=len(told))
    return eyes.t("task.separator").join(dict.fromkeys(fields.shown(eyes, field, answer) for answer in told))


def line(eyes: Eyes, sums: Sums, one: Line) -> str:
    """王家坞村 2/2：受灾户数12 已转移3."""
    told = [f"{label}{cell}" for label, cell in zip(sums.labels, one.cells, strict=True) if cell]
    head = eyes.t("task.sum_head", name=one.name, answered=one.answered, asked=one.asked)
    return head + eyes.t("task.between").join(told)


def doubled(sums: Sums) -> list[str]:
    """The villages for which more than one has answered: whether their figures are the same, only people know."""
    return [one.name for one in sums.villages if one.answered > 1]
