"""Measuring two things side by side: turn by turn in one run, so that a noisy machine is noisy for both."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

# One turn does its work and returns the seconds that count.
Turn = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the benchmark: a figure, the gate it has to reach, and what it was made from."""

    row: str
    what: str
    figure: float
    gate: float
    at_most: bool
    unit: str
    detail: str

    @property
    def passed(self) -> bool:
        """Whether the gate is reached."""
        return self.figure <= self.gate if self.at_most else self.figure >= self.gate


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes, without a collection of other rows' garbage."""
    gc.collect()
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def interleaved(turns: dict[str, Turn], rounds: int) -> dict[str, list[float]]:
    """Takes the turns one after another, so many rounds after one round to warm up; the seconds of each."""
    seconds: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(rounds + 1):
        for name, turn in turns.items():
            spent = turn()
            if number:
                seconds[name].append(spent)
    return seconds


def ratio(mine: list[float], theirs: list[float]) -> float:
    """How many times as fast mine are: the median over rounds, each round compared with itself."""
    return median(their / my for my, their in zip(mine, theirs, strict=True))


def rate(seconds: list[float], messages: int) -> float:
    """Messages a second in the median round."""
    return messages / median(seconds)
