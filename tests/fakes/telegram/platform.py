"""The Bot API on a port."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request

from tests.fakes.fake import Answer, Asked, Fake, Refusal, as_json
from tests.fakes.telegram import commands, editing, schema, sending, wire
from tests.fakes.telegram.chats import Chat, Chats, Message
from tests.fakes.telegram.files import Files
from tests.fakes.telegram.people import Cadre, Press
from tests.fakes.telegram.rates import Rates
from tests.fakes.telegram.updates import Updates
from tests.fakes.telegram.webhook import Webhook
from tests.fakes.telegram.wording import bad, flood

TOKEN = "7000000001:AAFakeFakeFakeFakeFakeFakeFakeFake-1"
FILES = "/file/bot"


class Telegram(Fake):
    """The fake Bot API. `person` makes people, `group` makes groups; the bot calls `url`/bot`token`/METHOD."""

    NAME = "telegram"

    def __init__(self, port: int = 0, token: str = TOKEN) -> None:
        schema.load()
        self.token = token
        self.me: dict[str, Any] = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": "包村通",
            "username": "baocun_bot",
        }
        self._numbers = itertools.count(1000)
        self._polls, self._hooks = asyncio.Event(), asyncio.Event()
        super().__init__(port)
        self.chats, self.files = Chats(), Files(self.clock)
        self.rates = Rates()
        self.private_in_groups = True
        self.presses: dict[str, Press] = {}
        self.commands: dict[commands.Key, list[dict[str, Any]]] = {}
        self.updates = Updates(self.clock, self._wake)
        self.webhook = Webhook(self.updates, self.clock, self._answered_with)
        self.people: dict[str, Cadre] = {}
        self._methods = _METHODS
        self.server.start(self.webhook.run(self._hooks))

    def settings(self) -> dict[str, str]:
        """Base URL and token; a webhook is the bot's own choice."""
        return {"BAOCUN_TELEGRAM_BASE_URL": self.url, "BAOCUN_TELEGRAM_TOKEN": self.token}

    def person(self, name: str, id_: int | None = None, language: str = "zh-hans") -> Cadre:
        """A person, new unless one of that name is there; the bot may write only after a first message."""
        if name not in self.people:
            self.people[name] = Cadre(self, id_ or 5_000_000_000 + self.number(), name, language)
        return self.people[name]

    def group(self, title: str, *members: Cadre) -> Chat:
        """A group that the bot is a member of."""
        chat = Chat(-self.number(), "group", {"title": title}, list(members), started=True)
        return self.chats.add(chat)

    def upgrade(self, group: Chat) -> Chat:
        """A group becomes a supergroup with a new number, as the platform tells it: a message on either side."""
        with self.lock:
            new = self.chats.add(Chat(-1_000_000_000_000 - self.number(), "supergroup", group.about, group.members))
            new.started = True
            group.upgraded = new.id
            self._service(group, {"migrate_to_chat_id": new.id})
            self._service(new, {"migrate_from_chat_id": group.id})
        return new

    def removes_bot(self, group: Chat, by: Cadre) -> None:
        """Somebody takes the bot out of a group."""
        with self.lock:
            group.left = f"bot was kicked from the {group.kind} chat"
            self.tell_membership(group, by.user, "member", "kicked")

    def repeats(self, update: dict[str, Any]) -> None:
        """Delivers an update again that was delivered before."""
        with self.lock:
            self.updates.put(update, self.updates.chats.get(update["update_id"], 0))

    def sends_strange(self, kind: str, body: Any, chat: int = 0) -> int:
        """Delivers an update such as no library knows; returns its number."""
        with self.lock:
            return self.updates.add(kind, body, chat, strange=True)

    def age(self, message: Message) -> timedelta:
        """How old a message is."""
        return self.clock.now() - datetime.fromtimestamp(message["date"], UTC)

    def accessible(self, message: Message, chat: Chat) -> Message:
        """A pressed message as the bot gets it: of one that is gone, or too old for it, only the number and a date of 0."""
        if message["message_id"] in chat.messages and self.age(message) < editing.EDITABLE_FOR:
            return message
        return {"chat": chat.json(), "message_id": message["message_id"], "date": 0}

    def number(self) -> int:
        """A number nobody else has."""
        return next(self._numbers)

    def tell_membership(self, chat: Chat, user: dict[str, Any], was: str, now: str) -> None:
        """my_chat_member: the bot is let in, blocked, thrown out."""
        body = {
            "chat": chat.json(),
            "from": user,
            "date": self.clock.stamp(),
            "old_chat_member": self._member(was),
            "new_chat_member": self._member(now),
        }
        self.updates.add("my_chat_member", body, chat.id)

    def _member(self, status: str) -> dict[str, Any]:
        return {"status": status, "user": self.me} | ({"until_date": 0} if status == "kicked" else {})

    def _service(self, chat: Chat, body: dict[str, Any]) -> None:
        sent = {"message_id": self.number(), "date": self.clock.stamp(), "chat": chat.json(), **body}
        self.updates.add("message", sent, chat.id)

    def _wake(self) -> None:
        for event in (self._polls, self._hooks):
            self.server.loop.call_soon_threadsafe(event.set)

    # The wire.

    async def read(self, request: Request) -> Asked:
        """A call, or a file to fetch."""
        if request.url.path.startswith(FILES):
            token, _, path = request.url.path.removeprefix(FILES).partition("/")
            if token != self.token:
                raise Refusal(401, "Unauthorized")
            return Asked("download", {"path": path})
        return await wire.read(request, self.token)

    async def perform(self, call: Asked) -> Answer:
        """Looks at the parameters, does it, and looks at the result."""
        if call.method == "download":
            return self.files.fetch(call.params["path"])
        schema.check(call.method, call.params)
        result = await self._result(call)
        if call.method != "getUpdates":  # Updates were looked at when they came, but for the strange ones.
            schema.check_result(call.method, result)
        return as_json({"ok": True, "result": result})

    async def _result(self, call: Asked) -> Any:
        if call.method == "getUpdates":
            return await self.updates.poll(call.params, self._polls)
        do = self._methods.get(call.method)
        if do is None:
            raise bad(f"the fake does not know {call.method}")
        with self.lock:
            return do(self, call)

    async def _answered_with(self, asked: dict[str, Any]) -> None:
        method = asked.pop("method")
        await self._work(Asked(method, schema.decoded(method, asked)))

    def refused(self, refusal: Refusal) -> Answer:
        """ok false, the sentence and what to do about it."""
        told: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.why}
        return as_json(told | ({"parameters": refusal.extra} if refusal.extra else {}), refusal.code)

    def asks_to_wait(self, seconds: float) -> Refusal:
        """429."""
        return flood(seconds, mistake=False)

    def addressee(self, call: Asked) -> str:
        """The chat."""
        return str(call.params.get("chat_id", ""))


def _me(fake: Telegram, call: Asked) -> dict[str, Any]:
    more = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return fake.me | more | {"can_connect_to_business": False, "has_main_web_app": False}


def _chat(fake: Telegram, call: Asked) -> dict[str, Any]:
    more = {"accent_color_id": 0, "max_reaction_count": 0, "accepted_gift_types": _GIFTS}
    return fake.chats.known(call.params["chat_id"]).json() | more


def _leave(fake: Telegram, call: Asked) -> bool:
    chat = fake.chats.open(call.params["chat_id"])
    if chat.private:
        raise bad("chat member status can't be changed in private chats")
    chat.left = f"bot is not a member of the {chat.kind} chat"
    return True


_GIFTS = {
    f"{name}": False
    for name in ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
}
_METHODS: dict[str, Callable[[Telegram, Asked], Any]] = {
    "getMe": _me,
    "getChat": _chat,
    "leaveChat": _leave,
    "getFile": lambda fake, call: fake.files.link(call.params["file_id"]),
    "setWebhook": lambda fake, call: fake.webhook.set(call.params),
    "deleteWebhook": lambda fake, call: fake.webhook.delete(call.params),
    "getWebhookInfo": lambda fake, call: fake.webhook.info(),
    "logOut": lambda fake, call: True,
    "close": lambda fake, call: True,
    **sending.METHODS,
    **editing.METHODS,
    **commands.METHODS,
}
