"""`baocun demo` as a process of its own, and phones that look at it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.command import ROOT, environment, free_port

CHROMIUM = shutil.which("chromium-headless-shell")
PHONE: ViewportSize = {"width": 390, "height": 844}
SECOND = 1000


@contextmanager
def demo(folder: Path) -> Iterator[dict[str, str]]:
    """The demo, running on a free port; the sign-in link of each role."""
    command = [sys.executable, "-m", "bot", "demo", "--port", str(free_port()), "--db", str(folder / "demo.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment()) as process:
        assert process.stdout is not None
        found = dict[str, str]()
        deadline = time.monotonic() + 60
        while len(found) < 3 and time.monotonic() < deadline:
            line = process.stdout.readline()
            if match := re.match(r"(\w+) .*?(http://\S+)", line):
                found[match[1]] = match[2]
        try:
            yield found
        finally:
            process.terminate()
            assert process.wait(20) == 0


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def sign_in(browser: Browser, link: str) -> Page:
    """A phone whose owner has opened the link and pressed 登录."""
    context = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", device_scale_factor=2)
    page = context.new_page()
    page.goto(link)
    page.get_by_role("button", name="登录").click()
    return page


def say(page: Page, text: str) -> None:
    """Types into the chat, sends, and waits for the answer."""
    before = page.locator("#log li:not(.own):not(.time)").count()
    page.locator("#box").fill(text)
    page.get_by_role("button", name="发送").click()
    answered(page, before)


def press(page: Page, label: str) -> None:
    """Presses the newest button with this label, and waits for the answer."""
    before = page.locator("#log li:not(.own):not(.time)").count()
    page.locator("#log").get_by_role("button", name=label).last.click()
    answered(page, before)


def answered(page: Page, before: int) -> None:
    """Waits for another answer than the `before` so many."""
    expect(page.locator("#log li:not(.own):not(.time)")).not_to_have_count(before, timeout=10 * SECOND)
    page.wait_for_timeout(300)  # the page scrolls to it
