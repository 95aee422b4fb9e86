"""What no page of ours would send: kept and answered in a sentence, or refused in one."""

from __future__ import annotations

import asyncio
from uuid import uuid4

from storage.tables import Inbox
from tests.web.house import House

HOSTILE = (
    *("\\u0000菜单", "\\ud83d", "\\udc00\\ud83d走访", "\\u202e单菜", "\\u200b\\u200b", "\\u0007\\u001b[31m"),
    *(
        "\\ud83d\\udc69\\u200d\\ud83d\\udc67",
        "'; DROP TABLE entries; --",
        "<script>alert(1)</script>",
        "=1+1",
        "{name}",
        "٣",
    ),
    *("走访", "²", "去了李桂兰家，都好", "长" * 20_000),
)
PAGE = {"Content-Type": "application/json"}


async def test_every_hostile_text_is_kept_and_answered_in_a_sentence(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        for text in HOSTILE:
            cursor = (await phone.read())["cursor"]
            # Written by hand: no client of ours puts half a character into JSON.
            body = f'{{"id": "{uuid4()}", "text": "{text}"}}'.encode()
            answer = await phone.client.post("/chat", content=body, headers=PAGE | {"X-CSRF-Token": phone.csrf})
            assert answer.status_code == 200, text[:20]
            heard = (await phone.hears("", cursor))["text"]
            assert 0 < len(heard) < 4096
            assert not any(ugly in heard for ugly in ("Traceback", "Error", "\x00", "\u202e", "\x1b"))
    assert site.rows(Inbox) == len(HOSTILE)


async def test_two_hundred_at_once_from_one_person(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        answers = await asyncio.gather(*(phone.say(f"查 {n}") for n in range(200)))
        kept = [answer for answer in answers if answer.status_code == 200]
        slowed = [answer for answer in answers if answer.status_code == 429]
        assert len(kept) == 30
        assert len(kept) + len(slowed) == 200
        assert {answer.json()["error"] for answer in slowed} == {"操作太频繁，请稍后再试。"}
        assert all(int(answer.headers["Retry-After"]) > 0 for answer in slowed)  # the page keeps them and tries again
        for _ in range(200):
            said = [message for message in (await phone.read())["messages"] if not message["said"]]
            heard = [message for message in said if "小提示" not in message["text"]]
            if len(heard) == len(kept):
                break
            await asyncio.sleep(0.05)
        assert len(heard) == len(kept) == site.rows(Inbox)
