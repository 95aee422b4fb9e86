"""What was made for a person arrives on Telegram: a picture to look at, below the words it belongs to."""

from __future__ import annotations

import time
from typing import Any

from tests.fakes import Telegram
from tests.telegram.chat import Office


def test_the_picture_arrives(office: Office, fake: Telegram) -> None:
    leader = office.bound("俞正阳")
    leader.says("简报 本周")
    leader.hears("【简报】本周")
    office.app.jobs.drain()
    leader.hears("各村履职记录")
    photo = _photo(leader.chat.messages)
    assert photo["photo"][-1]["width"] == 780
    assert fake.ledger.mistakes == []


def _photo(messages: dict[int, dict[str, Any]], wait: float = 8) -> dict[str, Any]:
    deadline = time.monotonic() + wait
    while time.monotonic() < deadline:
        for message in list(messages.values()):
            if "photo" in message:
                return message
        time.sleep(0.02)
    raise AssertionError("no photo came")
