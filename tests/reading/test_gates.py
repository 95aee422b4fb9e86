"""The figures the reader has to reach. The frozen files are measured, never looked into: no sentence of it is printed."""

from functools import cache

import pytest

from tests.reading.score import Scores, score
from tests.reading.township import DATA, Township, sentences

CORPORA = {
    "reading-dev.jsonl": "township-a.json",
    "reading-b-open.jsonl": "township-b.json",
    "reading-b-frozen.jsonl": "township-b.json",
    "reading-c.jsonl": "township-c.json",
    "reading-d.jsonl": "township-d.json",
    "reading-e-frozen.jsonl": "township-e.json",
}


@cache
def measured(corpus: str) -> Scores:
    town, rows = Township(DATA / CORPORA[corpus]), sentences(corpus)
    return score(rows, [town.line(row) for row in rows])


@pytest.mark.parametrize(
    ("corpus", "figure", "gate"),
    [
        ("reading-dev.jsonl", "exact", 0.85),
        ("reading-dev.jsonl", "kind", 0.95),
        ("reading-dev.jsonl", "people_f1", 0.95),
        ("reading-dev.jsonl", "category", 0.90),
        ("reading-b-open.jsonl", "exact", 0.85),
        ("reading-b-open.jsonl", "kind", 0.95),
        ("reading-b-open.jsonl", "people_f1", 0.95),
        ("reading-b-frozen.jsonl", "exact", 0.70),
        ("reading-c.jsonl", "exact", 0.88),
        ("reading-c.jsonl", "kind", 0.93),
        ("reading-c.jsonl", "people_f1", 0.97),
        ("reading-e-frozen.jsonl", "exact", 0.70),
        ("reading-d.jsonl", "exact", 0.88),
        ("reading-d.jsonl", "kind", 0.96),
        ("reading-d.jsonl", "people_f1", 0.97),
    ],
)
def test_gate(corpus: str, figure: str, gate: float) -> None:
    reached = measured(corpus).figures()[figure]
    assert reached >= gate, f"{corpus}: {figure} {reached:.3f}"
