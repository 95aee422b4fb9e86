"""One person, three channels, one draft: begun on Telegram, gone on with on WeCom, ended on the page."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.channels.wecom import sending
from storage.engine import Database
from storage.tables import Draft, Entry
from tests.fakes import Telegram, WeCom
from tests.web.house import Phone, hidden
from tests.wecom.chat import Office


def test_a_draft_moves_from_telegram_to_wecom_to_the_page(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "BUSY_MINUTES", ())
    with Telegram() as telegram, WeCom() as wecom:
        settings = {"telegram_base_url": telegram.url, "telegram_token": telegram.token}
        with Office(wecom, sqlite, **settings).running() as office:
            wecom.save_callback(f"{office.url}/wecom")
            cadre, member = telegram.person("周建明"), office.bound("周建明")
            cadre.opens(office.code("周建明"))
            cadre.hears("周建明")
            cadre.says("问题")
            cadre.hears("是谁家的事")
            member.says("李桂兰")
            member.hears("是什么事")
            member.says("路灯不亮了")
            member.hears("急不急")
            asyncio.run(_ends(office, member.opens))
            assert [row.kind for row in office.rows(Entry)] == ["issue"]
            assert office.rows(Draft) == []
            assert telegram.ledger.mistakes + wecom.ledger.mistakes == []


async def _ends(office: Office, opens: object) -> None:
    """On the page, which WeCom's menu leads to."""
    async with httpx.AsyncClient(base_url=office.url) as client:
        asked = (await client.get("/wecom/in")).headers["location"]
        assert callable(opens)
        await client.get(opens(asked))
        phone = Phone(client, hidden((await client.get("/")).text, "csrf"))
        await phone.say("不急")
        assert "路灯不亮了" in (await phone.hears("已记录"))["text"]
