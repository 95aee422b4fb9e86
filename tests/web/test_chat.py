"""The chat's requests: kept before they are answered, once each, and shown again after a reload."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import uuid4

import httpx
from sqlalchemy import select

from bot.web import feed
from bot.web.pages import stream
from storage.tables import Inbox
from tests.web.house import House, Phone


async def test_a_word_is_answered_and_both_survive_a_reload(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        assert (await phone.say("菜单")).status_code == 200
        menu = await phone.hears("周建明")
        assert menu["labels"]
        shown = (await phone.read())["messages"]
        assert [(m["said"], m["text"]) for m in shown[:2]] == [(True, "菜单"), (False, menu["text"])]
        assert shown[0]["at"].endswith("+08:00")


async def test_a_chip_is_pressed(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        await phone.say("菜单")
        menu = await phone.hears("周建明")
        await phone.say("帮助", press=f"{menu['token']}.{menu['labels'].index('帮助')}")
        await phone.hears("一句话就行")
        own = [m for m in (await phone.read())["messages"] if m["said"]]
        assert [(m["text"], m["press"]) for m in own] == [
            ("菜单", ""),
            ("帮助", f"{menu['token']}.{menu['labels'].index('帮助')}"),
        ]


async def test_a_message_sent_again_is_kept_once(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        id_ = str(uuid4())
        answers = await asyncio.gather(*(phone.say("菜单", id_=id_) for _ in range(10)))
        assert [answer.status_code for answer in answers] == [200] * 10
        assert sorted(answer.json()["again"] for answer in answers) == [False] + [True] * 9
        menu = await phone.hears("周建明")
        shown = (await phone.read())["messages"]
        assert [m["text"] for m in shown if m["said"] or m["text"] == menu["text"]] == ["菜单", menu["text"]]
    assert site.rows(Inbox) == 1


async def test_two_people_may_use_the_same_id(site: House) -> None:
    id_ = str(uuid4())
    async with site.signed_in("周建明") as one, site.signed_in("方晓燕") as other:
        for phone in (one, other):
            assert (await phone.say("菜单", id_=id_)).json()["again"] is False
        assert "方晓燕" in (await other.hears("要做什么"))["text"]
        assert "方晓燕" not in json.dumps(await one.read(), ensure_ascii=False)


async def test_a_foreign_button_does_nothing_and_says_so(site: House) -> None:
    async with site.signed_in("周建明") as one, site.signed_in("韩冬") as other:
        await one.say("菜单")
        menu = await one.hears("周建明")
        for press in (f"{menu['token']}.0", f"{'A' * 22}.0", f"{menu['token']}.99", "x"):
            cursor = (await other.read())["cursor"]
            await other.say(press=press)
            assert "按钮已失效" in (await other.hears("", cursor))["text"]


async def test_without_the_pages_token_nothing_is_kept(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        for token in ("", "wrong"):
            stranger = Phone(phone.client, token)
            assert (await stranger.say("菜单")).status_code == 403
            assert (await stranger.post("/chat/seen", {"cursor": 1})).status_code == 403
    assert site.rows(Inbox) == 0


async def test_the_time_of_typing_is_kept_whatever_the_phones_clock_says(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        wrong = site.town.now - timedelta(days=400)
        body = {"id": str(uuid4()), "text": "菜单", "typed_at": wrong.isoformat()}
        await phone.post("/chat", body | {"sent_at": (wrong + timedelta(hours=3)).isoformat()})
        two_days = (site.town.now - timedelta(days=2)).isoformat()
        await phone.post("/chat", {"id": str(uuid4()), "text": "菜单", "typed_at": two_days})
        await phone.post("/chat", {"id": str(uuid4()), "text": "菜单", "typed_at": "yesterday"})
    with site.town.database.reading() as session:
        said = session.scalars(select(Inbox.said_at).order_by(Inbox.id)).all()
    ago = [site.town.now - moment for moment in said]
    assert ago == [timedelta(hours=3), timedelta(days=2), timedelta(0)]


async def test_what_cannot_be_kept_is_refused_in_a_sentence(site: House) -> None:
    def body(**more: object) -> dict[str, object]:
        return {"id": str(uuid4()), "text": "菜单"} | more

    async with site.signed_in("周建明") as phone:
        refused: dict[int, list[object]] = {
            413: [body(text="长" * 30_000)],
            422: [body(id="1"), body(id=7), body(text=""), body(text=" \n"), body(text=["a"]), [], "text", 7],
        }
        refused[422].append(body(text="", press="x" * 101))
        for status, bodies in refused.items():
            for each in bodies:
                answer = await phone.post("/chat", each)
                assert (answer.status_code, len(answer.json()["error"]) > 5) == (status, True), each
        headers = {"X-CSRF-Token": phone.csrf}
        plain = await phone.client.post("/chat", content="text=x", headers=headers)
        assert plain.status_code == 415
        headers["Content-Type"] = "application/json"
        for broken in (b"{", b"\xff\xfe", b"[" * 60_000):
            assert (await phone.client.post("/chat", content=broken, headers=headers)).status_code == 422
    assert site.rows(Inbox) == 0


async def test_a_body_without_a_length_is_counted_too(site: House) -> None:
    async def endless() -> object:
        for _ in range(100):
            yield b'"' + b"x" * 1000

    async with site.signed_in("周建明") as phone:
        headers = {"X-CSRF-Token": phone.csrf, "Content-Type": "application/json"}
        answer = await phone.client.post("/chat", content=endless(), headers=headers)  # type: ignore[arg-type]
        assert answer.status_code == 413


async def test_too_many_messages_are_slowed_down(site: House) -> None:
    async with site.signed_in("周建明") as phone, site.signed_in("方晓燕") as other:
        answers = [await phone.say("1") for _ in range(40)]
        codes = [answer.status_code for answer in answers]
        assert codes == [200] * 30 + [429] * 10
        assert answers[-1].json()["error"] == "操作太频繁，请稍后再试。"
        assert (await other.say("菜单")).status_code == 200
        site.town.wait(minutes=1)
        assert (await phone.say("菜单")).status_code == 200


async def test_seen_marks_what_was_shown_and_nothing_to_come(site: House) -> None:
    async with site.signed_in("周建明") as phone, site.signed_in("方晓燕") as other:
        site.tell("方晓燕", "给别人的")
        site.tell("周建明", "一")
        newest = (await phone.read())["messages"][-1]["id"]
        assert (await phone.post("/chat/seen", {"cursor": newest + 1000})).status_code == 204
        site.tell("周建明", "二")
        assert site.states("周建明") == ["sent", "pending"]
        assert site.states("方晓燕") == ["pending"]
        for wrong in (-1, "1", None, True, 2**70):
            assert (await phone.post("/chat/seen", {"cursor": wrong})).status_code == 422
        assert (await other.read())["messages"][0]["text"] == "给别人的"


async def test_a_cursor_gives_only_what_is_newer(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        for n in range(3):
            site.tell("周建明", f"第{n}条")
        first = await phone.read()
        assert len(first["messages"]) == 3
        site.tell("周建明", "新的")
        assert [m["text"] for m in (await phone.read(first["cursor"]))["messages"]] == ["新的"]
        plain = first["messages"][-1]["id"]
        assert [m["text"] for m in (await phone.read(str(plain)))["messages"]] == ["新的"]
        for wrong in ("x", "-1", "1.x", "1.2.3", "", "٣"):
            assert (await phone.client.get("/chat/messages", params={"after": wrong})).status_code == 422


async def test_a_long_absence_is_caught_up_in_parts(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        site.tell("周建明", "起点")
        cursor = (await phone.read())["cursor"]
        for n in range(feed.MOST + 5):
            site.tell("周建明", f"第{n}条")
        batch = await phone.read(cursor)
        assert (len(batch["messages"]), batch["more"]) == (feed.MOST, True)
        rest = await phone.read(batch["cursor"])
        assert (len(rest["messages"]), rest["more"]) == (5, False)


async def test_when_nothing_can_be_saved_nobody_is_told_it_was(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        with site.town.database.begin() as connection:
            connection.exec_driver_sql(
                "CREATE TRIGGER full BEFORE INSERT ON inbox BEGIN SELECT RAISE(FAIL, 'disk is full'); END"
            )
        answer = await phone.say("菜单")
        assert answer.status_code == 503
        assert "没有保存" in answer.json()["error"]
        assert "disk" not in answer.text
        with site.town.database.begin() as connection:
            connection.exec_driver_sql("DROP TRIGGER full")
        assert (await phone.say("菜单")).status_code == 200


async def events(response: httpx.Response, most: int) -> list[dict[str, str]]:
    """The first events of a stream."""
    found: list[dict[str, str]] = []
    event: dict[str, str] = {}
    async for line in response.aiter_lines():
        if not line and event:
            found.append(event)
            event = {}
            if len(found) == most:
                break
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            event[name] = value
    return found


async def test_the_stream_brings_messages_at_once_and_resumes_where_it_was(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        async with asyncio.timeout(5), phone.client.stream("GET", "/chat/stream?after=0") as opened:
            (hello,) = await events(opened, 1)
            assert json.loads(hello["data"])["messages"] == []
        async with asyncio.timeout(5), phone.client.stream("GET", "/chat/stream?after=0") as opened:
            await phone.say("菜单")
            texts = [m["text"] for e in await events(opened, 2) for m in json.loads(e["data"])["messages"]]
            assert texts[0] == "菜单"
        cursor = (await phone.read())["cursor"]
        site.tell("周建明", "后来的")
        headers = {"Last-Event-ID": cursor}
        async with asyncio.timeout(5), phone.client.stream("GET", "/chat/stream?after=0", headers=headers) as opened:
            (next_one,) = await events(opened, 1)
            assert [m["text"] for m in json.loads(next_one["data"])["messages"]] == ["后来的"]


async def test_a_message_of_another_process_reaches_the_stream(site: House) -> None:
    async with (
        site.signed_in("周建明") as phone,
        asyncio.timeout(8),
        phone.client.stream("GET", "/chat/stream?after=0") as opened,
    ):
        waiting = asyncio.create_task(events(opened, 2))
        await asyncio.sleep(0.2)
        site.tell("周建明", "别处来的")  # by a job: this process's hub is not told
        assert "别处来的" in (await waiting)[1]["data"]


async def test_nobody_holds_more_than_a_few_streams(site: House) -> None:
    async with site.signed_in("周建明") as phone, AsyncExitStack() as held, asyncio.timeout(10):
        kept = []
        for _ in range(stream.MOST_STREAMS):
            opened = await held.enter_async_context(phone.client.stream("GET", "/chat/stream"))
            kept.append(opened.aiter_lines())
            await anext(kept[-1])
        assert (await phone.client.get("/chat/stream")).status_code == 429
        assert (await phone.read())["messages"] == []
