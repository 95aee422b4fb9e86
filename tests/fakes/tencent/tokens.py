"""Access tokens: two hours, asked for again they are the same, and they may be taken back early."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from tests.fakes.clock import Clock
from tests.fakes.fake import Refusal

LASTS = timedelta(hours=2)


class Tokens:
    """The tokens given out."""

    def __init__(self, clock: Clock, invalid: int = 40014) -> None:
        self._clock = clock
        self._until: dict[str, datetime] = {}
        self._invalid = invalid
        self.current = ""
        self.given = 0

    def give(self, *, fresh: bool = False) -> dict[str, object]:
        """The token that holds, a new one if none does or a fresh one is asked for; the old one ends then."""
        self.given += 1
        if fresh or self._until.get(self.current, self._clock.now()) <= self._clock.now():
            if fresh:
                self._until.pop(self.current, None)
            self.current = secrets.token_urlsafe(96)
            self._until[self.current] = self._clock.now() + LASTS
        left = self._until[self.current] - self._clock.now()
        return {"access_token": self.current, "expires_in": round(left.total_seconds())}

    def revoke(self) -> None:
        """The platform takes the token back before its time."""
        self._until[self.current] = datetime.min.replace(tzinfo=self._clock.now().tzinfo)

    def check(self, token: str) -> None:
        """Raises Refusal: 41001 without one, 42001 after two hours, 40014 (40001) for one that never was or was taken back."""
        if not token:
            raise Refusal(41001, "access_token missing")
        until = self._until.get(token)
        if until is None:
            raise Refusal(self._invalid, "invalid access_token")
        if until.year == 1:
            raise Refusal(self._invalid, "invalid access_token", mistake=False)
        if until <= self._clock.now():
            raise Refusal(42001, "access_token expired", mistake=False)
