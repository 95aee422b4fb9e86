"""A person with a phone, as a test needs one: says and presses things, and waits for what comes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from tests.fakes.fake import Fake

What = Literal["text", "edited", "toast", "photo", "file", "voice", "place", "deleted"]


@dataclass(frozen=True, slots=True)
class Heard:
    """Something that reached a person's phone: the text or caption, its buttons, a file's content."""

    what: What
    text: str
    at: datetime
    id: str = ""
    buttons: tuple[str, ...] = ()
    content: bytes = b""
    name: str = ""


class Person:
    """What people on every platform have in common. `heard` is everything that ever reached the phone."""

    def __init__(self, fake: Fake, address: str) -> None:
        self.fake = fake
        self.address = address
        self.heard: list[Heard] = []
        self._past = 0

    def hears(self, part: str = "", *, what: What | None = None, wait: float = 10) -> Heard:
        """Waits for something not heard before that holds this text; what came before it counts as heard.

        Raises AssertionError with all that came instead.
        """
        until = time.monotonic() + wait
        with self.fake.ledger.changed:
            while True:
                for place in range(self._past, len(self.heard)):
                    heard = self.heard[place]
                    if part in heard.text and what in (None, heard.what):
                        self._past = place + 1
                        return heard
                left = until - time.monotonic()
                if left <= 0 or not self.fake.ledger.changed.wait(left):
                    came = "\n".join(f"  {one.what}: {one.text}" for one in self.heard[self._past :])
                    raise AssertionError(f"{self.address} did not hear {part!r} within {wait} s, but:\n{came}")

    def hears_nothing(self, seconds: float = 0.3) -> None:
        """Waits that long and makes sure that nothing new comes."""
        time.sleep(seconds)
        new = self.heard[self._past :]
        assert not new, f"{self.address} heard {[one.text for one in new]}"

    def get(self, heard: Heard) -> None:
        """Something reaches the phone."""
        with self.fake.ledger.changed:
            self.heard.append(heard)
            self.fake.ledger.changed.notify_all()
