"""What was made for a person arrives on Telegram: a picture to look at, below the words it belongs to."""

from __future__ import annotations

import time

from tests.telegram.chat import Office


def test_the_picture_arrives(office: Office) -> None:
    leader = office.bound("俞正阳")
    leader.says("简报 本周")
    leader.hears("【简报】本周")
    deadline = time.monotonic() + 8
    while time.monotonic() < deadline and not any(message.kind == "photo" for message in leader.chat.messages):
        office.app.jobs.drain()
        time.sleep(0.05)
    (photo,) = (message for message in leader.chat.messages if message.kind == "photo")
    assert photo.content.startswith(b"\x89PNG")
