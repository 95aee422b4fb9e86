"""The list of commands behind the / button, for each scope and language, and the bot's own descriptions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.fakes.fake import Asked
from tests.fakes.telegram.wording import bad

if TYPE_CHECKING:
    from tests.fakes.telegram.platform import Telegram

MOST = 100
LONGEST_DESCRIPTION = 256
SCOPES = {
    *("default", "all_private_chats", "all_group_chats", "all_chat_administrators"),
    *("chat", "chat_administrators", "chat_member"),
}
Key = tuple[str, str, str, str]


def set_(fake: Telegram, asked: Asked) -> bool:
    """setMyCommands."""
    commands, key = asked.params["commands"], _key(fake, asked)
    if len(commands) > MOST:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command["command"]):
            raise bad("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= LONGEST_DESCRIPTION:
            raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    names = [command["command"] for command in commands]
    if len(set(names)) < len(names):
        raise bad("BOT_COMMAND_INVALID")
    fake.commands[key] = commands
    return True


def get(fake: Telegram, asked: Asked) -> list[dict[str, Any]]:
    """getMyCommands."""
    return fake.commands.get(_key(fake, asked), [])


def delete(fake: Telegram, asked: Asked) -> bool:
    """deleteMyCommands."""
    fake.commands.pop(_key(fake, asked), None)
    return True


def _key(fake: Telegram, asked: Asked) -> Key:
    """Which list is meant. Raises Refusal: a scope's chat must be known, a language has two letters."""
    scope, language = asked.params.get("scope") or {"type": "default"}, asked.params.get("language_code") or ""
    if scope.get("type") not in SCOPES:
        raise bad("BotCommandScope type is invalid")
    if "chat_id" in scope:
        fake.chats.known(scope["chat_id"])
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("LANG_CODE_INVALID")
    return scope["type"], str(scope.get("chat_id", "")), str(scope.get("user_id", "")), language


def describe(fake: Telegram, asked: Asked) -> bool:
    """setMyDescription, setMyShortDescription, setMyName, setChatMenuButton: measured, then taken as done."""
    longest = {"setMyDescription": 512, "setMyShortDescription": 120, "setMyName": 64}.get(asked.method, 0)
    for name in ("description", "short_description", "name"):
        if len(asked.params.get(name) or "") > longest:
            raise bad("BOT_DESCRIPTION_INVALID")
    return True


METHODS: dict[str, Callable[[Telegram, Asked], Any]] = {
    "setMyCommands": set_,
    "getMyCommands": get,
    "deleteMyCommands": delete,
    **dict.fromkeys(("setMyDescription", "setMyShortDescription", "setMyName", "setChatMenuButton"), describe),
}
