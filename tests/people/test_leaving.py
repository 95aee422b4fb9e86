"""离任 and 丢手机: rights end at once on every channel, what was begun goes on, nothing written is lost."""

from __future__ import annotations

from sqlalchemy import select

from storage import signins
from storage.tables import Assignment, Issue, Promise
from tests.conversation import Town
from tests.people.test_invites import binds, code_in, joins

TOLD = "今天去王家坞走访了李桂兰，水渠堵了，答应周五前给答复"


def owners(town: Town) -> set[int]:
    """Who answers for matters, and who has promised."""
    with town.database.reading() as session:
        matters = session.scalars(select(Issue.owner_id).where(Issue.township_id > 0))
        return {*matters, *session.scalars(select(Promise.person_id).where(Promise.township_id > 0))}


def leaves(town: Town, name: str, to: str, why: str = "调到县里") -> str:
    """The admin's whole conversation about somebody who leaves."""
    town.hears("贺佳", f"离任 {name}", name, "谁来接")
    town.hears("贺佳", to, "原因")
    town.hears("贺佳", why, why, "马上不能再用")
    return town.hears("贺佳", "确认离任", "已离任").text


def test_the_other_cadre_of_the_village_goes_on(town: Town) -> None:
    card = town.says("周建明", TOLD)[-1]
    assert "移交了1件事、1个答应" in leaves(town, "周建明", "童建新（同村）")
    assert town.says("周建明", "菜单") == []
    assert town.says("周建明", press=f"{card.token}.0") == []
    assert owners(town) == {town.people["童建新"]}
    town.wait(days=1)
    town.hears("童建新", "今天", "水渠堵了")
    with town.database.reading() as session:
        ended = select(Assignment.reason).where(Assignment.ended_on.is_not(None), Assignment.township_id > 0)
        assert session.scalars(ended).all() == ["调到县里"]


def test_a_successor_takes_the_villages_over_and_is_told(town: Town) -> None:
    town.says("汪洋", "今天去上云走访了胡大海，路灯坏了")
    town.account("方晓燕")
    leaves(town, "汪洋", "方晓燕")
    assert "由您接手，有1件没办完的事" in town.shown("方晓燕")[-1].text
    town.hears("方晓燕", "今天去下云走访了徐金龙", "下云村")
    assert owners(town) == {town.people["方晓燕"]}


def test_what_nobody_takes_is_said(town: Town) -> None:
    town.says("汪洋", "今天去上云走访了胡大海，路灯坏了")
    assert "还有1件事没人接" in leaves(town, "汪洋", "还没定")


def test_nothing_happens_before_the_last_word(town: Town) -> None:
    town.hears("贺佳", "离任 周建明", "谁来接")
    town.hears("贺佳", "没这人", "没找到这个人")
    town.hears("贺佳", "还没定", "原因")
    town.hears("贺佳", "县里发了机密文件", "没有保存")
    town.hears("贺佳", "轮换", "马上不能再用")
    town.hears("贺佳", "不办了", "照旧")
    town.hears("周建明", "菜单", "周建明")
    town.hears("贺佳", "离任 韩冬", "没有叫这个名字")
    town.hears("贺佳", "离任 贺佳", "另一位管理员")
    town.hears("周建明", "离任 童建新", "用不了")


def test_a_lost_phone_opens_nothing_any_more(town: Town) -> None:
    assert binds(town, "5", code_in(town.hears("贺佳", "邀请 童建新", "/in/")))
    joins(town, "童", "5")
    asked = town.hears("贺佳", "丢手机 童建新", "马上退出")
    link = town.press("贺佳", asked, asked.labels[0])[-1]
    assert not binds(town, "5", "no-such-code-at-all-1"), "the old account is a stranger's now"
    assert binds(town, "6", code_in(link))
    town.hears("周建明", "丢手机 童建新", "请管理员来办")


def test_ones_own_lost_phone_leaves_where_one_speaks_from(town: Town) -> None:
    with town.database.begin() as connection:
        token, _ = signins.sign_in(connection, town.people["周建明"], town.now)
    asked = town.hears("周建明", "丢手机", "新链接")
    answer = town.press("周建明", asked, "全部退出")[-1]
    with town.database.reading() as session:
        assert signins.signed_in(session, token, town.now) is None
    assert binds(town, "9", code_in(answer))
    town.hears("周建明", "菜单", "周建明")


def test_on_the_page_the_admin_gives_the_new_link(town: Town) -> None:
    town.account("贺佳")
    asked = town.says("周建明", "丢手机", channel="web")[-1]
    assert "这一部也退出" in asked.text
    town.press("周建明", asked, "全部退出", channel="web")
    told = town.shown("贺佳")[-1]
    assert "周建明的手机丢了" in told.text
    assert binds(town, "10", code_in(town.press("贺佳", told, "给新链接")[-1]))
