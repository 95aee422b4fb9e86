"""认人 and 认情 on the phone: the same cards as in chat, for the same eyes."""

from __future__ import annotations

import pytest

from tests.register.rows import furnish, household
from tests.web.house import House


async def test_from_the_list_to_a_household_and_its_village(site: House) -> None:
    furnish(site.town)
    site.town.says("周建明", "李桂兰备注：儿子在杭州打工")
    id_ = household(site.town, "李桂兰", "王家坞村")
    async with site.signed_in("周建明") as phone:
        assert 'href="/register"' in (await phone.client.get("/")).text
        page = (await phone.client.get("/register?said=lgl")).text
        assert f'href="/household/{id_}"' in page
        assert "王建国" not in page
        card = (await phone.client.get(f"/household/{id_}")).text
        for part in ("李桂兰 · 王家坞村2组", "13812341234", "儿子 王小军", "独居老人", "儿子在杭州打工"):
            assert part in card
        village = card.partition('href="/village/')[2].partition('"')[0]
        assert "王树根、张水英" in (await phone.client.get(f"/village/{village}")).text
        tagged = (await phone.client.get(f"/register?village={village}&tag=低保户")).text
        assert "陈秀英" in tagged
        assert "李桂兰" not in tagged


async def test_who_opened_what_is_in_the_trail_as_from_the_chat(site: House) -> None:
    id_ = household(site.town, "李桂兰", "王家坞村")
    async with site.signed_in("周建明") as phone:
        village = (await phone.client.get(f"/household/{id_}")).text.partition('href="/village/')[2].partition('"')[0]
        await phone.client.get(f"/village/{village}")
        await phone.client.get("/register")  # as in chat, a list of names is not an opening
        assert (await phone.client.get("/digest")).status_code == 404
    async with site.signed_in("俞正阳") as phone:
        await phone.client.get("/digest?period=2026-11")
        await phone.client.get(f"/digest?period=2026-11&village={village}")
    trail = site.town.hears("秦审", "审计").text.splitlines()[1:]
    acts = [line.split(" ", 2)[2] for line in trail]
    assert [act for act in acts if not act.endswith("登录")] == [
        "俞正阳 看一村简报 王家坞村",
        "俞正阳 看简报 云溪镇",
        "周建明 看简报（未允许）",
        "周建明 看村情 王家坞村",
        f"周建明 看农户 农户{id_}",
    ]


async def test_above_the_village_a_number_is_only_recognised(site: House) -> None:
    furnish(site.town)
    id_ = household(site.town, "李桂兰", "王家坞村")
    for name in ("俞正阳", "贺佳"):
        async with site.signed_in(name) as phone:
            card = (await phone.client.get(f"/household/{id_}")).text
            assert "138****1234" in card
            assert "13812341234" not in card


@pytest.mark.parametrize("name", ["方晓燕", "韩冬", "秦审"])
async def test_a_foreign_household_is_no_page(site: House, name: str) -> None:
    ids = household(site.town, "王建国", "王家坞村"), 987654
    async with site.signed_in(name) as phone:
        for id_ in ids:
            assert (await phone.client.get(f"/household/{id_}")).status_code == 404
        assert (await phone.client.get("/village/987654")).status_code == 404
        if name != "秦审":
            for path in (
                "/register?said=王建国",
                "/register?village=5",
                "/register?said=%25",
                "/register?page=x",
                f"/register?page={10**18 - 1}",
            ):
                page = await phone.client.get(path)
                assert page.status_code == 200
                assert "<strong>王建国" not in page.text
