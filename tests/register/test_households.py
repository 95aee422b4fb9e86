"""认人: a household's card, who may open it, and how one gets there."""

from __future__ import annotations

import pytest

from tests.conversation import Town
from tests.register.rows import furnish


@pytest.fixture
def known(town: Town) -> Town:
    """The township with something in it about 李桂兰."""
    furnish(town)
    return town


def test_a_card_says_who_lives_there_and_what_is_open(known: Town) -> None:
    known.says("周建明", "今天去看望了李桂兰，李桂兰家水管漏水，答应周五前修好")
    known.wait(days=2)
    card = known.hears(
        "周建明",
        "认人 李桂兰",
        "李桂兰 · 王家坞村2组\n独居老人\n户号：2\n户主：1948年生，78岁\n家里：2口人：儿子 王小军 1975年生，51岁",
        "电话：13812341234",
        "上次见：11月17日（周二），2天前",
        "没办完的事（1件）：\n · ",
        "水管漏水（待核实，限 11月20日（周五）前）",
        "答应过的：\n · 11月20日（周五）前：",
    )
    assert "漏水" in known.press("周建明", card, card.labels[0])[-1].text
    assert known.press("周建明", card, "走访记录")[-1].labels[0].startswith("№1")
    assert "王家坞村" in known.press("周建明", card, "这个村")[-1].text


def test_who_works_in_the_village_reads_the_number_and_nobody_above(known: Town) -> None:
    for name in ("周建明", "童建新", "王树根"):
        known.hears(name, "认人 王小军", "电话：13812341234")
    for name in ("倪海军", "俞正阳", "贺佳"):
        answer = known.hears(name, "认人 王家坞 李桂兰", "电话：138****1234")
        assert "13812341234" not in answer.text


def test_an_admin_sees_who_lives_there_and_nothing_of_the_records(known: Town) -> None:
    known.says("周建明", "今天去看望了李桂兰，李桂兰家水管漏水，答应周五前修好")
    card = known.hears("贺佳", "认人 王家坞 李桂兰", "独居老人")
    assert "漏水" not in card.text
    assert "上次见" not in card.text
    assert card.labels == ("更正", "这个村")


@pytest.mark.parametrize(
    "said", ["认人 李桂兰", "认人 lgl", "认人 liguilan", "认人 坞里 李桂兰", "认人 桂兰", "认人 王家坞 二组"]
)
def test_ways_to_one_household(known: Town, said: str) -> None:
    known.hears("周建明", said, "李桂兰 · 王家坞村2组")


def test_several_are_offered_and_a_nickname_finds_its_own(known: Town) -> None:
    found = known.hears("周建明", "认人 王长根", "“王长根”，第1页")
    assert found.labels == ("王长根（王家坞村4组）", "王长根（王家坞村6组）")
    assert "王家坞村6组" in known.press("周建明", found, found.labels[1])[-1].text
    known.hears("周建明", "认人 张老四", "张德财 · 王家坞村3组", "也叫：张老四")
    assert len(known.hears("倪海军", "认人 低保户").labels) == 2
    known.hears("周建明", "认人 王家坞 低保", "陈秀英 · 王家坞村5组")


def test_without_a_name_it_offers_villages_and_tags(known: Town) -> None:
    guide = known.hears("汪洋", "认人", "想了解哪一户？")
    assert guide.labels == ("上云村", "下云村", "多久没见", "专业户（1户）")
    assert len(known.press("汪洋", guide, "上云村")[-1].labels) == 2


@pytest.mark.parametrize("said", ["认人 石大山", "认人 胡大海", "认人 上云村", "认人 石门村", "认人 %", "认人 '"])
def test_a_foreign_household_is_none(known: Town, said: str) -> None:
    known.hears("周建明", said, "没找到")
    known.hears("秦审", said, "用不了")


def test_a_sensitive_matter_is_for_its_author_and_the_leaders(known: Town) -> None:
    known.says("周建明", "今天走访了李桂兰，李桂兰反映村干部优亲厚友，答应周五前给答复")
    known.hears("周建明", "认人 李桂兰", "优亲厚友")
    known.hears("倪海军", "认人 王家坞 李桂兰", "优亲厚友")
    for name in ("童建新", "王树根"):
        card = known.hears(name, "认人 李桂兰", "上次见")
        assert "优亲厚友" not in card.text
        assert "答应" not in card.text


def test_a_number_in_what_was_told_is_only_recognised_above_the_village(known: Town) -> None:
    words = "她儿子电话17012345678"
    known.hears("周建明", f"今天去王家坞走访了李桂兰，{words}，水渠堵了", "已记录")
    known.says("周建明", f"村情 王家坞 {words}")
    for name in ("俞正阳", "童建新"):
        whole = name == "童建新"
        listed = known.hears(name, "查 水渠")
        (record,) = known.press(name, listed, listed.labels[0])
        changes, village = known.hears(name, "变动"), known.hears(name, "村情 王家坞")
        for shown in (record, changes, village):
            assert ("17012345678" in shown.text) is whole
            assert ("170****5678" in shown.text) is not whole
