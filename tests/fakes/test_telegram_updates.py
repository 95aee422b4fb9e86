"""The fake Bot API inwards: updates by asking and by webhook, faults, and python-telegram-bot on it."""

from __future__ import annotations

import asyncio
import threading
import time
from datetime import timedelta
from typing import Any

import httpx
import orjson
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, ReplyParameters
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TelegramError, TimedOut

from tests.fakes import Fault, Telegram, broken, cut, garbage, silent, slow, too_many
from tests.fakes.endpoint import Got, listening, until
from tests.fakes.pictures import png
from tests.fakes.raw import HTTP
from tests.fakes.telegram import TOKEN


def call(fake: Telegram, method: str, **params: Any) -> dict[str, Any]:
    """A raw call; the answer whatever the status."""
    answer: dict[str, Any] = HTTP.post(f"{fake.url}/bot{TOKEN}/{method}", json=params).json()
    return answer


def updates(fake: Telegram, **params: Any) -> list[dict[str, Any]]:
    """What getUpdates returns."""
    got: list[dict[str, Any]] = call(fake, "getUpdates", **params)["result"]
    return got


def test_an_offset_confirms_what_lies_below_it(telegram: Telegram) -> None:
    for text in ("一", "二", "三"):
        telegram.person("周建明").says(text)
    first = updates(telegram)
    assert [update["message"]["text"] for update in first] == ["一", "二", "三"]
    assert updates(telegram) == first
    assert updates(telegram, limit=1) == first[:1]
    assert updates(telegram, offset=first[1]["update_id"]) == first[1:]
    assert updates(telegram, offset=-1) == first[2:]
    assert updates(telegram, offset=first[2]["update_id"] + 1) == []
    assert call(telegram, "getUpdates", limit=101)["error_code"] == 400


def test_a_poll_waits_for_what_comes(telegram: Telegram) -> None:
    threading.Timer(0.1, telegram.person("周建明").says, ["来了"]).start()
    began = time.monotonic()
    assert updates(telegram, timeout=5)[0]["message"]["text"] == "来了"
    assert time.monotonic() - began < 3


def test_the_older_of_two_pollers_is_sent_away(telegram: Telegram) -> None:
    first: list[dict[str, Any]] = []
    older = threading.Thread(target=lambda: first.append(call(telegram, "getUpdates", timeout=5)))
    older.start()
    time.sleep(0.1)
    assert updates(telegram) == []
    older.join(5)
    assert first[0]["error_code"] == 409
    assert "terminated by other getUpdates" in first[0]["description"]


def test_what_nobody_fetches_for_a_day_is_lost(telegram: Telegram) -> None:
    telegram.person("周建明").says("昨天")
    telegram.clock.forward(hours=25)
    assert updates(telegram) == []


def test_kinds_nobody_asked_for_stay_away(telegram: Telegram) -> None:
    updates(telegram, allowed_updates=["callback_query"])
    telegram.person("周建明").says("你好")
    assert updates(telegram) == []
    updates(telegram, allowed_updates=[])
    telegram.person("周建明").blocks()
    telegram.person("周建明").unblocks()
    assert [update["my_chat_member"]["new_chat_member"]["status"] for update in updates(telegram)] == [
        "kicked",
        "member",
    ]


def test_a_press_on_an_old_message_comes_without_it(telegram: Telegram) -> None:
    person = telegram.person("周建明")
    person.says("/start")
    keyboard = {"inline_keyboard": [[{"text": "收到", "callback_data": "t.0"}]]}
    call(telegram, "sendMessage", chat_id=person.chat.id, text="旧", reply_markup=keyboard)
    person.presses("收到")
    telegram.clock.forward(hours=48)
    telegram.updates.waiting.clear()
    person.presses("收到")
    (update,) = updates(telegram)
    assert update["callback_query"]["data"] == "t.0"
    assert sorted(update["callback_query"]["message"]) == ["chat", "date", "message_id"]
    assert update["callback_query"]["message"]["date"] == 0


def test_in_a_group_the_bot_sees_what_is_meant_for_it(telegram: Telegram) -> None:
    person, group = telegram.person("周建明"), telegram.group("片")
    person.says("大家好", group)
    person.sends_photo(png(), chat=group)
    person.says("@baocun_bot 走访", group)
    question = call(telegram, "sendMessage", chat_id=group.id, text="哪个村？")["result"]
    person.says("王家坞", group, to=question)
    assert [update["message"]["text"] for update in updates(telegram)] == ["@baocun_bot 走访", "王家坞"]


def test_everything_a_person_sends_is_what_the_platform_would_send(telegram: Telegram) -> None:
    person, group = telegram.person("周建明"), telegram.group("片")
    message = person.says("/visit 王家坞", group)
    person.edits(message, "/visit 改", group)
    album = person.sends_album(png(), png(), caption="两张")
    person.sends_voice(b"OggS")
    person.sends_file(b"x", "台账.xlsx")
    person.sends_place(30.1, 119.2)
    person.sends_contact("13800000000")
    person.sends_contact("13900000000", telegram.person("韩冬"))
    person.sends_sticker()
    person.opens("abc_DEF-1")
    got = updates(telegram)
    assert len(got) == 11
    assert got[1]["edited_message"]["text"] == "/visit 改"
    assert len({one["media_group_id"] for one in album}) == 1
    assert [one.get("caption") for one in album] == ["两张", None]
    telegram.repeats(got[0])
    assert updates(telegram)[0] == got[0]
    strange = telegram.sends_strange("message", {"date": "yesterday"})
    assert updates(telegram)[-1] == {"update_id": strange, "message": {"date": "yesterday"}}


def test_a_webhook_is_tried_until_it_says_yes_and_keeps_the_order_of_a_chat(telegram: Telegram) -> None:
    answers = iter([500, 503, 200, 200])
    with listening(lambda got: (next(answers), b"")) as (url, came):
        assert call(telegram, "setWebhook", url=url, secret_token="s-1", drop_pending_updates=True)["ok"]
        assert call(telegram, "getUpdates")["error_code"] == 409
        for text in ("一", "二"):
            telegram.person("周建明").says(text)
        until(lambda: not telegram.updates.waiting)
        assert [got.json["message"]["text"] for got in came] == ["一", "一", "一", "二"]
        assert {got.headers["X-Telegram-Bot-Api-Secret-Token"] for got in came} == {"s-1"}
        info = call(telegram, "getWebhookInfo")["result"]
        assert (info["url"], info["last_error_message"]) == (url, "Wrong response from the webhook: 503")
        assert call(telegram, "deleteWebhook")["ok"]


def test_one_chat_that_fails_does_not_hold_up_another_and_an_answer_may_carry_a_call(telegram: Telegram) -> None:
    bad, good = telegram.person("周建明"), telegram.person("方晓燕")

    def answer(got: Got) -> tuple[int, bytes]:
        if got.json["message"]["from"]["id"] == bad.user["id"]:
            return 500, b""
        reply = {"method": "sendMessage", "chat_id": good.chat.id, "text": "收到了"}
        return 200, orjson.dumps(reply)

    with listening(answer) as (url, _):
        call(telegram, "setWebhook", url=url)
        bad.says("坏")
        good.says("好")
        good.hears("收到了", wait=5)
        until(lambda: len(telegram.updates.waiting) == 1)


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({"url": "http://a.cn/x"}, "HTTPS URL"),
        ({"url": "https://a.cn:5000/x"}, "only on ports"),
        ({"url": "https://a.cn/x", "secret_token": "有 空格"}, "unallowed characters"),
        ({"url": "https://a.cn/x", "max_connections": 101}, "max_connections"),
    ],
)
def test_webhooks_are_refused(telegram: Telegram, params: dict[str, Any], reason: str) -> None:
    assert reason in call(telegram, "setWebhook", **params)["description"]


def bot(fake: Telegram) -> Bot:
    """python-telegram-bot pointed at the fake."""
    return Bot(TOKEN, base_url=f"{fake.url}/bot", base_file_url=f"{fake.url}/file/bot")


async def test_python_telegram_bot_does_everything(telegram: Telegram) -> None:
    person = telegram.person("周建明")
    sent = person.sends_photo(png(64, 48), "水渠")
    async with bot(telegram) as api:
        (update,) = await api.get_updates(timeout=1)
        assert update.message
        assert await (await update.message.photo[-1].get_file()).download_as_bytearray() == png(64, 48)
        keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("收到", callback_data="t.0")]])
        message = await api.send_message(
            person.chat.id, "记下了", reply_markup=keyboard, reply_parameters=ReplyParameters(sent["message_id"])
        )
        person.presses("收到")
        (pressed,) = await api.get_updates(offset=update.update_id + 1, timeout=1)
        assert pressed.callback_query
        await pressed.callback_query.answer("好")
        await message.edit_text("办好了")
        await message.delete()
        await api.send_photo(person.chat.id, png(), caption="图")
        await api.send_document(person.chat.id, b"PK", filename="台账.xlsx")
        await api.send_media_group(person.chat.id, [InputMediaPhoto(png()), InputMediaPhoto(png())])
        await api.set_my_commands([("visit", "走访")], language_code="zh")
        await api.send_chat_action(person.chat.id, "typing")
        assert (await api.get_chat(person.chat.id)).first_name == "周建明"
    assert [heard.what for heard in person.heard[-8:]] == [
        "text",
        "toast",
        "edited",
        "deleted",
        "photo",
        "file",
        "photo",
        "photo",
    ]
    assert person.heard[-3].name == "台账.xlsx"
    assert person.heard[-1].content == png()
    assert telegram.ledger.mistakes == []


async def test_python_telegram_bot_meets_each_refusal(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    person = telegram.person("周建明")
    person.says("/start")
    async with bot(telegram) as api:
        with pytest.raises(BadRequest, match="too long"):
            await api.send_message(person.chat.id, "长" * 4097)
        person.blocks()
        with pytest.raises(Forbidden):
            await api.send_message(person.chat.id, "好")
        person.unblocks()
        telegram.faults.add("sendMessage", too_many(37))
        with pytest.raises(RetryAfter) as waits:
            await api.send_message(person.chat.id, "好")
        assert waits.value.retry_after == timedelta(seconds=37)


@pytest.mark.parametrize(
    ("fault", "raised", "arrives"),
    [
        (broken(), NetworkError, False),
        (broken(worked=True), NetworkError, True),
        (silent(), TimedOut, True),
        (garbage(), TelegramError, True),
        (cut(), NetworkError, True),
        (cut(worked=False), NetworkError, False),
    ],
)
async def test_a_fault_looks_like_one(telegram: Telegram, fault: Fault, raised: type[Exception], arrives: bool) -> None:
    person = telegram.person("周建明")
    person.says("/start")
    before = len(person.heard)
    telegram.faults.add("sendMessage", fault)
    async with bot(telegram) as api:
        with pytest.raises(raised):
            await api.send_message(person.chat.id, "好", read_timeout=0.3)
        until(lambda: len(person.heard) - before == int(arrives))
        await api.send_message(person.chat.id, "好")


def test_slow_is_late_and_down_refuses(telegram: Telegram) -> None:
    telegram.faults.add("getMe", slow(0.2))
    began = time.monotonic()
    assert call(telegram, "getMe")["ok"]
    assert time.monotonic() - began >= 0.2
    telegram.server.down()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{telegram.url}/bot{TOKEN}/getMe")
    telegram.server.up()
    assert httpx.get(f"{telegram.url}/bot{TOKEN}/getMe").json()["ok"]


async def test_a_waiting_poll_ends_when_the_fake_goes_down(telegram: Telegram) -> None:
    async with httpx.AsyncClient() as client:
        polling = asyncio.create_task(
            client.post(f"{telegram.url}/bot{TOKEN}/getUpdates", json={"timeout": 30}, timeout=30)
        )
        await asyncio.sleep(0.1)
        await asyncio.to_thread(telegram.server.down)
        with pytest.raises(httpx.HTTPError):
            await polling
        await asyncio.to_thread(telegram.server.up)
