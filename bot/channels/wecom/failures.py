"""The platform's error codes as the named ways in which a sending can fail.

https://developer.work.weixin.qq.com/document/path/90313
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.channels import SendError

# The token is unknown, over or taken back: another one may help, once.
TOKEN: Final = frozenset({40001, 40014, 41001, 42001})
# Nobody of those addressed is there, or may be shown the app.
NOBODY: Final = frozenset({40031, 60111, 81013})
# A matter for the operator: secrets, the app's number, addresses that are not trusted, rights.
OPERATOR: Final = frozenset({40013, 40056, 48002, 60011, 60020, 301002})
# Too much at once. The platform names no time: it is a minute at least.
FLOOD: Final = frozenset({45009, 45033})
BUSY: Final = -1
# The card's task id was used before: an earlier try has arrived.
REPEATED: Final = 42014
WAITS: Final = timedelta(minutes=1)


class Refusal(Exception):
    """The platform said no: its errcode. What it said beside that may hold names and addresses, and is left out."""

    def __init__(self, code: int) -> None:
        super().__init__(f"errcode {code}")
        self.code = code


def failure(refusal: Refusal, now: datetime) -> SendError:
    """What a refusal means for the message."""
    why, code = str(refusal), refusal.code
    if code in NOBODY:
        return SendError(why, permanent=True, unreachable=True)
    if code in FLOOD | OPERATOR | TOKEN:
        return SendError(why, until=now + WAITS)
    return SendError(why, permanent=code != BUSY)
