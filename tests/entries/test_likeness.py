"""Whether two tellings may be about one matter."""

from __future__ import annotations

import pytest

from handlers.rules.likeness import alike
from tests.conversation import Town
from tests.entries.rows import value


@pytest.mark.parametrize(
    ("told", "older", "same"),
    [
        ("李桂兰家水渠修好了", "水渠堵了", True),
        ("王家坞路灯修好了", "路灯坏了", True),
        ("3组路灯还是不亮", "3组有三盏路灯不亮", True),
        ("自来水通了", "自来水停了三天", True),
        ("水渠堵了", "路灯不亮", False),
        ("小桥栏杆断了", "机耕路冲出一道沟", False),
        ("", "路灯不亮", False),
    ],
)
def test_things_tell(told: str, older: str, same: bool) -> None:
    assert alike((told, None, ()), (older, None, ())) is same


def test_telling_that_it_is_mended_offers_to_close_the_matter(town: Town) -> None:
    town.says("周建明", "今天走访了李桂兰，水渠堵了，已经联系水利站")
    town.wait(days=2)
    card = town.hears("周建明", "李桂兰家水渠修好了", "还有没办完的：11.17 水渠堵了", "是这件办好了吗？")
    assert card.labels[:2] == ("办结", "新的一件")
    town.press("周建明", card, "办结")
    assert value(town, "SELECT state FROM issues WHERE id = 1") == "resolved"
    assert value(town, "SELECT note FROM issue_events WHERE issue_id = 1 AND new = 'resolved'") == "李桂兰家水渠修好了"
    town.hears("倪海军", "简报", "现有0件在办")
