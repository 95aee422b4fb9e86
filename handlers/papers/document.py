"""A document in the layout of offices: an editable .docx, made from the form that docs/word.py makes.

A sentence may hold links (`linked`) to the rows and sources of its annex. They lead on inside the file, so they work
for whoever the file is passed to, with no network and no account; on paper the number itself is found by eye.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping, Sequence
from importlib.resources import as_file, files
from typing import Any, Final

from msgspec import Struct

from handlers.kit.clean import clean

# Marks around a link: where to, its words. Control characters, which nothing that people typed keeps.
_LINK: Final = re.compile("\x01([a-z]\\d+)\x02([^\x01-\x03]*)\x03")
# A line may break here. Without it some programs take a row of numbers, one sign between each two, for a single word.
_BREAK: Final = "\u200b"


class Section(Struct, frozen=True):
    """A heading and the sentences below it."""

    heading: str
    sentences: tuple[str, ...]


class Row(Struct, frozen=True):
    """A line of a list that links lead to by its anchor (r12); `cells` are as many as the list has columns, 4."""

    anchor: str
    cells: tuple[str, ...]


class Listed(Struct, frozen=True):
    """A list of the annex: its heading, the names of its four columns, its rows, and a word on what is left out."""

    heading: str
    columns: tuple[str, str, str, str]
    rows: tuple[Row, ...]
    left_out: str = ""


class Source(Struct, frozen=True):
    """A line of the annex that says which rows a number counts; links lead to it by its anchor (n3)."""

    anchor: str
    sentence: str


class Annex(Struct, frozen=True):
    """What stands behind the sentences."""

    title: str
    heading: str
    sources: tuple[Source, ...]
    lists: tuple[Listed, ...]


class Document(Struct, frozen=True):
    """What stands in it, from the title to who signs and when."""

    title: str
    subtitle: str
    opening: str
    sections: Sequence[Section]
    signed: str
    day: str
    annex: Annex | None = None


def linked(words: str, anchor: str) -> str:
    """Words that lead to a row or source of the annex."""
    return f"\x01{anchor}\x02{words}\x03"


def plain(sentence: str) -> str:
    """The sentence without its links, as it is read."""
    return _LINK.sub(r"\2", sentence)


def write(document: Document) -> bytes:
    """The file. What people typed stays text, whatever marks are in it; a link to nowhere is words."""
    from docxtpl import DocxTemplate

    known = _anchors(document.annex)
    with as_file(files("handlers.papers") / "forms" / "report.docx") as path:
        form = DocxTemplate(str(path))
        form.render(
            {
                "title": clean(document.title),
                "subtitle": clean(document.subtitle),
                "opening": clean(document.opening),
                "sections": [
                    {"heading": clean(one.heading), "sentences": [_parts(said, known) for said in one.sentences]}
                    for one in document.sections
                ],
                "signed": clean(document.signed),
                "day": clean(document.day),
                "annex": _annex(document.annex, known),
            },
            autoescape=True,
        )
        out = io.BytesIO()
        form.save(out)
    return out.getvalue()


def _anchors(annex: Annex | None) -> frozenset[str]:
    if annex is None:
        return frozenset()
    rows = (row.anchor for listed in annex.lists for row in listed.rows)
    return frozenset((*rows, *(source.anchor for source in annex.sources)))


def _parts(sentence: str, known: Collection[str]) -> list[Mapping[str, str]]:
    """Words and where they lead, in turn. `split` gives text, anchor, words, text, anchor, words, …, text."""
    found = _LINK.split(sentence)
    parts = [{"words": _kept(found[0]), "to": ""}]
    for to, words, after in zip(found[1::3], found[2::3], found[3::3], strict=True):
        parts += [
            {"words": _kept(words), "to": to if to in known else ""},
            {"words": _kept(after) + _BREAK * (len(after) == 1), "to": ""},
        ]
    return [part for part in parts if part["words"]]


def _kept(words: str) -> str:
    """As `clean`, but with the spaces at its ends, which part it from its neighbours."""
    return clean(f"|{words}|")[1:-1]


def _annex(annex: Annex | None, known: Collection[str]) -> Mapping[str, Any] | None:
    """As the form reads it. Bookmarks are numbered through the file."""
    if annex is None:
        return None
    number = iter(range(1, len(known) + 1))
    return {
        "title": clean(annex.title),
        "heading": clean(annex.heading),
        "sources": [
            {"id": next(number), "anchor": one.anchor, "parts": _parts(one.sentence, known)} for one in annex.sources
        ],
        "lists": [
            {
                "heading": clean(listed.heading),
                "columns": [clean(column) for column in listed.columns],
                "rows": [
                    {"id": next(number), "anchor": row.anchor, "cells": [clean(cell) for cell in row.cells]}
                    for row in listed.rows
                ],
                "left_out": clean(listed.left_out),
            }
            for listed in annex.lists
            if listed.rows
        ],
    }
