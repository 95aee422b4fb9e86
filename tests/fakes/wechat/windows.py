"""When a customer-service message may be sent: five within 48 hours of a message, three within a minute of a touch."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.fakes.clock import Clock
from tests.fakes.fake import Refusal

AFTER_MESSAGE = (timedelta(hours=48), 5)
AFTER_TOUCH = (timedelta(minutes=1), 3)


@dataclass
class Window:
    """One person's allowances, each from when and how many are left."""

    clock: Clock
    open: list[tuple[datetime, int]] = field(default_factory=list)

    def message(self) -> None:
        """The person has written."""
        self._open(*AFTER_MESSAGE)

    def touch(self) -> None:
        """The person has subscribed, scanned, or pressed a menu button."""
        self._open(*AFTER_TOUCH)

    def _open(self, span: timedelta, many: int) -> None:
        self._close()
        self.open.append((self.clock.now() + span, many))

    def _close(self) -> None:
        now = self.clock.now()
        self.open = [one for one in self.open if one[0] > now]

    def spend(self) -> None:
        """Uses one. Raises Refusal: 45015 outside any window, 45047 when it is used up.

        Each window counts by itself; what is sent counts against the one that ends first and has room. Both refusals
        count as mistakes: a bot knows when it was written to.
        """
        self._close()
        if not self.open:
            raise Refusal(45015, "response out of time limit or subscription is canceled")
        for place, (until, left) in sorted(enumerate(self.open), key=lambda one: one[1][0]):
            if left:
                self.open[place] = until, left - 1
                return
        raise Refusal(45047, "out of response count limit")
