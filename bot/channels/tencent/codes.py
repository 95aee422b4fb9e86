"""The platforms' error codes as the named ways in which a sending can fail."""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec import Struct

from bot.channels import SendError

# The platforms name no time after which they want to hear of us again: it is a minute at least.
WAITS = timedelta(minutes=1)
BUSY = -1


class Refusal(Exception):
    """The platform said no: its errcode. What it said beside that may hold names and addresses, and is left out."""

    def __init__(self, code: int) -> None:
        super().__init__(f"errcode {code}")
        self.code = code


class Codes(Struct, frozen=True):
    """What one platform means: its codes for a token that no longer holds, for somebody who is not there or may not be
    written to, for too much at once, and for what is the operator's matter."""

    token: frozenset[int]
    nobody: frozenset[int]
    flood: frozenset[int]
    operator: frozenset[int]

    def failure(self, refusal: Refusal, now: datetime) -> SendError:
        """What a refusal means for the message."""
        why, code = str(refusal), refusal.code
        if code in self.nobody:
            return SendError(why, permanent=True, unreachable=True)
        if code in self.flood | self.operator | self.token:
            return SendError(why, until=now + WAITS)
        return SendError(why, permanent=code != BUSY)
