"""The library's exceptions as the named ways in which a sending can fail."""

from __future__ import annotations

from datetime import datetime, timedelta

import httpx
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels import SendError

# A token that is refused is a matter for the operator; asking on helps nobody.
TOKEN_WAITS = timedelta(minutes=1)
# Errors from before the request was written: nothing can have arrived.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


def failure(error: TelegramError, now: datetime) -> SendError:
    """What it means for the message that it did not go through."""
    why = f"{type(error).__name__}: {error.message}"[:200]
    if isinstance(error, RetryAfter):
        wait = error.retry_after
        return SendError(why, until=now + (wait if isinstance(wait, timedelta) else timedelta(seconds=wait)))
    if isinstance(error, Forbidden):
        return SendError(why, permanent=True, unreachable=True)
    if isinstance(error, BadRequest):
        return SendError(why, permanent=True, unreachable="chat not found" in error.message.lower())
    if isinstance(error, ChatMigrated):
        return SendError(why, permanent=True)
    if isinstance(error, InvalidToken):
        return SendError("the token was refused", until=now + TOKEN_WAITS)
    if isinstance(error, NetworkError):
        cause = error.__cause__
        return SendError(why, uncertain=isinstance(cause, httpx.HTTPError) and not isinstance(cause, _UNSENT))
    return SendError(why, uncertain=True)  # an answer that cannot be read: it was taken, or it was not
