"""What the platform is told when the bot starts: where updates go, and the list behind the / button."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TypeVar

import structlog
from telegram import Bot, BotCommand

from bot.channels import SendError
from bot.channels.telegram.api import Api
from bot.channels.telegram.limits import CONNECTIONS, UPDATES
from bot.channels.telegram.menus import Listed, Menus
from bot.channels.telegram.receiving import Receiver

T = TypeVar("T")

# After a failure; doubled each time up to the longest.
FIRST_WAIT = 1.0
LONGEST_WAIT = 300.0
# Language of the catalogue → as the platform knows it; the first stands for everybody else.
_LANGUAGES = {"zh_CN": None, "en": "en"}

log = structlog.get_logger()


async def introduce(
    api: Api,
    receiver: Receiver,
    menus: Menus,
    commands: Mapping[str, Listed],
    webhook: tuple[str, str] | None,
) -> None:
    """Tells where updates go, learns the bot's name, tells what everybody can say; each is tried until it works.

    `commands` are (command, description) in each language, for chats without a list of their own; `webhook` is its
    address and secret. Only the first matters to the conversation, and where updates are fetched not even that.
    """
    if webhook is not None:
        await _until_done(api, partial(_hook, url=webhook[0], secret=webhook[1]))
    receiver.username = (await _until_done(api, Bot.get_me)).username or ""
    if receiver.username:
        await menus.named(receiver.username)
    for language, listed in commands.items():
        await _until_done(api, partial(_commands, listed=listed, language=_LANGUAGES[language]))


async def _until_done(api: Api, doing: Callable[[Bot], Awaitable[T]]) -> T:
    wait = FIRST_WAIT
    while True:
        try:
            return await api.call(doing)
        except SendError as error:
            log.warning("introduction_failed", why=str(error))
            await asyncio.sleep(wait)
            wait = min(LONGEST_WAIT, wait * 2)


async def _hook(bot: Bot, url: str, secret: str) -> bool:
    return await bot.set_webhook(url, max_connections=CONNECTIONS, allowed_updates=list(UPDATES), secret_token=secret)


async def _commands(bot: Bot, listed: Listed, language: str | None) -> bool:
    return await bot.set_my_commands([BotCommand(*each) for each in listed], language_code=language)
