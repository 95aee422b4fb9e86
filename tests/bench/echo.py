"""What everything is measured against: the smallest python-telegram-bot that answers, and stores nothing."""

from __future__ import annotations

import asyncio
from typing import Any

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters
from telegram.request import BaseRequest, RequestData

_SENT = (
    b'{"ok":true,"result":{"message_id":7,"date":1790000000,"text":"x",'
    b'"chat":{"id":1000,"type":"private","first_name":"A"},'
    b'"from":{"id":1,"is_bot":true,"first_name":"B","username":"b_bot"}}}'
)
_ME = b'{"ok":true,"result":{"id":1,"is_bot":true,"first_name":"B","username":"b_bot"}}'


class Stub(BaseRequest):
    """A platform that answers at once, so that only the bot's own work is measured."""

    @property
    def read_timeout(self) -> float | None:
        """Never used."""
        return None

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> Any:
        """The same answer to every sending."""
        return 200, _ME if url.endswith("/getMe") else _SENT


def update(number: int, text: str, who: int = 0) -> dict[str, Any]:
    """A private text message as the platform would hand it in."""
    sender = {"id": 1000 + who, "is_bot": False, "first_name": "A", "language_code": "zh-hans"}
    chat = {"id": sender["id"], "type": "private", "first_name": "A"}
    message = {"message_id": number, "date": 1790000000, "chat": chat, "from": sender, "text": text}
    return {"update_id": number, "message": message}


async def _echo(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message is not None
    assert update.message.text is not None
    await update.message.reply_text(update.message.text)


class Bot:
    """A bot on a loop of its own; `handle` works off updates one after another."""

    def __init__(self, *handlers: Any) -> None:
        self._loop = asyncio.new_event_loop()
        builder = Application.builder().token("1:bench").updater(None).job_queue(None)
        self.application: Any = builder.request(Stub()).get_updates_request(Stub()).build()
        self.application.add_handlers(list(handlers) or [MessageHandler(filters.TEXT, _echo)])
        self._loop.run_until_complete(self.application.initialize())

    def handle(self, updates: list[dict[str, Any]]) -> None:
        """Parse, handle and reply to each."""
        self._loop.run_until_complete(self._handle(updates))

    async def _handle(self, updates: list[dict[str, Any]]) -> None:
        for raw in updates:
            await self.application.process_update(Update.de_json(raw, self.application.bot))

    def close(self) -> None:
        """Ends the loop."""
        self._loop.run_until_complete(self.application.shutdown())
        self._loop.close()
