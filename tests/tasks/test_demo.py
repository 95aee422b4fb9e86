"""One task in the demo township, from the admin's phone page to the summed workbook, over three channels at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from python_calamine import load_workbook
from sqlalchemy import delete
from sqlalchemy.orm import Session

from bot.channels.telegram import limits
from bot.channels.wecom import sending
from bot.clock import beat
from handlers import demo
from handlers.demo import history
from handlers.mornings import Mornings
from storage import people
from storage.engine import Database
from storage.scope import Scope
from storage.tables import ChannelAccount, TaskRecipient, Unit
from tests.channels.housed import Housed
from tests.conversation import SHANGHAI, Town
from tests.fakes import Telegram, WeCom
from tests.served import CHROMIUM, chromium, press, say, sign_in
from tests.telegram.conftest import FAST

# A Tuesday morning; 18 cadres serve the 13 villages.
MORNING = datetime(2026, 11, 17, 9, tzinfo=SHANGHAI)
DUE = datetime(2026, 11, 19, 17, 30, tzinfo=SHANGHAI)
CADRES = 18
ADMIN, LEADER = "邓思敏", "杜明远"
# Who answers where, and who does not: on the page, Telegram and WeCom; stuck; on leave; has blocked us; never came in.
PAGE, CHAT, WORK, STUCK, AWAY = "沈志远", "陆晓芸", "蒋文博", "韩雪梅", "丁海峰"
BLOCKED, NOWHERE = "顾小曼", "谢建平"


class County(Housed[Telegram]):
    """The demo township with its pages, on Telegram and WeCom at once, on a clock of its own."""

    def __init__(self, telegram: Telegram, wecom: WeCom, database: Database) -> None:
        self.wecom = wecom
        for fake in (telegram, wecom):
            fake.clock.set(MORNING)
        self._clock = telegram.clock
        known = {name.removeprefix("BAOCUN_").lower(): value for name, value in wecom.settings().items()}
        super().__init__(telegram, database, **known)

    def settled(self, database: Database) -> Town:
        plain = Database(database.engine.url.render_as_string(hide_password=False))
        demo.prepare(plain, self.clock().astimezone(SHANGHAI))  # which looks at more than one's own township
        plain.close()
        return Town(database, MORNING, _known)

    def clock(self) -> datetime:
        return self._clock.now()

    def at(self, moment: datetime) -> dict[str, int]:
        """One beat of the clock at that moment."""
        for fake in (self.fake, self.wecom):
            fake.clock.set(moment)
        done = beat(self.app.writer.run, Mornings(), moment, SHANGHAI)
        self.wake()
        return done

    def lives_on(self, name: str, channel: str = "", address: str = "") -> None:
        """A cadre's one account; or none at all."""
        person = self.town.people[name]

        def job(connection: Any) -> None:
            mine = ChannelAccount.person_id == person
            connection.execute(delete(ChannelAccount).where(mine), execution_options={"unscoped": True})
            if channel:
                people.account(connection, channel, address, person, self.clock())

        self.app.writer.run(job)

    def states(self) -> dict[str, str]:
        """How everybody's receipt stands, by name."""
        names = {id_: name for name, id_ in self.town.people.items()}
        return {names[row.person_id]: row.state for row in self.rows(TaskRecipient)}

    def comes_to(self, name: str, state: str) -> None:
        """Waits until a receipt stands there."""
        until = time.monotonic() + 8
        while (now := self.states().get(name)) != state:
            assert time.monotonic() < until, f"{name} is {now}, not {state}"
            time.sleep(0.02)


def _known(session: Session, ids: dict[str, int]) -> None:
    township = session.query(Unit).filter_by(kind="township").one()
    ids |= {name: id_ for id_, name in people.names(session, Scope(0, township.id)).items()}


@pytest.fixture
def county(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[County]:
    """The county's bot at work, within no bounds on speed."""
    monkeypatch.setattr(limits, "RATES", FAST)
    monkeypatch.setattr(sending, "BUSY_MINUTES", ())
    monkeypatch.setattr(history, "write", lambda *anything: None)  # eight weeks of records would only take their time
    with Telegram() as telegram, WeCom() as wecom, County(telegram, wecom, sqlite).running() as county:
        telegram.rates.enforced = False
        wecom.save_callback(f"{county.url}/wecom")
        yield county


@contextmanager
def phones(county: County) -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with chromium() as browser:
        yield browser


def come_in(county: County, browser: Browser, name: str) -> Page:
    page = sign_in(browser, f"{county.url}/in/{county.code(name)}")
    page.wait_for_selector("#box")
    return page


def compose(page: Page, url: str) -> None:
    """Three fields to all village cadres, on the phone's page; what is typed wrong first is said beside it."""
    page.get_by_role("link", name="任务", exact=True).click()
    page.get_by_role("link", name="发新任务").click()
    page.locator("#text").fill("上报受灾情况")
    page.reload()
    expect(page.locator("#text")).to_have_value("上报受灾情况")  # what was typed outlives the page
    page.locator("input[name=label0]").fill("受灾户数")
    page.locator("input[name=label1]").fill("是否转移")
    page.locator("select[name=kind1]").select_option(label="选一个")
    page.locator("input[name=label2]").fill("备注")
    page.locator("select[name=kind2]").select_option(label="文字")
    page.locator("input[name=optional2]").check()
    page.get_by_text("领导也能看").click()
    page.get_by_role("button", name="看预览").click()
    expect(page.locator("#trouble-due")).to_contain_text("没看懂是什么时候")
    expect(page.locator("#trouble-fields")).to_contain_text("是否转移")
    expect(page.locator("#text")).to_have_value("上报受灾情况")
    page.locator("input[name=options1]").fill("是 否")
    page.locator("input[name=moment]").fill(f"{DUE:%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="看预览").click()
    preview = page.locator(".preview")
    for part in (
        f"包村干部，共{CADRES}人",
        "截止：11月19日（周四）17:30",
        "受灾户数（数字）、是否转移（是/否）、备注（文字）",
        f"请假，回来才收到：{AWAY}",
        f"没进来过，收不到：{NOWHERE}",
        f"{CADRES}人×4分钟＝72分钟",
    ):
        expect(preview).to_contain_text(part)
    assert page.evaluate("sessionStorage.length") == 0, "the next sheet is empty"


@pytest.mark.chromium
def test_from_the_phone_page_to_the_summed_workbook(county: County, tmp_path: Path) -> None:
    telegram, wecom = county.fake, county.wecom
    chat, blocked, work, stuck = (
        telegram.person(CHAT),
        telegram.person(BLOCKED),
        wecom.person(WORK),
        wecom.person(STUCK),
    )
    for person in (chat, blocked):
        person.chat.started = True
        county.lives_on(str(person.user["first_name"]), "telegram", person.address)
    for member in (work, stuck):
        county.lives_on(member.name, "wecom", member.userid.lower())
    county.lives_on(NOWHERE)
    blocked.chat.left = "bot was blocked by the user"
    with phones(county) as browser:
        away = come_in(county, browser, AWAY)
        say(away, "请假 11月17日到18日 钱国栋代")
        admin = come_in(county, browser, ADMIN)
        compose(admin, county.url)
        admin.get_by_role("button", name="确认发出").click()
        expect(admin.locator(".bar-of-task").first).to_contain_text(f"已回0/{CADRES}")
        here = admin.url

        # Each answers where he is.
        chat.hears("【任务】邓思敏：上报受灾情况")
        chat.presses("办结")
        chat.hears("受灾户数？")
        chat.says("3 否 路通")
        chat.hears("您已回：办结")
        work.hears("上报受灾情况")
        work.presses("办结")
        work.hears("受灾户数？")
        work.says("受灾户数5，是否转移：是，备注 老人多")
        work.hears("您已回：办结")
        stuck.hears("上报受灾情况")
        stuck.presses("有困难")
        stuck.hears("有什么困难")
        stuck.says("路断了，没有车")
        stuck.hears("有困难：路断了")
        cadre = come_in(county, browser, PAGE)
        press(cadre, "办结")
        say(cadre, "12 是 不填")
        for name, state in {PAGE: "done", CHAT: "done", WORK: "done", STUCK: "stuck", AWAY: "on_leave"}.items():
            county.comes_to(name, state)
        county.comes_to(NOWHERE, "unreachable")
        blocked.hears_nothing()
        assert county.states()[BLOCKED] == "sent", "it waits on his page, and is said to have arrived nowhere"

        # The board, for the admin and for the leader.
        admin.goto(here)
        for part in (f"已回4/{CADRES}", "办结3", "有困难1", "请假1", "送不到1"):
            expect(admin.locator("main")).to_contain_text(part)
        expect(admin.locator(".reasons")).to_contain_text("路断了，没有车")
        expect(admin.locator(".sums .strong").first).to_have_text(f"合计3/{CADRES}20是2，否1路通；老人多")
        leader = come_in(county, browser, LEADER)
        leader.goto(here)
        expect(leader.locator(".sums .strong").first).to_contain_text("20")
        expect(leader.get_by_role("button", name="结束")).to_have_count(0)

        # Only the silent are asked again, on both mornings; whoever is back gets it on the second.
        nudged = [county.at(MORNING.replace(day=day, hour=7, minute=30))["tasks_nudged"] for day in (18, 19)]
        silent = CADRES - len((PAGE, CHAT, WORK, STUCK, AWAY, NOWHERE))
        assert nudged == [silent, silent]
        assert county.states()[AWAY] == "sent"
        away.reload()
        expect(away.locator("#log")).to_contain_text("邓思敏请您办：上报受灾情况")

        # At the deadline its sender gets whom to call, with numbers.
        assert county.at(DUE + timedelta(minutes=1))["tasks_called"] == 1
        admin = come_in(county, browser, ADMIN)  # an admin stays signed in for twelve hours
        called = admin.locator("#log li").filter(has_text="到点了").last
        for part in (
            f"还没回音{silent + 1}人",
            "有困难1人",
            STUCK,
            "送不到1人",
            NOWHERE,
            "没进来过",
            "屏蔽了，只能等他打开网页",
        ):
            expect(called).to_contain_text(part)
        admin.goto(here)
        expect(admin.locator(".calls a[href^='tel:1']").first).to_be_visible()
        expect(admin.locator("main")).to_contain_text(f"还没回音{silent + 1}人")
        with admin.expect_download() as fetched:
            admin.get_by_role("link", name="导出表格").click()
        fetched.value.save_as(tmp_path / "task.xlsx")

    book = load_workbook(tmp_path / "task.xlsx")
    rows = book.get_sheet_by_name("汇总").to_python()
    assert rows[2] == ["片", "村", "应填", "已填", "还没填的", "受灾户数", "是否转移", "备注"]
    assert rows[3] == ["", "合计", CADRES, 3, "", 20, "是2，否1", "路通；老人多"]
    assert sum(int(str(row[5] or 0).removesuffix(".0")) for row in rows[7:]) == 20
    people_ = {row[2]: row for row in book.get_sheet_by_name("明细").to_python()[3:]}
    assert people_[PAGE][4:] == ["办结", "", 12, "是", ""]
    assert people_[STUCK][4:6] == ["有困难", "路断了，没有车"]
    assert people_[BLOCKED][4:6] == ["已发", "屏蔽了，只能等他打开网页"]
    assert people_[NOWHERE][4:6] == ["送不到", "没进来过"]
    assert telegram.ledger.mistakes == wecom.ledger.mistakes == []
