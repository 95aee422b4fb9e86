"""What the platform is told when the bot starts: the menu below the conversation, made of the words that are known."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import structlog

from bot.channels import SendError
from bot.channels.tencent.codes import Refusal
from bot.channels.wecom.api import Api
from bot.channels.wecom.limits import MOST_BELOW, MOST_MENU
from handlers.kit.texts import DEFAULT_LANGUAGE, Texts

# After a failure; doubled each time up to the longest.
FIRST_WAIT = 2.0
LONGEST_WAIT = 600.0
# The buttons: a text, and the commands below it. A button with one command is that command.
MENU: Final = (
    ("", ("today",)),
    ("wecom.menu_record", ("visit", "issue", "mine", "find", "household")),
    ("wecom.menu_more", ("menu", "digest", "task", "help")),
)

log = structlog.get_logger()


async def introduce(api: Api, words: Mapping[str, str], site: str) -> None:
    """Makes the app's menu; tried until it works. `words` are the labels of the commands, `site` is our page."""
    menu = {"button": buttons(words, site)}
    wait = FIRST_WAIT
    while True:
        try:
            await api.post("menu/create", menu, agentid=api.agent_id)
            return
        except (SendError, Refusal) as error:
            log.warning("introduction_failed", why=str(error))
        await asyncio.sleep(wait)
        wait = min(LONGEST_WAIT, wait * 2)


def buttons(words: Mapping[str, str], site: str) -> list[dict[str, Any]]:
    """The menu as the platform takes it. The page stands last, for what is easier to read there."""
    t = Texts(DEFAULT_LANGUAGE)
    found: list[dict[str, Any]] = []
    for title, commands in MENU:
        below = [{"type": "click", "name": words[name], "key": name} for name in commands if name in words]
        if title == "wecom.menu_more":
            below = [*below[: MOST_BELOW - 1], {"type": "view", "name": t("wecom.menu_page"), "url": site}]
        found += [{"name": t(title), "sub_button": below}] if title else below
    return found[:MOST_MENU]
