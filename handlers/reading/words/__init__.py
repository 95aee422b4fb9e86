"""The language the reader knows, as plain word lists: no township's names, no sentences, only words.

A file holds sections: a heading in square brackets, then words separated by white space; `#` begins a comment line.
A word may stand in several sections. How they are put together is in `handlers.reading.lexicon`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def lists(name: str) -> dict[str, tuple[str, ...]]:
    """The sections of one file in this folder: heading → words in their order."""
    sections, heading = dict[str, list[str]](), ""
    for line in (Path(__file__).parent / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            heading = line.strip("[]")
            sections[heading] = []
        elif not line.startswith("#"):
            sections.get(heading, []).extend(line.split())
    return {heading: tuple(words) for heading, words in sections.items()}
