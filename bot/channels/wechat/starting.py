"""What the platform is told when the bot starts: the menu below the conversation, made of the words that are known."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import structlog

from bot.channels import SendError
from bot.channels.tencent.codes import Refusal
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.limits import MOST_BELOW, MOST_MENU
from handlers.kit.texts import DEFAULT_LANGUAGE, Texts

# After a failure; doubled each time up to the longest.
FIRST_WAIT = 2.0
LONGEST_WAIT = 600.0
# The buttons: a text, and the commands below it. A button with one command is that command.
MENU: Final = (
    ("", ("today",)),
    ("wechat.menu_record", ("visit", "issue", "mine", "find", "undo")),
    ("wechat.menu_more", ("menu", "digest", "task", "page", "help")),
)
# An account that is not verified has no menu, and works without one.
NO_RIGHT: Final = frozenset({48001, 48002, 65303, 65304})

log = structlog.get_logger()


async def introduce(api: WeChatApi, words: Mapping[str, str]) -> None:
    """Makes the account's menu; tried until it works, or the account may have none. `words` label the commands."""
    menu = {"button": buttons(words)}
    wait = FIRST_WAIT
    while True:
        try:
            await api.post("menu/create", menu)
            return
        except Refusal as refusal:
            log.warning("introduction_failed", why=str(refusal))
            if refusal.code in NO_RIGHT:
                return
        except SendError as error:
            log.warning("introduction_failed", why=str(error))
        await asyncio.sleep(wait)
        wait = min(LONGEST_WAIT, wait * 2)


def buttons(words: Mapping[str, str]) -> list[dict[str, Any]]:
    """The menu as the platform takes it."""
    t = Texts(DEFAULT_LANGUAGE)
    found: list[dict[str, Any]] = []
    for title, commands in MENU:
        below = [{"type": "click", "name": words[name], "key": f"/{name}"} for name in commands if name in words]
        found += [{"name": t(title), "sub_button": below[:MOST_BELOW]}] if title else below
    return found[:MOST_MENU]
