"""村情: a village's card, and whose it is."""

from __future__ import annotations

from tests.conversation import Town
from tests.register.rows import furnish


def test_a_card_says_who_works_there_and_what_is_open(town: Town) -> None:
    furnish(town)
    town.hears("周建明", "村情", "最近有人去：还没有走访记录", "没办完的事：0件")
    town.says("周建明", "今天走访了李桂兰，她家水管漏水，明天修好")
    town.says("周建明", "坞里3组路灯不亮，答应明天修好")
    town.wait(days=3)
    card = town.hears(
        "俞正阳",
        "村情 坞里",
        "王家坞村\n属于：北片\n也叫：坞里、王坞\n村民小组：8\n村干部：王树根、张水英\n包村干部：周建明、童建新",
        "户册：7户，2人",
        "没办完的事：2件，其中2件过了期限",
        "最近有人去：11月17日（周二），3天前",
        "其中：低保户1户、",
    )
    assert len(town.press("俞正阳", card, "看农户")[-1].labels) == 7


def test_one_of_several_is_asked_for(town: Town) -> None:
    asked = town.hears("汪洋", "认情", "看哪个村？")
    assert asked.labels == ("上云村", "下云村")
    assert "下云村\n属于：中片" in town.press("汪洋", asked, "下云村")[-1].text


def test_a_foreign_village_is_none(town: Town) -> None:
    for said in ("村情 上云", "村情 石门村", "村情 没有这个村"):
        town.hears("周建明", said, "没找到")
    town.hears("倪海军", "村情 上云", "没找到")
    town.hears("秦审", "村情 王家坞", "用不了")


def test_an_admin_sees_no_records(town: Town) -> None:
    card = town.hears("贺佳", "村情 王家坞", "户册：7户")
    assert "没办完" not in card.text
    assert "最近有人去" not in card.text


def test_a_sensitive_matter_does_not_count_for_others(town: Town) -> None:
    town.says("周建明", "坞里有人反映村干部优亲厚友")
    town.hears("童建新", "村情", "没办完的事：0件")
    town.hears("倪海军", "村情 王家坞", "没办完的事：1件")


def test_a_sensitive_matter_counts_for_whom_it_is_listed(town: Town) -> None:
    town.says("童建新", "村账三个季度没公开，王长根他们有意见")  # 周建明 answers for it
    town.says("童建新", "坞里3组路灯不亮")
    for name, count in (("周建明", 2), ("童建新", 2), ("王树根", 1), ("倪海军", 2)):
        town.hears(name, "村情 王家坞", f"没办完的事：{count}件")
        assert len(town.hears(name, "查 王家坞 未办结").labels) == count, name
