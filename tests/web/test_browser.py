"""The page in a real browser at phone size: a person comes in, says something, presses a button, loses nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, BrowserContext, FilePayload, Page, Route, expect
from sqlalchemy import select

from storage.tables import Inbox, SignIn
from tests.web.house import House
from tests.web.test_attachments import kept, picture

pytestmark = pytest.mark.chromium

PHONE = {"width": 390, "height": 844}
OWN = "#log li.own .bubble"
# What the bot answers; once a day it adds a hint.
BOT = "#log li:not(.own):not(.time) .bubble:not(:has-text('小提示'))"


@pytest.fixture
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A phone of its own: Chinese, 390×844, touch. A script error fails the test."""
    made = await browser.new_context(viewport=PHONE, locale="zh-CN", has_touch=True, device_scale_factor=2)  # type: ignore[arg-type]
    errors: list[str] = []
    made.on("weberror", lambda error: errors.append(str(error.error)))
    made.on("console", lambda message: errors.append(message.text) if "Content Security" in message.text else None)
    yield made
    await made.close()
    assert errors == []


async def come_in(context: BrowserContext, site: House, name: str) -> Page:
    page = await context.new_page()
    await page.goto(site.link(name))
    await page.get_by_role("button", name="登录").click()
    await page.wait_for_url(f"{site.url}/")
    return page


async def type_and_send(page: Page, text: str) -> None:
    await page.locator("#box").fill(text)
    await page.get_by_role("button", name="发送").click()


async def test_from_the_link_to_a_pressed_button(context: BrowserContext, site: House) -> None:
    page = await context.new_page()
    await page.goto(site.link("周建明"))
    assert site.rows(SignIn) == 0
    await expect(page.locator(".facts")).to_contain_text("周*明")
    await page.get_by_role("button", name="登录").click()
    await expect(page.locator(".bar")).to_contain_text("周建明")
    await type_and_send(page, "菜单")
    await expect(page.locator(OWN)).to_have_text(["菜单"])
    await expect(page.locator("#log li.own .state")).to_have_text(["✓ 已送达"])
    card = page.locator("#log li.card")
    await expect(card).to_contain_text("周建明")
    site.town.wait(seconds=1)  # a person presses after the answer was kept, and the page orders by when
    await card.get_by_role("button", name="帮助").click()
    await expect(page.locator(BOT).last).to_contain_text("一句话就行")
    await expect(page.locator(OWN)).to_have_text(["菜单", "帮助"])
    await expect(card.locator(".chips")).to_have_count(0)  # a question is answered once
    said = await page.locator("#log li:not(.time) .bubble").all_text_contents()
    await page.reload()
    await expect(page.locator("#log li:not(.time) .bubble")).to_have_text(said)
    await expect(page.locator(".chips")).to_have_count(0)
    assert site.rows(Inbox) == 2


async def test_nothing_typed_is_lost_when_the_network_is(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    await context.set_offline(True)
    await type_and_send(page, "菜单")
    await page.locator("#box").fill("还没打完的一句")
    await expect(page.locator("#log li.own .state")).to_contain_text("等网络")
    await expect(page.locator("#notice")).to_contain_text("网络不通")
    await context.set_offline(False)
    await page.reload()
    await expect(page.locator("#box")).to_have_value("还没打完的一句")
    await expect(page.locator("#log li.own .state")).to_have_text(["✓ 已送达"])
    await expect(page.locator(BOT)).to_have_count(1)
    assert site.rows(Inbox) == 1


async def test_an_answer_lost_on_the_way_makes_no_second_message(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    tries = 0

    async def swallow(route: Route) -> None:
        nonlocal tries
        tries += 1
        if tries == 1:
            await route.fetch()  # it arrives, and the answer does not
            await route.abort()
        else:
            await route.continue_()

    await page.route("**/chat", swallow)
    await type_and_send(page, "菜单")
    await expect(page.locator("#log li.own .state")).to_have_text(["✓ 已送达"])
    await expect(page.locator(BOT)).to_have_count(1)
    await page.reload()
    await expect(page.locator(OWN)).to_have_count(1)
    assert (tries >= 1, site.rows(Inbox)) == (True, 1)


async def test_a_message_that_was_shown_before_its_answer_was_lost_is_delivered(
    context: BrowserContext, site: House
) -> None:
    page = await come_in(context, site, "周建明")

    async def swallow(route: Route) -> None:
        await route.fetch()
        await expect(page.locator(BOT)).to_have_count(1)  # the stream is quicker than the answer
        await route.abort()

    await page.route("**/chat", swallow)
    async with page.expect_event("requestfailed"):
        await type_and_send(page, "菜单")
    await page.evaluate("() => new Promise(requestAnimationFrame)")
    await expect(page.locator("#log li.own .state")).to_have_text(["✓ 已送达"])
    assert site.rows(Inbox) == 1


async def test_what_was_not_sent_is_sent_again_by_a_press(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    down = True

    async def fail(route: Route) -> None:
        await (route.abort() if down else route.continue_())

    await page.route("**/chat", fail)
    async with page.expect_event("requestfailed"):
        await type_and_send(page, "菜单")
    async with page.expect_event("requestfailed"):  # it tries again by itself, ever more seldom
        await expect(page.locator("#log li.own .state")).to_contain_text("等网络")
    down = False
    await page.get_by_role("button", name="重发").click()
    await expect(page.locator("#log li.own .state")).to_have_text(["✓ 已送达"])
    assert site.rows(Inbox) == 1


async def test_enter_sends_and_shift_enter_does_not(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    await page.locator("#box").focus()
    await page.keyboard.type("第一行")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("第二行")
    await page.keyboard.press("Enter")
    await expect(page.locator(OWN)).to_have_text("第一行\n第二行", use_inner_text=True)
    await expect(page.locator("#box")).to_have_value("")


async def test_without_event_source_it_asks_now_and_then(context: BrowserContext, site: House) -> None:
    await context.add_init_script("delete window.EventSource")
    page = await come_in(context, site, "周建明")
    await type_and_send(page, "菜单")
    await expect(page.locator(BOT)).to_have_count(1, timeout=8000)


async def test_when_the_stream_is_refused_it_asks_now_and_then(context: BrowserContext, site: House) -> None:
    await context.route("**/chat/stream*", lambda route: route.fulfill(status=502))
    page = await come_in(context, site, "周建明")
    await type_and_send(page, "菜单")
    await expect(page.locator(BOT)).to_have_count(1, timeout=8000)


async def test_a_newer_card_takes_the_buttons_of_the_older(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    site.tell("周建明", "已记录：水渠堵了", ("修改", "撤销"), "entry:7")
    await expect(page.get_by_role("button", name="撤销")).to_have_count(1)
    site.tell("周建明", "已更新：水渠堵了，已报水利站", ("修改", "撤销"), "entry:7")
    site.tell("周建明", "别的一条", ("修改", "撤销"), "entry:8")
    await expect(page.locator("#log li.card")).to_have_count(3)
    await expect(page.get_by_role("button", name="撤销")).to_have_count(2)
    await expect(page.locator("#log li.old")).to_contain_text("下面有更新的卡片")
    await page.reload()
    await expect(page.get_by_role("button", name="撤销")).to_have_count(2)


async def test_what_people_write_is_text_and_never_markup(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    hostile = "<img src=x onerror=alert(1)><b>李</b> & \"'"
    site.tell("周建明", hostile, (hostile,))
    await expect(page.locator(BOT)).to_have_text(hostile)
    await expect(page.locator(".chips button")).to_have_text(hostile)
    assert await page.locator("#log img, #log b").count() == 0


async def test_shown_is_delivered(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    site.tell("周建明", "请收")
    async with page.expect_response(re.compile("/chat/seen")) as seen:
        await expect(page.locator(BOT)).to_have_count(1)
    assert (await seen.value).status == 204
    assert site.states("周建明") == ["sent"]


async def test_everything_to_press_is_large_enough(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "俞正阳")
    site.tell("俞正阳", "已记录", ("修改", "撤销", "一个很长很长很长很长很长很长很长很长的选择"), "entry:1")
    await expect(page.locator(".chips button")).to_have_count(3)
    for path in ("/", "/digest"):
        await page.goto(site.url + path)
        await expect(page.locator(".bar")).to_be_visible()
        for target in await page.locator("button:visible, a:visible, textarea:visible").all():
            box = await target.bounding_box()
            assert box is not None
            assert box["height"] >= 44, await target.text_content()
        size = await page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= 18
        assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


STORED = """async () => {
  const open = await new Promise((resolve) => {
    const request = indexedDB.open("baocun");
    request.onsuccess = () => resolve(request.result);
  });
  const found = [];
  for (const name of open.objectStoreNames) {
    const request = open.transaction(name).objectStore(name).getAll();
    found.push(...(await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)))));
  }
  open.close();
  for (const name of await caches.keys()) {
    for (const one of await (await caches.open(name)).keys()) found.push(one.url);
  }
  return JSON.stringify(found.concat(Object.values(localStorage)));
}"""


async def settled(page: Page) -> None:
    """Waits until the phone keeps the page for when there is no network."""
    for _ in range(100):
        if await page.evaluate("async () => !!navigator.serviceWorker.controller && !!(await caches.match('/'))"):
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the page is not kept")


async def settings(page: Page) -> None:
    await page.get_by_role("button", name="设置").click()


async def sign_out(page: Page) -> None:
    await settings(page)
    await page.get_by_role("button", name="退出", exact=True).click()
    await expect(page.locator("h1")).to_have_text("请先登录")


async def test_signing_out_forgets_the_phone(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    await page.locator("#box").fill("不该留下的")
    await settled(page)
    assert "不该留下的" in await page.evaluate(STORED)
    await sign_out(page)
    stored = await page.evaluate(STORED)
    assert "不该留下的" not in stored
    assert f'{site.url}/"' not in stored


async def test_what_is_typed_without_a_network_goes_in_order_and_once(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    await context.set_offline(True)
    said = [f"第{n}句，今天去王家坞走访了李桂兰" for n in range(1, 6)]
    for text in said:
        await type_and_send(page, text)
    await expect(page.locator("#log li.waiting")).to_have_count(5)
    await context.set_offline(False)
    await expect(page.locator("#log li.delivered")).to_have_count(5, timeout=15000)
    await expect(page.locator(OWN)).to_have_text(said)
    await page.reload()
    await expect(page.locator(OWN)).to_have_text(said)
    with site.town.database.reading() as session:
        kept = session.scalars(select(Inbox).order_by(Inbox.id)).all()
    assert [row.body["text"] for row in kept] == said


async def test_the_page_opens_without_a_network_and_sends_what_was_typed_there(
    context: BrowserContext, site: House
) -> None:
    page = await come_in(context, site, "周建明")
    await settled(page)
    await page.close()
    await context.set_offline(True)
    page = await context.new_page()
    await page.goto(site.url)
    await expect(page.locator(".bar")).to_contain_text("周建明")
    photo: FilePayload = {"name": "a.png", "mimeType": "image/png", "buffer": picture(form="PNG")}
    await page.locator("#photo").set_input_files([photo])
    await expect(page.locator("#strip canvas")).to_have_count(1)
    await type_and_send(page, "今天去王家坞走访了李桂兰")
    await expect(page.locator("#log li.waiting canvas")).to_have_count(1)
    await page.close()
    await context.set_offline(False)
    page = await context.new_page()
    await page.goto(site.url)
    await expect(page.locator(BOT)).to_contain_text("照片1张")
    await expect(page.locator("#log .card img")).to_have_count(1)
    assert (site.rows(Inbox), kept(site)) == (1, 1)


async def test_an_expired_session_keeps_what_is_typed_until_the_same_person_is_back(
    context: BrowserContext, site: House
) -> None:
    page = await come_in(context, site, "周建明")
    site.town.wait(days=31)
    await type_and_send(page, "今天去王家坞走访了李桂兰")
    await page.locator("#box").fill("还没打完")
    await expect(page.locator("#notice")).to_contain_text("登录已到期")
    page = await come_in(context, site, "方晓燕")  # somebody else on the same phone
    await expect(page.locator("#box")).to_have_value("")
    await type_and_send(page, "菜单")
    await expect(page.locator("#log li.delivered")).to_have_count(1)
    await expect(page.locator(OWN)).to_have_text(["菜单"])
    page = await come_in(context, site, "周建明")
    await expect(page.locator("#box")).to_have_value("还没打完")
    await expect(page.locator(OWN)).to_have_text(["今天去王家坞走访了李桂兰"])
    await expect(page.locator("#log li.delivered")).to_have_count(1)
    assert site.rows(Inbox) == 2


async def test_a_page_left_open_never_shows_the_next_persons_messages(context: BrowserContext, site: House) -> None:
    left = await come_in(context, site, "周建明")
    page = await come_in(context, site, "方晓燕")
    await type_and_send(page, "菜单")
    await expect(page.locator(BOT)).to_contain_text("方晓燕")
    await type_and_send(left, "周建明说的")
    await expect(left.locator("#notice")).to_contain_text("登录已到期")
    assert "方晓燕" not in await left.locator("#log").inner_text()
    assert site.rows(Inbox) == 1


async def test_signing_out_everywhere_ends_every_phone(browser: Browser, context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    elsewhere = await browser.new_context()
    lost = await come_in(elsewhere, site, "周建明")
    await expect(lost.locator("#box")).to_be_visible()
    await settings(page)
    await page.get_by_role("button", name="在所有手机上退出").click()
    await expect(page.locator("h1")).to_have_text("请先登录")
    await expect(lost.locator("#notice")).to_contain_text("登录已到期")
    await elsewhere.close()


async def test_ten_photos_at_once_and_a_bad_one(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    good: list[FilePayload] = [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture(300 + n)} for n in range(11)
    ]
    await page.locator("#photo").set_input_files(good)
    await expect(page.locator("#strip canvas")).to_have_count(10)
    await expect(page.locator("#notice")).to_contain_text("一次最多10个")
    await page.get_by_role("button", name="去掉 照片 1", exact=True).click()
    bad: FilePayload = {"name": "bad.jpg", "mimeType": "image/jpeg", "buffer": b"<html>"}
    await page.locator("#photo").set_input_files([bad])
    await expect(page.locator("#strip li")).to_have_count(10)
    await type_and_send(page, "今天去王家坞走访了李桂兰")
    await expect(page.locator(BOT)).to_contain_text("照片9张", timeout=20000)
    await expect(page.locator("#log .refused")).to_contain_text("没有收")
    await expect(page.locator("#log .card img")).to_have_count(9)
    first = page.locator("#log .card img").first
    await expect(first).to_have_js_property("complete", True)
    assert await first.evaluate("image => image.naturalWidth") > 0


async def test_a_voice_note_is_recorded_sent_and_played(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    voice = page.locator("#voice")
    await expect(voice).to_be_enabled()
    await voice.click()
    await expect(voice).to_have_attribute("aria-pressed", "true")
    await expect(voice).to_contain_text("1/60")
    await voice.click()
    await expect(page.locator("#strip li")).to_have_count(1)
    await type_and_send(page, "今天去王家坞走访了李桂兰")
    await expect(page.locator(BOT)).to_contain_text("语音1条")
    sound = page.locator("#log .card audio")
    await sound.evaluate("sound => sound.play()")
    await expect(sound).to_have_js_property("error", None)
    assert kept(site) == 1


async def test_what_was_said_last_stays_in_sight(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    for n in range(8):
        site.tell("周建明", f"第{n}条")
    await expect(page.locator(BOT)).to_have_count(8)
    await context.set_offline(True)
    await type_and_send(page, "今天去王家坞走访了李桂兰")
    await expect(page.locator("#notice")).to_be_visible()
    await expect(page.locator("#log li.waiting")).to_be_in_viewport(ratio=1)


async def test_letters_and_colours_as_one_likes_them(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    look = "() => [getComputedStyle(document.body).fontSize, getComputedStyle(document.body).backgroundColor]"
    assert await page.evaluate(look) == ["18px", "rgb(241, 244, 241)"]
    await settings(page)
    await page.get_by_label("特大").check()
    await page.get_by_label("暗").check()
    assert await page.evaluate(look) == ["24px", "rgb(18, 24, 21)"]
    await page.reload()
    assert await page.evaluate(look) == ["24px", "rgb(18, 24, 21)"]
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    await page.emulate_media(color_scheme="dark")
    await settings(page)
    await page.get_by_label("亮").check()
    assert (await page.evaluate(look))[1] == "rgb(241, 244, 241)"
    await page.get_by_label("跟手机一样").check()
    assert (await page.evaluate(look))[1] == "rgb(18, 24, 21)"


async def test_everything_is_reached_with_the_keyboard_and_has_a_name(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    await type_and_send(page, "菜单")
    await expect(page.locator("#log li.card")).to_have_count(1)
    await page.locator("#more").focus()
    reached = set()
    for _ in range(30):
        await page.keyboard.press("Tab")
        reached.add(await page.evaluate("document.activeElement.id || document.activeElement.textContent"))
    assert {"box", "photo", "发送", "帮助"} <= reached
    nameless = """() => [...document.querySelectorAll("button, input:not([type=hidden]), textarea, a")].filter((one) =>
      !(one.textContent.trim() || one.getAttribute("aria-label") || (one.labels && one.labels.length))).length"""
    assert await page.evaluate(nameless) == 0
    await page.locator("#log .chips button").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#log .chips")).to_have_count(0)
    assert await page.evaluate("document.activeElement.id") == "log"
    await settings(page)
    await page.keyboard.press("Escape")
    await expect(page.locator("#settings")).to_be_hidden()


async def test_the_page_may_be_put_on_the_home_screen(context: BrowserContext, site: House) -> None:
    page = await come_in(context, site, "周建明")
    devtools = await context.new_cdp_session(page)
    await settled(page)
    found = await devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    assert "包村通" in found["data"]
    wrong = (await devtools.send("Page.getInstallabilityErrors"))["installabilityErrors"]
    assert [error["errorId"] for error in wrong if error["errorId"] != "in-incognito"] == []
