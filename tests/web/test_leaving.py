"""Whoever leaves or loses the phone is out on the page at once: the next request, and the stream that is open."""

from __future__ import annotations

import asyncio

from sqlalchemy import Connection

from storage import leaving, people, signins
from storage.engine import message_session
from tests.web.house import House


async def test_a_leaver_is_out_with_the_next_request_and_his_stream_ends(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        await phone.say("今天去王家坞走访了李桂兰")
        await phone.hears("已记录")
        link = site.link("周建明")

        async def until_it_ends() -> str:
            async with phone.client.stream("GET", "/chat/stream") as stream:
                return "".join([part async for part in stream.aiter_text()])

        listening = asyncio.create_task(until_it_ends())
        await asyncio.sleep(0.2)

        def leave(connection: Connection) -> None:
            scope = people.scope_of(connection, site.town.people["贺佳"])
            assert scope is not None
            with message_session(connection) as session:
                leaving.leave(session, scope, site.town.people["周建明"], None, "调到县里", site.town.now)

        account = site.account("周建明")
        await asyncio.to_thread(site.writer.run, leave)
        assert (await phone.say("今天去王家坞走访了张德财")).status_code == 401
        assert (await phone.client.get("/chat/messages")).status_code == 401
        assert (await phone.client.get("/me.json")).status_code == 401
        assert (await phone.client.get(link)).status_code == 404
        site.hub.wake({account})  # a silent stream looks by itself within a minute: stream.LOOK_SECONDS
        assert "event: gone" in (await asyncio.wait_for(listening, 10))


async def test_a_lost_phone_is_out_and_another_person_is_not(site: House) -> None:
    async with site.signed_in("周建明") as lost, site.signed_in("童建新") as other:
        person = site.town.people["周建明"]
        await asyncio.to_thread(site.writer.run, lambda connection: signins.revoke(connection, person, site.town.now))
        assert (await lost.client.get("/chat/messages")).status_code == 401
        assert (await other.client.get("/chat/messages")).status_code == 200


async def test_the_file_of_ones_own_data_holds_ones_own(site: House) -> None:
    async with site.signed_in("周建明") as phone, site.signed_in("童建新") as other:
        await phone.say("今天去王家坞走访了李桂兰")
        await phone.hears("已记录")
        mine, theirs = (await phone.client.get("/me.json")).json(), (await other.client.get("/me.json")).json()
        assert mine["person"]["name"] == "周建明"
        assert [record["text"] for record in mine["records"]] == ["今天去王家坞走访了李桂兰"]
        assert theirs["records"] == []
