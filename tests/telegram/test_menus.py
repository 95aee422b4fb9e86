"""Who sees which commands behind the / button; how one comes in by a link, and goes out again."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from bot.channels.telegram import menus
from handlers.kit.texts import Texts
from storage import people, units
from storage.tables import ChannelAccount, Inbox, StrangerCount
from tests.fakes import Telegram
from tests.fakes.faults import refuse
from tests.fakes.telegram.people import Cadre
from tests.telegram.chat import SENTENCE, Office


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Changes are looked for all the time."""
    monkeypatch.setattr(menus, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(menus, "PAUSE_SECONDS", 0.0)


def becomes(true: Callable[[], bool], wait: float = 8) -> bool:
    """Whether it is so before long."""
    until = time.monotonic() + wait
    while not true() and time.monotonic() < until:
        time.sleep(0.02)
    return true()


def listed(fake: Telegram, cadre: Cadre) -> dict[str, str]:
    """The list of a person's own chat: command → description."""
    found = fake.commands.get(("chat", cadre.address, "", ""), [])
    return {one["command"]: one["description"] for one in found}


def told_lists(fake: Telegram) -> int:
    """How often the platform was told a list."""
    return sum(call.method == "setMyCommands" for call in fake.ledger.calls)


def test_each_sees_what_his_roles_may_say_and_the_list_follows_them(office: Office, fake: Telegram) -> None:
    cadre, leader = office.bound("周建明"), office.bound("倪海军")
    assert becomes(lambda: bool(listed(fake, cadre) and listed(fake, leader)))
    assert {"visit", "today", "undo", "help"} <= set(listed(fake, cadre))
    assert not {"digest", "invite", "audit"} & set(listed(fake, cadre))
    assert "digest" in listed(fake, leader)
    with office.town.database.writing() as session:
        (where,) = units.named(session, "云溪镇")
        people.grant(session, office.town.people["周建明"], "admin", where.id, office.app.clock().date())
    assert becomes(lambda: "invite" in listed(fake, cadre))
    assert listed(fake, cadre)["help"] == "怎么用"
    cadre.says("语言")
    assert becomes(lambda: listed(fake, cadre)["help"] == Texts("en").of("command", "help"))
    told = told_lists(fake)
    time.sleep(0.3)
    assert told_lists(fake) == told, "a list is told once"
    assert fake.ledger.mistakes == []


def test_a_list_that_one_chat_refuses_keeps_nobody_from_his(office: Office, fake: Telegram) -> None:
    assert becomes(lambda: ("default", "", "", "en") in fake.commands)
    fake.faults.add("setMyCommands", refuse(400, "Bad Request: chat not found"))
    office.bound("周建明")
    leader = office.bound("倪海军")
    assert becomes(lambda: bool(listed(fake, leader)))


def test_an_invite_opens_the_chat_and_a_welcome_says_what_to_do_first(office: Office, fake: Telegram) -> None:
    admin, cadre = office.bound("贺佳"), fake.person("周建明")
    assert becomes(lambda: bool(fake.commands))
    admin.says("邀请 周建明")
    invite = admin.hears("周建明（王家坞村）")
    link = re.search(r"https://t\.me/baocun_bot\?start=([\w-]+)", invite.text)
    assert link, invite.text
    cadre.opens(link[1])
    welcome = cadre.hears("欢迎")
    assert "王家坞村" in welcome.text
    assert welcome.buttons == ("今天", "帮助", "我不是周建明")
    admin.hears("周建明已经登录")
    assert becomes(lambda: "visit" in listed(fake, cadre))
    cadre.says(f"/start {link[1]}")
    cadre.hears("欢迎")
    cadre.says("/start")
    cadre.hears("已经绑定了")
    assert fake.ledger.mistakes == []


def test_who_is_somebody_else_lets_go_of_the_chat_and_is_a_stranger_again(office: Office, fake: Telegram) -> None:
    cadre = fake.person("周建明")
    cadre.opens(office.code("周建明"))
    cadre.hears("欢迎")
    assert becomes(lambda: bool(listed(fake, cadre)))
    cadre.presses("我不是周建明")
    cadre.hears("解绑哪一个")
    cadre.presses("Telegram（这里）")
    assert becomes(lambda: {row.address for row in office.rows(ChannelAccount)} == {"gone:1"})
    kept = len(office.rows(Inbox))
    cadre.says(SENTENCE)
    cadre.hears("还不认识您")
    assert len(office.rows(Inbox)) == kept
    assert [row.count for row in office.rows(StrangerCount)] == [1]
    assert becomes(lambda: not listed(fake, cadre)), "nor is he shown a cadre's commands"
    cadre.opens(office.code("周建明"))
    cadre.hears("欢迎")
    assert fake.ledger.mistakes == []
