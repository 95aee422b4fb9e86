"""A field to fill in as a row of the sheet: its name, its kind, its options, whether it may be left out."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from handlers.kit.answers import Unreadable
from handlers.tasks import fields
from storage.vocabulary import FIELD_KINDS

MOST: Final = fields.MOST
# What parts a line of fields in chat; within a name it parts nothing.
_APART: Final = re.compile(r"[\s,，;；、:：/]+")
_OR: Final = re.compile(r"[\s,，;；、/]+")


class Row(Struct, frozen=True):
    """A row as it was typed."""

    label: str = ""
    kind: str = FIELD_KINDS[0]
    options: str = ""
    optional: bool = False


def rows(typed: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows of a sheet, empty ones too."""

    def said(name: str, place: int, usual: str = "") -> str:
        return next(iter(typed.get(f"{name}{place}", ())), usual).strip()

    return [
        Row(said("label", n), said("kind", n, FIELD_KINDS[0]), said("options", n), bool(said("optional", n)))
        for n in range(MOST)
    ]


def of(asked: Sequence[Mapping[str, Any]]) -> list[Row]:
    """The rows that would be read as these fields."""
    filled = [Row(one["label"], one["kind"], "/".join(one["options"]), one["optional"]) for one in asked]
    return (filled + [Row()] * MOST)[:MOST]


def fields_of(typed: Sequence[Row]) -> list[dict[str, Any]]:
    """The fields that rows mean. Raises Unreadable and names the row that cannot be read."""
    found = [_field(one) for one in typed if one.label or one.options]
    if len({one["label"] for one in found}) < len(found):
        raise Unreadable("task.fields_twice")
    return found


def _field(one: Row) -> dict[str, Any]:
    label = _APART.sub("", one.label)
    options = [option for option in _OR.split(one.options) if option] if one.kind == "choice" else []
    if not label or len(label) > fields.LONGEST_LABEL:
        raise Unreadable("task.sheet_label", options=one.options, most=fields.LONGEST_LABEL)
    if one.kind not in FIELD_KINDS or (one.kind == "choice" and len(set(options)) < 2):
        raise Unreadable("task.sheet_options", label=label)
    optional = one.optional or one.kind == "photo"
    return {"label": label, "kind": one.kind, "options": options, "optional": optional}
