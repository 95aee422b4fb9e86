"""Which issue of a reading is which issue of the gold."""

import re
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

# Spaces and punctuation are ignored when a gist is looked for; digits, letters and 汉字 stay.
NOISE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Pair:
    """A gold issue and the issue read for it; one side is None where the other has no partner."""

    gold: Json | None
    read: Json | None

    @property
    def matched(self) -> bool:
        return self.gold is not None and self.read is not None


def pair_issues(golds: list[Json], reads: list[Json]) -> list[Pair]:
    """Match one to one: a text must hold the gist of this gold issue and of no other."""
    pairs, left = list[Pair](), list(reads)
    for i, gold in enumerate(golds):
        others = golds[:i] + golds[i + 1 :]
        found = [read for read in left if holds(read, gold) and not any(holds(read, other) for other in others)]
        # Two candidates: the one that agrees better, so that a stray duplicate costs only itself.
        best = max(found, key=lambda read: agreement(gold, read), default=None)
        if best is not None:
            left = [read for read in left if read is not best]
        pairs.append(Pair(gold, best))
    return pairs + [Pair(None, read) for read in left]


def holds(read: Json, gold: Json) -> bool:
    """Whether the text of an issue that was read holds a gist of the gold issue."""
    text = squeeze(read.get("text", ""))
    return any(squeeze(gist) in text for gist in [gold["gist"], *gold.get("also", {}).get("gist", [])])


def squeeze(text: str) -> str:
    return NOISE.sub("", text)


def agreement(gold: Json, read: Json) -> int:
    """How many of category, state and urgency agree, 0 to 3."""
    also = gold.get("also", {})
    return sum(read.get(name) in [gold[name], *also.get(name, [])] for name in ("category", "state", "urgent"))


def fit(pair: Pair) -> int:
    """The worth of a pair when alternative lists compete: a wrong field costs one, a partnerless issue four."""
    if pair.gold is None or pair.read is None:
        return -4
    return agreement(pair.gold, pair.read) - 3
