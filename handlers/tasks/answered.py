"""What recipients answered as columns of a table: one a field, and one a photo, which is a link to the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from msgspec import Struct

from handlers.kit.context import Eyes
from handlers.papers.cells import Cell, Link
from handlers.tasks import fields
from storage import taskfiles
from storage.tallies import Row
from storage.tasks import Standing

# Columns for the photos of one answer; there may be more of them in Baocun.
MOST_PHOTOS: Final = 5


class Column(Struct, frozen=True):
    """A heading, and what stands below it for a receipt."""

    head: str
    cell: Callable[[Row], Cell]


def columns(eyes: Eyes, task: Standing, site: str) -> list[Column]:
    """The columns of a task's fields. Without a site there is no page to lead to: then only that there is a photo."""
    photos = taskfiles.answers(eyes.session, task.id) if site else {}
    widest = min(max(map(len, photos.values()), default=0), MOST_PHOTOS)
    return [column for field in task.fields for column in _columns(eyes, field, photos, widest, site)]


def _columns(
    eyes: Eyes, field: Mapping[str, Any], photos: Mapping[int, Sequence[int]], widest: int, site: str
) -> list[Column]:
    label = str(field["label"])
    if field["kind"] != "photo" or not widest:
        return [Column(label, partial(_plain, eyes, field))]
    heads = [label, *(f"{label}{number}" for number in range(2, widest + 1))]
    return [Column(head, partial(_photo, eyes, label, photos, place, site)) for place, head in enumerate(heads)]


def _plain(eyes: Eyes, field: Mapping[str, Any], row: Row) -> Cell:
    answer = row.answers.get(field["label"])
    return answer if isinstance(answer, int) and field["kind"] == "number" else fields.shown(eyes, field, answer)


def _photo(eyes: Eyes, label: str, photos: Mapping[int, Sequence[int]], place: int, site: str, row: Row) -> Cell:
    brought = photos.get(row.answers.get(label) or 0, ())
    return Link(eyes.t("task.photo_link"), f"{site}/photo/{brought[place]}") if place < len(brought) else ""
