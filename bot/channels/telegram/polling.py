"""Long polling: raw updates, whose offset goes up only after our commit."""

from __future__ import annotations

import asyncio

import structlog

from bot.channels import SendError
from bot.channels.telegram.api import Api, Unanswered
from bot.channels.telegram.limits import UPDATES
from bot.channels.telegram.receiving import Receiver

# After a failure; doubled each time up to the longest.
FIRST_WAIT = 1.0
LONGEST_WAIT = 60.0
# A server that does not let us wait for updates is asked this often.
PAUSE = 0.3
CONFLICT = 409

log = structlog.get_logger()


async def poll(api: Api, receiver: Receiver) -> None:
    """Asks for updates until cancelled."""
    offset: int | None = None
    wait = 0.0
    while True:
        try:
            updates = await api.updates(offset, UPDATES)
            # What has no number cannot be confirmed either, and is not in the API.
            numbered = [u for u in updates if isinstance(u, dict) and isinstance(u.get("update_id"), int)]
            await receiver.take(numbered)
            offset = max((u["update_id"] + 1 for u in numbered), default=offset)
            wait = 0.0 if numbered else PAUSE
        except Unanswered as error:
            log.warning("polling_failed", status=error.status, why=str(error))
            if error.status == CONFLICT:  # an earlier webhook, or a second bot with this token
                await _take_back(api)
            wait = error.wait or min(LONGEST_WAIT, wait * 2 or FIRST_WAIT)
        except Exception:  # a full disk: the platform keeps what was not confirmed
            log.exception("updates_not_kept")
            wait = min(LONGEST_WAIT, wait * 2 or FIRST_WAIT)
        await asyncio.sleep(wait)


async def _take_back(api: Api) -> None:
    """Updates are no longer handed in to a webhook; what waits there stays."""
    try:
        await api.call(lambda bot: bot.delete_webhook())
    except SendError as error:
        log.warning("webhook_stays", why=str(error))
