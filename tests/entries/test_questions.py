"""At most one question on a card, answered by button, label or number."""

from __future__ import annotations

import pytest

from tests.conversation import Town
from tests.entries.rows import rows, value

NO_VILLAGE = "今天走访了两户，自来水停了三天"


@pytest.mark.parametrize("answer", ["下云村", "2", "下云", "button"])
def test_a_missing_village_is_asked_for(town: Town, answer: str) -> None:
    card = town.hears("汪洋", NO_VILLAGE, "村未定", "是哪个村的事？")
    assert card.labels == ("上云村", "下云村", "修改", "撤销")
    again = town.press("汪洋", card, "下云村") if answer == "button" else town.says("汪洋", answer)
    assert again[-1].text.startswith("已更正 №1 · 走访+问题 · 下云村")
    assert again[-1].about == card.about
    villages = rows(
        town,
        "SELECT e.village_id, v.village_id, i.village_id FROM entries e JOIN visits v ON v.entry_id = e.id "
        "JOIN issues i ON i.entry_id = e.id",
    )
    assert len(set(villages[0])) == 1
    assert value(town, "SELECT owner_id FROM issues") == town.people["汪洋"]
    assert tuple(rows(town, "SELECT field, old, new FROM entry_changes")[0]) == ("village", None, "下云村")


def test_pressing_an_answer_twice_changes_once(town: Town) -> None:
    card = town.hears("汪洋", NO_VILLAGE)
    town.press("汪洋", card, "下云村")
    town.press("汪洋", card, "下云村")
    assert value(town, "SELECT count(*) FROM entry_changes") == 1


def test_a_name_of_several_households_is_asked_for(town: Town) -> None:
    card = town.hears("周建明", "今天看望了王长根，他家水管漏水", "“王长根”有好几户")
    assert card.labels == ("王长根（4组 户号5）", "王长根（6组 户号7）", "修改", "撤销")
    after = town.says("周建明", "2")[-1]
    assert "有好几户" not in after.text
    no = "SELECT h.no FROM households h JOIN {} x ON x.household_id = h.id"
    assert value(town, no.format("entry_people")) == 7
    assert value(town, no.format("issue_households")) == 7


def test_the_same_matter_is_merged_into_the_older_one(town: Town) -> None:
    town.says("周建明", "王家坞水渠堵了")
    card = town.hears("童建新", "坞里水渠又堵了", "11.17 王家坞水渠堵了", "同一件事吗")
    assert card.labels == ("同一件事", "新的一件", "修改", "撤销")
    assert value(town, "SELECT count(*) FROM issues WHERE done_on IS NULL") == 2
    town.hears("童建新", "同一件事", "已更正 №2", "并案")
    assert tuple(rows(town, "SELECT state, merged_into FROM issues ORDER BY id")[1]) == ("merged", 1)
    assert tuple(rows(town, "SELECT what, entry_id FROM issue_events WHERE issue_id = 1 ORDER BY id")[1]) == ("told", 2)
    town.press("童建新", card, "同一件事")
    assert value(town, "SELECT count(*) FROM issue_events WHERE what = 'merged'") == 1


def test_a_new_matter_stays_one(town: Town) -> None:
    town.says("周建明", "王家坞水渠堵了")
    town.says("周建明", "坞里水渠又堵了")
    town.hears("周建明", "新的一件", "已记录 №2", "待核实")
    assert value(town, "SELECT count(*) FROM issues WHERE merged_into IS NULL") == 2


def test_a_settled_telling_settles_the_older_matter(town: Town) -> None:
    town.says("周建明", "王家坞水渠堵了")
    town.hears("周建明", "王家坞水渠堵的地方疏通好了", "是这件办好了吗")
    town.says("周建明", "办结")
    assert tuple(rows(town, "SELECT state, done_on IS NOT NULL FROM issues WHERE id = 1")[0]) == ("resolved", True)


def test_another_matter_of_the_category_is_not_asked_about(town: Town) -> None:
    town.says("周建明", "王家坞3组路灯不亮")
    assert "同一件事" not in town.hears("周建明", "王家坞5组自来水停了").labels


def test_the_older_matter_of_an_undone_record_sets_the_merged_one_free(town: Town) -> None:
    first = town.hears("周建明", "王家坞水渠堵了")
    town.says("周建明", "坞里水渠又堵了")
    town.says("周建明", "同一件事")
    town.press("周建明", first, "撤销")
    assert tuple(rows(town, "SELECT state, merged_into, done_on FROM issues WHERE id = 2")[0]) == ("open", None, None)


def test_of_several_sentences_it_is_said_which_was_not_recorded(town: Town) -> None:
    town.hears("周建明", "明天去看看刘福生", "“明天去看看刘福生”：", "先不记")
    town.hears("周建明", "山上的柿子红了", "“山上的柿子红了”：")
    which = town.hears("周建明", "记下来", "您说的是哪一个？")
    assert [label.partition("：")[0] for label in which.labels] == ["“明天去看看刘福生”", "“山上的柿子红了”"]
    assert "备忘" in town.press("周建明", which, which.labels[1])[-1].text
    assert value(town, "SELECT text FROM entries") == "山上的柿子红了"
