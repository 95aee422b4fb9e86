"""First-use hints: for newcomers only, one a day, each once, until they are ended."""

from __future__ import annotations

from tests.conversation import Town
from tests.people.test_invites import binds, code_in


def hinted(town: Town) -> bool:
    """Whether a record of 周建明 is followed by a hint."""
    return any("小提示" in shown.text for shown in town.says("周建明", "今天去王家坞走访了李桂兰"))


def test_a_newcomer_gets_one_a_day_and_each_once(town: Town) -> None:
    assert not hinted(town), "who was there before the hints gets none"
    assert binds(town, "周建明二", code_in(town.hears("贺佳", "邀请 周建明", "/in/")))
    seen: list[str] = []
    for _ in range(9):
        town.wait(days=1)
        seen += [shown.text for shown in town.says("周建明", "今天去王家坞走访了李桂兰") if "小提示" in shown.text]
        assert not hinted(town)
    assert len(seen) == len(set(seen)) == 5, "the first one came with the binding"


def test_one_word_ends_them(town: Town) -> None:
    assert binds(town, "周建明二", code_in(town.hears("贺佳", "邀请 周建明", "/in/")))
    town.wait(days=1)
    assert hinted(town)
    town.hears("周建明", "不要提示", "以后不提示了")
    town.wait(days=1)
    assert not hinted(town)
