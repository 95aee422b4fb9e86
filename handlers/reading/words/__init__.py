"""The language the reader knows, as plain word lists: no township's names, no sentences, only words.

A list is a file, or a folder of files read as one. It holds sections: a heading in square brackets, then words
separated by white space; `#` begins a comment line.
A word may stand in several sections. How they are put together is in `handlers.reading.lexicon`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def lists(name: str) -> dict[str, tuple[str, ...]]:
    """The sections of one list: heading → words in their order."""
    sections, heading = dict[str, list[str]](), ""
    for line in _lines(name):
        if line.startswith("["):
            heading = line.strip("[]")
            sections.setdefault(heading, [])
        elif not line.startswith("#"):
            sections.get(heading, []).extend(line.split())
    return {heading: tuple(words) for heading, words in sections.items()}


def _lines(name: str) -> list[str]:
    shelf = Path(__file__).parent
    files = sorted((shelf / name).glob("*.txt")) or [shelf / f"{name}.txt"]
    return [line for file in files for line in file.read_text(encoding="utf-8").splitlines()]
