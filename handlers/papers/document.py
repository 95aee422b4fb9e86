"""A Word document in the layout of official papers, from the form that docs/word.py makes; it can be edited on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files

from handlers.kit.clean import clean


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and the sentences below it."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in it, from the title to who signs and when."""

    title: str
    subtitle: str
    opening: str
    sections: Sequence[Section]
    signed: str
    day: str


def write(document: Document) -> bytes:
    """The file. What people typed stays text, whatever marks are in it."""
    from docxtpl import DocxTemplate

    with as_file(files("handlers.papers") / "forms" / "report.docx") as path:
        form = DocxTemplate(str(path))
        form.render(
            {
                "title": clean(document.title),
                "subtitle": clean(document.subtitle),
                "opening": clean(document.opening),
                "sections": [
                    {"heading": clean(one.heading), "sentences": [clean(sentence) for sentence in one.sentences]}
                    for one in document.sections
                ],
                "signed": clean(document.signed),
                "day": clean(document.day),
            },
            autoescape=True,
        )
        out = io.BytesIO()
        form.save(out)
    return out.getvalue()
