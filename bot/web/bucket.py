"""A token bucket for each account: so many at once, then at a steady rate."""

from __future__ import annotations

from datetime import datetime

# A person typing is far below; a stuck key or a script is not.
MOST = 30
A_SECOND = 0.5
# Full buckets are forgotten when so many people have one.
KEPT = 10_000


class Buckets:
    """In memory, a process of its own: the limit protects the process, not a right."""

    def __init__(self) -> None:
        self._left: dict[int, tuple[float, datetime]] = {}

    def take(self, account_id: int, now: datetime) -> bool:
        """Takes one; False when the bucket is empty."""
        left = self._now(account_id, now)
        if left < 1:
            return False
        if len(self._left) >= KEPT:
            self._left = {key: value for key, value in self._left.items() if self._now(key, now) < MOST}
        self._left[account_id] = (left - 1, now)
        return True

    def _now(self, account_id: int, now: datetime) -> float:
        left, at = self._left.get(account_id, (float(MOST), now))
        return min(float(MOST), left + max(0.0, (now - at).total_seconds()) * A_SECOND)
