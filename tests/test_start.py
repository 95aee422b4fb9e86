"""The words everybody needs, strangers, binding, language."""

from __future__ import annotations

import sqlalchemy as sa

from bot.inbox import Accepted, accept
from handlers.kit.messages import Incoming
from storage import signins
from tests.conversation import Town


def test_the_menu_offers_what_one_may_do(town: Town) -> None:
    menu = town.hears("周建明", "菜单", "周建明")
    assert menu.labels == (
        "今天",
        "记走访",
        "报问题",
        "我的",
        "查记录",
        "认人",
        "村情",
        "多久没见",
        "履职",
        "导出台账",
        "帮助",
    )
    assert "村民小组" in town.press("周建明", menu, "村情")[-1].text
    assert town.hears("俞正阳", "菜单").labels == (
        "简报",
        "今天",
        "查记录",
        "村情",
        "认人",
        "履职",
        "报问题",
        "导出台账",
        "帮助",
    )
    assert town.hears("贺佳", "菜单").labels == (
        "任务",
        "应急",
        "户册变动",
        "邀请",
        "离任",
        "提醒规则",
        "职责",
        "认人",
        "村情",
        "帮助",
    )
    assert town.hears("秦审", "菜单").labels == ("审计", "帮助")
    town.hears("周建明", "/menu", "周建明")


def test_help_is_one_screen_and_fits_the_role(town: Town) -> None:
    assert len(town.hears("周建明", "帮助", "一句话就行", "撤销").text) < 300
    town.hears("俞正阳", "帮助", "简报")
    town.hears("贺佳", "帮助", "邀请", "离任", "户册")


def test_nothing_to_cancel_or_go_back_to(town: Town) -> None:
    town.hears("周建明", "取消", "没有在填")
    town.hears("周建明", "上一步", "没有在填")


def test_a_person_chooses_the_language(town: Town) -> None:
    town.hears("周建明", "语言", "English")
    town.hears("周建明", "菜单", "what shall we do")
    town.hears("童建新", "菜单", "要做什么")
    town.hears("周建明", "语言", "中文")


def test_digest_is_for_leaders(town: Town) -> None:
    town.hears("周建明", "简报", "用不了")
    town.hears("秦审", "简报", "用不了")
    town.hears("秦审", "今天去王家坞走访了李桂兰", "用不了")


def test_a_stranger_leaves_nothing_but_a_count(town: Town) -> None:
    for number in range(3):
        message = Incoming("telegram", "999", f"s{number}", town.now, "你好")
        future = accept(town.writer, message, town.now)
        town.writer.drain()
        assert future.result() == Accepted(None, stranger=True)
    with town.database.engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM inbox")) == 0
        assert connection.scalar(sa.text("SELECT count FROM stranger_counts")) == 3


def test_an_invite_binds_a_stranger_once(town: Town) -> None:
    with town.database.begin() as connection:
        code = signins.make_invite(connection, town.people["周建明"], town.now)
    for number, (address, bound) in enumerate([("7", True), ("8", False), ("7", True)]):
        message = Incoming("telegram", address, f"b{number}", town.now, f"绑定 {code}")
        future = accept(town.writer, message, town.now)
        town.writer.drain()
        assert future.result().stranger is not bound
    with town.database.engine.connect() as connection:
        owner = sa.text("SELECT person_id FROM channel_accounts WHERE channel = 'telegram'")
        assert connection.scalars(owner).all() == [town.people["周建明"]]


def test_a_leaver_is_not_answered(town: Town) -> None:
    town.hears("童建新", "菜单", "童建新")
    with town.database.begin() as connection:
        connection.execution_options(unscoped=True).execute(
            sa.text("UPDATE people SET left_on = '2026-11-16' WHERE id = :id"), {"id": town.people["童建新"]}
        )
    assert town.says("童建新", "菜单") == []
