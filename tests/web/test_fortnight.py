"""A cadre, a leader and an admin through two weeks in a real browser at phone size."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.async_api import Browser, Page, expect

from tests.fortnight import ADMIN, BEGINNING, LINES
from tests.web.house import House
from tests.web.test_browser import PHONE, come_in, type_and_send

# What the bot answers, buttons included; once a day it adds a hint.
ANSWER = "#log li:not(.own):not(.time):not(:has-text('小提示'))"


@pytest.mark.chromium
async def test_two_weeks_in_the_browser(browser: Browser, site: House) -> None:
    site.town.now = BEGINNING
    pages = dict[str, Page]()
    for line in LINES:
        site.town.now = max(site.town.now, line.morning) + timedelta(minutes=5)
        if line.who not in pages or line.who == ADMIN:  # whose phone stays signed in for twelve hours
            phone = await browser.new_context(viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
            pages[line.who] = await come_in(phone, site, line.who)
        page = pages[line.who]
        before = await page.locator(ANSWER).count()
        await type_and_send(page, line.text)
        await expect(page.locator(ANSWER)).not_to_have_count(before)
        for part in line.hears:
            await expect(page.locator(ANSWER).last).to_contain_text(part)
