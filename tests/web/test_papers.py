"""Files made for a person: in the chat, on the leaders' page, and for nobody else."""

from __future__ import annotations

import asyncio

from tests.web.house import House, hidden


async def test_a_picture_is_shown_to_whom_it_was_made_for(site: House) -> None:
    async with site.signed_in("俞正阳") as leader, site.signed_in("倪海军") as other, site.phone() as stranger:
        await leader.say("简报 本周")
        await leader.hears("【简报】本周")
        await asyncio.to_thread(site.town.jobs.drain)
        (paper,) = (await leader.hears("各村履职记录"))["papers"]
        shown = await leader.client.get(f"/paper/{paper['id']}")
        assert (shown.status_code, shown.headers["content-type"]) == (200, "image/png")
        assert "sandbox" in shown.headers["content-security-policy"]
        assert shown.headers["content-disposition"].startswith("inline; filename*=UTF-8''%E7%AE%80%E6%8A%A5")
        assert (await other.client.get(f"/paper/{paper['id']}")).status_code == 404
        assert (await stranger.get(f"/paper/{paper['id']}")).status_code == 401


async def test_the_leaders_page_has_its_picture(site: House) -> None:
    async with site.signed_in("俞正阳") as leader, site.signed_in("周建明") as cadre:
        page = (await leader.client.get("/digest?period=2026-W47")).text
        assert '"/digest.png?period=2026-W47"' in page
        drawn = await leader.client.get("/digest.png?period=2026-W47")
        assert drawn.content.startswith(b"\x89PNG")
        assert (await leader.client.get("/digest.png?period=nonsense")).status_code == 404
        assert (await cadre.client.get("/digest.png?period=2026-W47")).status_code == 404


async def test_a_ledger_is_ordered_on_the_page_and_comes_into_the_chat(site: House) -> None:
    async with site.signed_in("周建明") as cadre, site.signed_in("俞正阳") as leader:
        await cadre.say("今天去王家坞走访了李桂兰，家里都好")
        await cadre.hears("已记录")
        page = (await leader.client.get("/digest?period=2026-11")).text
        form = {"csrf": hidden(page, "csrf"), "period": "2026-11", "ledger": "visits"}
        assert (await leader.client.post("/digest/ledger", data=form)).status_code == 303
        await leader.hears("共1条")
        await asyncio.to_thread(site.town.jobs.drain)
        (paper,) = (await leader.hears("做好了，共1条"))["papers"]
        sent = await leader.client.get(f"/paper/{paper['id']}")
        assert sent.content.startswith(b"PK")
        assert sent.headers["content-disposition"].startswith("attachment")
        assert (await leader.client.post("/digest/ledger", data=form | {"csrf": "x"})).status_code == 403
        assert (await leader.client.post("/digest/ledger", data=form | {"ledger": "x"})).status_code == 404
