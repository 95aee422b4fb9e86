"""网页 and 解绑: a further way to one's own records, and letting go of one."""

from __future__ import annotations

import re

from bot.inbox import accept
from handlers.kit.messages import Incoming
from tests.conversation import Shown, Town


def binds(town: Town, address: str, shown: Shown) -> bool:
    """A stranger on another channel brings the code that was shown; whether he is known from then on."""
    found = re.search(r"绑定 ([\w-]{16,})", shown.text)
    assert found, shown.text
    message = Incoming("telegram", address, f"{address}-{found[1]}", town.now, f"绑定 {found[1]}")
    future = accept(town.writer, message, town.now)
    town.writer.drain()
    return not future.result().stranger


def knows(town: Town, address: str, key: str) -> bool:
    """Whether somebody on that channel is known."""
    future = accept(town.writer, Incoming("telegram", address, key, town.now, "菜单"), town.now)
    town.writer.drain()
    return not future.result().stranger


def test_one_person_on_two_channels_has_one_draft_and_lets_go_of_one(town: Town) -> None:
    code = town.hears("周建明", "网页", "/in/", "绑定", "11月19日")
    assert binds(town, "周建明", code)
    assert not binds(town, "别人", code), "once"
    town.says("周建明", "走访")
    town._accounts.pop("telegram:周建明", None)
    assert "上一步" not in town.hears("周建明", "王家坞", "哪天", channel="telegram").text
    town.hears("周建明", "取消")
    asked = town.hears("周建明", "解绑", "不再认识您")
    assert [label.startswith("Telegram（11月17日") for label in asked.labels] == [True]
    assert "解绑了" in town.press("周建明", asked, asked.labels[0])[-1].text
    assert not knows(town, "周建明", "after")
    assert "已经解绑" in town.press("周建明", asked, asked.labels[0])[-1].text
    town.hears("周建明", "解绑", "还没有绑定聊天软件")


def test_who_unbinds_where_he_speaks_is_told_before_that_it_is_the_last_word(town: Town) -> None:
    town.account("方晓燕", "telegram")
    asked = town.hears("方晓燕", "解绑", "这就是最后一条", channel="telegram")
    assert asked.labels == ("Telegram（这里）",)
    assert town.press("方晓燕", asked, asked.labels[0], channel="telegram") == []
    assert not knows(town, "方晓燕", "after")


def test_nobody_unbinds_somebody_else(town: Town) -> None:
    town.account("方晓燕", "telegram")
    town.account("周建明", "telegram")
    asked = town.hears("方晓燕", "解绑", channel="telegram")
    stranger = town.press("韩冬", Shown(asked.id, "", asked.labels, asked.token), asked.labels[0])
    assert "按钮已失效" in stranger[-1].text
    assert knows(town, "方晓燕", "still")
    assert knows(town, "周建明", "still too")
