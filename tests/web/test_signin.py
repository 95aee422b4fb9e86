"""Sign-in by link: opening never uses it up, pressing does, once."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from bot.web.pages.signin import masked
from storage import signins
from storage.tables import Audit, ChannelAccount, SignIn
from tests.web.house import House, enter, hidden

PREVIEWERS = (
    "TelegramBot (like TwitterBot)",
    "WhatsApp/2.24",
    "MicroMessenger",
    "facebookexternalhit/1.1",
    "Slackbot-LinkExpanding 1.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1)",
    "Twitterbot/1.0",
    "Outlook-SafeLinks",
    "curl/8.0",
    "",
)


async def test_previews_use_nothing_up(site: House) -> None:
    link = site.link("周建明")
    for agent in PREVIEWERS:
        async with httpx.AsyncClient(headers={"User-Agent": agent}) as client:
            assert (await client.get(link)).status_code == 200
            assert (await client.head(link)).status_code == 200
    assert site.rows(SignIn) == 0
    async with site.phone() as client:
        assert (await enter(client, link)).status_code == 303


async def test_the_page_says_whose_link_it_is(site: House) -> None:
    async with site.phone() as client:
        page = (await client.get(site.link("倪海军"))).text
    for part in ("倪*军", "北片", "乡镇领导", ">登录<"):
        assert part in page
    assert "倪海军" not in page


@pytest.mark.parametrize(
    ("name", "shown"), [("李桂兰", "李*兰"), ("张三", "张*"), ("欧阳娜娜", "欧**娜"), ("李", "李"), ("", "")]
)
def test_names_are_masked(name: str, shown: str) -> None:
    assert masked(name) == shown


async def test_fifty_presses_at_once_open_one_session(site: House) -> None:
    link = site.link("周建明")
    phones = [site.phone() for _ in range(50)]
    nonces = [hidden((await phone.get(link)).text, "nonce") for phone in phones]
    answers = await asyncio.gather(
        *(phone.post(link, data={"nonce": nonce}) for phone, nonce in zip(phones, nonces, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [303] + [404] * 49
    assert (site.rows(SignIn), site.rows(ChannelAccount)) == (1, 1)
    await asyncio.gather(*(phone.aclose() for phone in phones))


async def test_used_expired_and_unknown_links_get_one_answer(site: House) -> None:
    used, expired = site.link("周建明"), site.link("方晓燕")
    async with site.phone() as client:
        await enter(client, used)
    site.town.wait(days=8)
    pages = []
    for link in (used, expired, f"{site.url}/in/{'A' * 22}", f"{site.url}/in/x' OR 1=1"):
        async with site.phone() as client:
            answer = await client.get(link)
            assert answer.status_code == 404
            pages.append(answer.text)
    assert len(set(pages)) == 1
    assert "再要一个新链接" in pages[0]


async def test_an_expired_link_cannot_be_pressed_either(site: House) -> None:
    link = site.link("周建明")
    async with site.phone() as client:
        nonce = hidden((await client.get(link)).text, "nonce")
        site.town.wait(days=8)
        assert (await client.post(link, data={"nonce": nonce})).status_code == 404
    assert site.rows(SignIn) == 0


async def test_a_press_from_elsewhere_is_refused(site: House) -> None:
    link = site.link("周建明")
    async with site.phone() as seer, site.phone() as victim:
        nonce = hidden((await seer.get(link)).text, "nonce")
        assert (await victim.post(link, data={"nonce": nonce})).status_code == 403
        assert (await victim.post(link)).status_code == 403
        assert (await victim.post(link, data={"nonce": ""})).status_code == 403
    assert site.rows(SignIn) == 0


async def test_the_cookie_is_only_for_this_page(site: House) -> None:
    async with site.phone() as client:
        answer = await enter(client, site.link("周建明"))
    cookie = next(value for value in answer.headers.get_list("set-cookie") if value.startswith("baocun="))
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "Path=/" in cookie
    assert "Secure" not in cookie  # loopback: there is no https to insist on
    assert f"Max-Age={30 * 86400}" in cookie


async def test_an_admin_stays_for_half_a_day(site: House) -> None:
    async with site.signed_in("贺佳") as admin, site.signed_in("周建明") as cadre:
        site.town.wait(hours=11)
        assert (await admin.client.get("/")).status_code == 200
        site.town.wait(hours=2)
        assert (await admin.client.get("/")).status_code == 401
        assert (await cadre.client.get("/")).status_code == 200
        site.town.wait(days=30)
        assert (await cadre.client.get("/")).status_code == 401


async def test_signing_out_ends_the_session_everywhere_the_cookie_went(site: House) -> None:
    async with site.signed_in("周建明") as phone, site.phone() as thief:
        thief.cookies = httpx.Cookies(phone.client.cookies)
        assert (await thief.get("/")).status_code == 200
        assert (await phone.client.post("/out", data={"csrf": "wrong"})).status_code == 403
        answer = await phone.client.post("/out", data={"csrf": phone.csrf})
        assert answer.status_code == 303
        assert answer.headers["clear-site-data"] == '"storage"'
        assert (await thief.get("/")).status_code == 401
        assert (await thief.get("/chat/messages")).status_code == 401
    assert site.rows(Audit) == 2


async def test_a_lost_phone_is_cut_off_with_its_links(site: House) -> None:
    unused = site.link("周建明")
    async with site.signed_in("周建明") as phone:
        person = site.town.people["周建明"]
        assert site.writer.run(lambda connection: signins.revoke(connection, person, site.town.now)) == 1
        assert (await phone.say("菜单")).status_code == 401
        assert (await phone.client.get(unused)).status_code == 404


async def test_a_new_person_on_the_same_browser_ends_the_old_session(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        before = httpx.Cookies(phone.client.cookies)
        assert (await enter(phone.client, site.link("方晓燕"))).status_code == 303
        assert "方晓燕" in (await phone.client.get("/")).text
        async with site.phone() as old:
            old.cookies = before
            assert (await old.get("/")).status_code == 401


async def test_strangers_get_the_way_in_and_nothing_else(site: House) -> None:
    async with site.phone() as client:
        for path in ("/digest", "/chat/messages", "/chat/stream"):
            assert (await client.get(path)).status_code == 401
        assert (await client.post("/chat", json={"id": "x", "text": "菜单"})).status_code == 401
        assert "登录链接" in (await client.get("/")).text
        client.cookies.set("baocun", "made-up")
        assert (await client.get("/")).status_code == 401


async def test_before_sign_in_the_browser_chooses_the_language(site: House) -> None:
    async with site.phone("en-GB,en;q=0.9") as client:
        page = (await client.get(site.link("周建明"))).text
    assert 'lang="en"' in page
    assert ">Sign in<" in page
