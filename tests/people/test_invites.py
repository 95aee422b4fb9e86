"""邀请: from the admin's word to the newcomer's first record, and who may do it."""

from __future__ import annotations

import re

from sqlalchemy import select

from bot.inbox import accept
from handlers.kit.messages import Incoming
from storage.tables import ChannelAccount
from tests.conversation import Shown, Town


def code_in(shown: Shown) -> str:
    """The code of an invite's link."""
    found = re.search(r"/in/([\w-]+)", shown.text)
    assert found, shown.text
    return found[1]


def binds(town: Town, address: str, code: str) -> bool:
    """A stranger brings the code on another channel; whether he is known from then on."""
    future = accept(town.writer, Incoming("telegram", address, f"{address}-{code}", town.now, f"绑定 {code}"), town.now)
    town.writer.drain()
    return not future.result().stranger


def joins(town: Town, name: str, address: str) -> None:
    """From now on this name speaks from that address."""
    with town.database.reading() as session:
        where = ChannelAccount.channel == "telegram", ChannelAccount.address == address
        person = session.scalars(select(ChannelAccount.person_id).where(*where)).one()
    town.people[name] = person


def test_the_admin_hears_who_is_outside_and_gets_their_links(town: Town) -> None:
    preview = town.hears("贺佳", "邀请", "还有9人没进来过", "周建明", "/invites")
    assert "贺佳" in preview.text
    assert "韩冬" not in preview.text
    links = town.press("贺佳", preview, preview.labels[0])
    assert "\n\n".join(shown.text for shown in links).count("/in/") == 9
    assert binds(town, "1", code_in(links[0]))
    town.hears("贺佳", "邀请", "还有8人没进来过")


def test_one_link_by_name_lives_for_two_days_and_the_admin_is_told(town: Town) -> None:
    first = town.hears("贺佳", "邀请 周建明", "周建明（王家坞村）", "11月19日")
    second = town.hears("贺佳", "邀请 周建明", "/in/")
    assert not binds(town, "1", code_in(first)), "the newer one voids the older"
    before = len(town.shown("贺佳"))
    assert binds(town, "1", code_in(second))
    assert not binds(town, "2", code_in(second)), "once"
    assert ["周建明已经登录" in shown.text for shown in town.shown("贺佳")[before:]] == [True]
    third = town.hears("贺佳", "邀请 童建新", "/in/")
    town.wait(hours=48)
    assert not binds(town, "3", code_in(third))


def test_a_newcomer_is_in_and_has_recorded_a_visit_within_two_minutes(town: Town) -> None:
    asked = town.hears("贺佳", "邀请 陈建国 包村干部 王家坞", "会加一个新人", "王家坞村")
    link = town.press("贺佳", asked, "发邀请")[-1]
    assert link.text.startswith("陈建国（新人）")
    assert town.press("贺佳", asked, "发邀请")[-1].text.startswith("这个人已经在名册里了")
    assert binds(town, "77", code_in(link))
    joins(town, "陈建国", "77")
    town.wait(seconds=60)
    card = town.says("陈建国", "今天去王家坞走访了李桂兰，水渠堵了")[0]
    assert "已记录" in card.text
    assert "王家坞村" in card.text
    assert "李桂兰" in card.text
    town.hears("贺佳", "邀请", "还有9人")


def test_a_leader_waits_for_the_admins_second_word(town: Town) -> None:
    asked = town.hears("贺佳", "邀请 钱小二 领导 北片", "会再问您一次")
    link = town.press("贺佳", asked, "发邀请")[-1]
    assert binds(town, "78", code_in(link))
    joins(town, "钱小二", "78")
    town.account("钱小二")
    town.hears("钱小二", "简报", "用不了")
    question = town.shown("贺佳")[-1]
    assert "钱小二已经登录，是本人吗" in question.text
    assert "乡镇领导" in town.press("贺佳", question, "同意")[-1].text
    town.hears("钱小二", "简报", "王家坞村")
    assert "已经答复过" in town.press("贺佳", question, "不同意")[-1].text
    town.hears("钱小二", "简报", "王家坞村")


def test_what_is_not_understood_makes_nothing(town: Town) -> None:
    town.hears("贺佳", "邀请 没这人", "名册里没有")
    town.hears("贺佳", "邀请 周建明 皇帝", "没看懂身份")
    town.hears("贺佳", "邀请 周建明 领导 石门村", "没找到这个村")
    town.hears("贺佳", "邀请 韩冬", "名册里没有")
    town.hears("周建明", "邀请", "用不了")
