"""The platform's own clock: the machine's time and what a test has put it forward by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Tells the time, aware and in UTC. Limits of hours and days are tried by putting it forward."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        """The platform's time."""
        return datetime.now(UTC) + self._ahead

    def stamp(self) -> int:
        """The platform's time in whole seconds since 1970."""
        return int(self.now().timestamp())

    def forward(self, **span: float) -> None:
        """Lets time pass: forward(hours=73)."""
        self._ahead += timedelta(**span)

    def set(self, moment: datetime) -> None:
        """Makes it that moment now; from there it runs on."""
        self._ahead = moment - datetime.now(UTC)
