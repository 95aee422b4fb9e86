"""Somebody who could not be reached is back: he is told once what waits for him on the page."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from handlers.kit.texts import Texts
from storage import elsewhere, outbox, people


def welcome(connection: Connection, account_id: int, now: datetime, site: str) -> None:
    """Says so on this account, if anything waits. `site` is the root of the page."""
    count = elsewhere.on_page(connection, account_id)
    if count:
        channel, language = people.spoken(connection, account_id)
        body = {"text": Texts(language)("account.waiting", count=count, page=f"{site}/"), "choices": []}
        outbox.queue(connection, [outbox.row(account_id, channel, body, None, now)])
