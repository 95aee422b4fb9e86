"""What a matter is called on its card: the matter, without the day it was told and what was done about it."""

from __future__ import annotations

from datetime import date

import pytest

from handlers.rules.wording import told
from tests.conversation import Town

WEDNESDAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ("今天下午王建国家屋顶漏雨", "王建国家屋顶漏雨"),
        ("昨天，水渠堵了", "水渠堵了"),
        ("11月9日上午3组路灯不亮，已报供电所", "3组路灯不亮"),
        ("今天上午柏忠良的老屋土墙要倒", "柏忠良的老屋土墙要倒"),
        ("上周三报的路灯还没修", "上周三报的路灯还没修"),
        ("周五前要修好的路还没动工", "周五前要修好的路还没动工"),
        ("水渠昨天堵了", "水渠昨天堵了"),
        ("今天停水", "今天停水"),
        ("水渠堵了，已经联系水利站，答应周五前给答复", "水渠堵了"),
        ("去王家坞看了李桂兰，路灯坏了，急", "路灯坏了"),
        ("走访了李桂兰，屋顶漏雨，很危险，已报镇里", "屋顶漏雨"),
        ("昨天下午去看了王建国，村口路灯不亮", "村口路灯不亮"),
        ("去县里看病报销不了", "去县里看病报销不了"),
        ("去看病报销不了，手续难办", "去看病报销不了，手续难办"),
        ("到期的灭火器没人换，看着不放心", "到期的灭火器没人换，看着不放心"),
        ("走访了李桂兰，已报镇里", "走访了李桂兰"),
        ("，。", ""),
        ("", ""),
    ],
)
def test_a_matter_stands_without_its_day(said: str, stands: str) -> None:
    assert told(said, WEDNESDAY, lambda day: day.weekday() < 5) == stands


def test_next_week_the_card_does_not_say_today(town: Town) -> None:
    town.hears("周建明", "今天王坞3组路灯不亮", "问题：王坞3组路灯不亮【")
    town.wait(days=10)
    town.hears("倪海军", "简报", "【超期】王家坞村：王坞3组路灯不亮")
