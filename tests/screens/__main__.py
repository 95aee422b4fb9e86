"""`python -m tests.screens [FOLDER]`: a day of the demo's cadre, leader and admin, as PNG at phone size.

Needs `chromium-headless-shell`. Whoever changes a page or a card runs it and looks at the pictures.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Page, ViewportSize

from tests.command import ROOT, baocun
from tests.conversation import SHANGHAI
from tests.served import chromium, demo, press, say, sign_in

FOLDER = ROOT / "docs" / "screens"
SENTENCE = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"
Shot = Callable[[str], None]
# The whole of a pack, from its first sentence to its picture.
TALL: ViewportSize = {"width": 390, "height": 2400}
MARGIN = 10
# Until a picture is drawn and the page has scrolled to it.
SETTLES = 1500


def cadre(page: Page, shot: Shot) -> None:
    """One sentence, what awaits her, a matter, a household, her duties."""
    say(page, SENTENCE)
    shot("sentence")
    say(page, "今天")
    shot("today")
    say(page, "查 水渠 未办结")
    press(page, "水渠堵了")
    press(page, "接手")
    shot("matter")
    say(page, "认人 王家坞 李桂兰")
    shot("household")
    say(page, "履职 本月")
    shot("duties")


def leader(page: Page, shot: Shot) -> None:
    """A ledger, when digests come; this week in the chat, and the same numbers as a page."""
    say(page, "导出 走访 上周")
    page.wait_for_selector("a.paper[download]")
    shot("ledger")
    say(page, "简报 设置")
    shot("settings")
    say(page, "简报 本周")
    shot("digest")
    page.goto(f"{page.url.split('?')[0].rstrip('/')}/digest")
    shot("digest-page")


def admin(page: Page, shot: Shot) -> None:
    """The sheet of invites; a task composed, previewed and sent."""
    site = page.url.split("?")[0].rstrip("/")
    page.goto(f"{site}/invites")
    shot("invites")
    page.goto(f"{site}/tasks/new")
    page.locator("#text").fill("上报受灾情况，今天汇总")
    page.get_by_text("明天下班前").click()
    page.locator("input[name=label0]").fill("受灾户数")
    page.locator("input[name=label1]").fill("是否转移")
    page.locator("select[name=kind1]").select_option(label="选一个")
    page.locator("input[name=options1]").fill("是/否")
    page.locator("input[name=label2]").fill("低保户数")
    page.get_by_text("紧急", exact=True).click()
    page.locator("input[name=why]").fill("明晚还有暴雨")
    page.evaluate("scrollTo(0, 0)")
    shot("task")
    page.get_by_role("button", name="看预览").click()
    shot("task-preview")
    page.get_by_role("button", name="确认发出").click()


def board(pages: dict[str, Page], shot: Shot) -> None:
    """The cadre fills in what the admin asks for; how the task stands then."""
    press(pages["cadre"], "办结")
    say(pages["cadre"], "12 是 7")
    pages["admin"].reload()
    shot("task-board")


def monday(place: Path, pages: dict[str, Page], folder: Path) -> None:
    """The clock strikes on the Monday to come: her morning card, and the leader's pack of the week with its picture."""
    now = datetime.now(SHANGHAI)
    day = now.date() + timedelta(days=7 - now.weekday())
    baocun("tick", "--now", f"{day}T07:45:00+08:00", "--db", str(place / "demo.db"))
    _reopened(pages["cadre"])
    _shot(pages["cadre"], folder, "card")
    page = pages["leader"]
    page.set_viewport_size(TALL)
    _reopened(page)
    pack = page.locator("#log li").filter(has_text="【简报】上周").last.bounding_box()
    last = page.locator("#log li").last.bounding_box()
    assert pack is not None
    assert last is not None
    height = last["y"] + last["height"] - pack["y"] + 2 * MARGIN
    _shot(page, folder, "pack", {"x": 0, "y": pack["y"] - MARGIN, "width": TALL["width"], "height": height})


def _reopened(page: Page) -> None:
    page.goto(page.url.removesuffix("/digest"))
    page.wait_for_timeout(SETTLES)


def take(folder: Path) -> None:
    """Takes all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="baocun-screens-") as place,
        demo(Path(place)) as links,
        chromium() as browser,
    ):
        pages = dict[str, Page]()
        for role, day in (("cadre", cadre), ("leader", leader), ("admin", admin)):
            page = pages[role] = sign_in(browser, links[role])
            page.wait_for_selector("#box")
            day(page, partial(_shot, page, folder))
        board(pages, partial(_shot, pages["admin"], folder))
        monday(Path(place), pages, folder)


def _shot(page: Page, folder: Path, name: str, clip: FloatRect | None = None) -> None:
    path = folder / f"{name}.png"
    page.wait_for_timeout(400)
    page.screenshot(path=path, clip=clip)
    # Few colours are enough for text, and a fifth of the bytes.
    Image.open(path).convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(path, optimize=True)


if __name__ == "__main__":
    take(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
