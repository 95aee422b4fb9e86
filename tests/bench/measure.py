"""Measuring things side by side: turn by turn in one run, so that a noisy machine is noisy for all of them."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

# One turn does its work and returns the seconds that count, a message.
Turn = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: rounds, people who talk at once, messages a round, stored entries to compare, starts,
    rules of the clock; townships of a county and its stored entries, which digests are compared over; older
    receipts; people a task drains to on Telegram and on WeCom."""

    rounds: int = 9
    people: int = 200
    messages: int = 640
    townships: int = 8
    few: int = 2_000
    many: int = 200_000
    starts: int = 5
    recipients: int = 100_000
    rules: int = 1_000_000
    county: int = 14
    weeks: int = 10_000
    years: int = 200_000
    receipts: int = 1_000_000
    drained: int = 900
    members: int = 2_500


@dataclass(frozen=True, slots=True)
class Result:
    """One row of the benchmark: a figure, the gate it has to reach, and what it was made from."""

    what: str
    figure: float
    gate: float
    detail: str
    unit: str = "×"
    at_most: bool = False

    @property
    def passed(self) -> bool:
        """Whether the gate is reached."""
        return self.figure <= self.gate if self.at_most else self.figure >= self.gate


def timed(work: Callable[[], object], messages: int = 1) -> float:
    """Seconds a message that the work takes, without a collection of other rows' garbage."""
    gc.collect()
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) / messages


def interleaved(turns: dict[str, Turn], rounds: int) -> dict[str, list[float]]:
    """Takes the turns one after another, so many rounds after one round to warm up; the seconds of each.

    Every other round goes backwards, so that nobody always comes after the same neighbour.
    """
    seconds: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(rounds + 1):
        for name in turns if number % 2 else reversed(turns):
            spent = turns[name]()
            if number:
                seconds[name].append(spent)
    return seconds


def ratio(mine: list[float], theirs: list[float]) -> float:
    """How many times as fast mine are: the median over rounds, each round compared with itself."""
    return median(their / my for my, their in zip(mine, theirs, strict=True))


def spread(mine: list[float], theirs: list[float]) -> str:
    """The ratios of the rounds but for the outermost, to be judged beside the median."""
    found = sorted(their / my for my, their in zip(mine, theirs, strict=True))
    inner = found[1:-1] or found
    return f"{inner[0]:.2f}-{inner[-1]:.2f}"


def rate(seconds: list[float]) -> str:
    """Messages a second in the median round."""
    return f"{1 / median(seconds):,.0f}/s"
