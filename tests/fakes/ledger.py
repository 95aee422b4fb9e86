"""What was called, when, and what came of it."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

Outcome = Literal["ok", "refused", "fault"]


@dataclass(frozen=True, slots=True)
class Call:
    """One call of the bot: the method, what it carried, the outcome, and why it was refused.

    `mistake` says that the caller is to blame for the refusal: an unknown parameter is, a person who has blocked the
    bot is not. `to` is whom it was for.
    """

    at: datetime
    method: str
    params: dict[str, Any]
    outcome: Outcome
    why: str = ""
    mistake: bool = False
    to: str = ""
    answer: Any = None


class Timed(Protocol):
    """Anything with a moment."""

    @property
    def at(self) -> datetime:
        """When it was."""
        ...


class Ledger:
    """All calls in order. Campaigns end by asking for `mistakes`, of which there must be none."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.changed = threading.Condition()

    def note(self, call: Call) -> None:
        """Writes one call down and wakes whoever waits."""
        with self.changed:
            self.calls.append(call)
            self.changed.notify_all()

    def of(self, *methods: str, outcome: Outcome | None = None) -> list[Call]:
        """The calls of these methods, all of them without any named."""
        with self.changed:
            return [
                call
                for call in self.calls
                if (not methods or call.method in methods) and (outcome is None or call.outcome == outcome)
            ]

    @property
    def mistakes(self) -> list[Call]:
        """What the bot should not have tried."""
        return [call for call in self.of() if call.mistake]

    @property
    def refusals(self) -> Counter[str]:
        """How often each reason was given."""
        return Counter(call.why for call in self.of(outcome="refused"))

    def wait(self, found: Callable[[list[Call]], bool], seconds: float = 10) -> None:
        """Waits until the calls satisfy this. Raises AssertionError when they do not in time."""
        with self.changed:
            assert self.changed.wait_for(lambda: found(self.calls), seconds), f"in vain for {seconds} s: {self.calls}"

    def busiest(self, seconds: float, events: Iterable[Timed] | None = None) -> int:
        """The most events within any span of that length: of all calls, or of what is given, as a person's `heard`."""
        times = sorted(event.at for event in (self.of() if events is None else events))
        span, first, most = timedelta(seconds=seconds), 0, 0
        for last, at in enumerate(times):
            while at - times[first] >= span:
                first += 1
            most = max(most, last - first + 1)
        return most
