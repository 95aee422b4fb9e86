"""The list behind the / button of each chat: given to whoever came in, anew when his roles or his language change."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Protocol

import structlog
from msgspec import Struct
from telegram import Bot, BotCommand, BotCommandScopeChat

from bot.channels import SendError
from bot.channels.telegram.sending import Telegram

# (command, description), in order.
Listed = Sequence[tuple[str, str]]

# How long a change of roles may wait until the list follows it.
LOOK_SECONDS = 30.0
# After an upgrade every chat is due: so many are told a round, far below what the platform lets through.
MOST = 50
PAUSE_SECONDS = 0.1

log = structlog.get_logger()


class Due(Struct, frozen=True):
    """A chat and the list it should have; `mark` names the list."""

    account_id: int
    address: str
    listed: Listed
    mark: str


class Menus(Protocol):
    """What is known of the chats. Each call raises when the database is unwell."""

    async def due(self) -> Sequence[Due]:
        """The chats whose list is another than the one they were given."""
        ...

    async def given(self, due: Due) -> None:
        """A chat has its list now."""
        ...

    async def named(self, name: str) -> None:
        """The platform said what it calls the bot."""
        ...


async def keep(line: Telegram, menus: Menus, woken: asyncio.Event) -> None:
    """Gives every chat its list, until cancelled. `woken` is set when somebody has just come in."""
    while True:
        woken.clear()
        try:
            more = await _round(line, menus)
        except SendError as error:  # a flood, an outage: the next round tries again
            log.warning("menus_wait", why=str(error))
            more = False
        except Exception:
            log.exception("menus_failed")
            more = False
        try:
            await asyncio.wait_for(woken.wait(), PAUSE_SECONDS if more else LOOK_SECONDS)
        except TimeoutError:
            continue


async def _round(line: Telegram, menus: Menus) -> bool:
    """Tells the chats that are due; True when there are more. Raises SendError."""
    due = await menus.due()
    for one in due[:MOST]:
        try:
            await line.do(partial(_give, due=one))
        except SendError as error:
            if not error.permanent:
                raise
            log.info("menu_refused", why=str(error))  # blocked, gone: nobody there looks at a list
        await menus.given(one)
        await asyncio.sleep(PAUSE_SECONDS)
    return len(due) > MOST


async def _give(bot: Bot, due: Due) -> None:
    listed = [BotCommand(*each) for each in due.listed]
    await bot.set_my_commands(listed, scope=BotCommandScopeChat(int(due.address)))


async def take_away(line: Telegram, address: str) -> None:
    """Somebody who is unknown (now) sees only what everybody may say. Raises SendError."""
    await line.do(lambda bot: bot.delete_my_commands(scope=BotCommandScopeChat(int(address))))
