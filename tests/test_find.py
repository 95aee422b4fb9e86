"""查: what one may read, by name, sound, village, days, category and words; and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text

from handlers.rules.periods import period
from storage import search
from storage.scope import Scope
from storage.search import Wanted
from tests.conversation import Town

THURSDAY = date(2026, 1, 15)


@pytest.fixture
def told(town: Town) -> Town:
    """Two months of a township."""
    town.says("周建明", "今天去看望了李桂兰，水管漏水")
    town.says("方晓燕", "今天走访了李桂兰，低保还没批下来")
    town.says("汪洋", "上云胡大海的蜂蜜卖不出去")
    town.says("韩冬", "今天去石门村走访石大山，水管漏水")
    town.wait(days=20)
    town.says("周建明", "3组路灯不亮")
    town.says("童建新", "今天去看望了张老四，家里都好")
    return town


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("查 李桂兰", ["№1 11月17日"]),
        ("查 liguilan", ["№1 11月17日"]),
        ("查 lgl", ["№1 11月17日"]),
        ("查 张老四", ["№6 12月7日"]),
        ("查 王家坞 上月", ["№1 11月17日"]),
        ("查 本月", ["№6 12月7日", "№5 12月7日"]),
        ("查 基础设施", ["№5 12月7日", "№1 11月17日"]),
        ("查 水管", ["№1 11月17日"]),
        ("查 王坞 11月 李桂兰 水", ["№1 11月17日"]),
        ("/find 路灯", ["№5 12月7日"]),
    ],
)
def test_a_cadre_finds_what_is_of_his_villages(told: Town, asked: str, found: list[str]) -> None:
    labels = told.hears("周建明", asked).labels
    assert [label.partition("（")[0] for label in labels] == found


@pytest.mark.parametrize(
    "asked", ["查 石大山", "查 蜂蜜", "查 低保", "查 %", "查 _", "查 石门村", "查 '; DROP TABLE entries"]
)
def test_what_is_not_ones_own_is_not_found(told: Town, asked: str) -> None:
    answer = told.hears("周建明", asked, "没找到")
    assert answer.labels == ()


def test_a_leader_finds_below_him_and_an_admin_only_his_own(told: Town) -> None:
    assert len(told.hears("倪海军", "查 李桂兰").labels) == 2
    assert len(told.hears("俞正阳", "查 蜂蜜").labels) == 1
    told.hears("倪海军", "查 蜂蜜", "没找到")
    told.hears("贺佳", "查 李桂兰", "没找到")
    told.hears("秦审", "查 李桂兰", "用不了")


def test_what_was_taken_back_is_gone(told: Town) -> None:
    told.says("周建明", "撤销")
    told.hears("周建明", "查 路灯", "没找到")


def test_pages(town: Town) -> None:
    for place in range(1, 9):
        town.says("周建明", f"坞里{place}组的枇杷卖不出去")
    first = town.hears("周建明", "查 枇杷", "第1页")
    assert len(first.labels) == 7
    second = town.press("周建明", first, "下一页")[-1]
    assert [label[:2] for label in second.labels[:2]] == ["№2", "№1"]
    assert town.press("周建明", second, "上一页")[-1].labels == first.labels


def test_without_anything_it_says_how(town: Town) -> None:
    town.hears("周建明", "查", "要查什么？")


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("今天", (date(2026, 1, 15), date(2026, 1, 15))),
        ("本周", (date(2026, 1, 12), date(2026, 1, 15))),
        ("上星期", (date(2026, 1, 5), date(2026, 1, 11))),
        ("上个月", (date(2025, 12, 1), date(2025, 12, 31))),
        ("1月", (date(2026, 1, 1), date(2026, 1, 15))),
        ("12月份", (date(2025, 12, 1), date(2025, 12, 31))),
        ("2024年2月", (date(2024, 2, 1), date(2024, 2, 29))),
        ("今年", (date(2026, 1, 1), date(2026, 1, 15))),
        ("13月", None),
        ("9999年1月", None),
        ("水渠", None),
    ],
)
def test_periods(words: str, days: tuple[date, date] | None) -> None:
    assert period(words, THURSDAY) == days


def test_matters_are_found_by_how_they_stand(town: Town) -> None:
    town.says("周建明", "坞里3组路灯不亮")
    card = town.hears("周建明", "坞里5组水渠堵了")
    town.wait(days=2)
    found = town.hears("周建明", "查 王家坞 未办结")
    assert found.labels == (
        "事项2 11月17日（周二） 王家坞村 坞里5组水渠堵了【待核实】",
        "事项1 11月17日（周二） 王家坞村 坞里3组路灯不亮【待核实】",
    )
    card = town.press("周建明", found, found.labels[0])[-1]
    town.press("周建明", card, "办结")
    assert [label[:3] for label in town.hears("周建明", "查 未办结").labels] == ["事项1"]
    assert [label[:3] for label in town.hears("周建明", "查 办结 11月").labels] == ["事项2"]
    town.hears("周建明", "查 办结 10月", "没找到")
    town.hears("周建明", "查 超期", "没找到")
    town.hears("方晓燕", "查 未办结", "没找到")
    town.hears("方晓燕", "查 事项1", "没找到")
    town.hears("韩冬", "查 事项1", "没找到")
    found = town.hears("周建明", "查 事项1")
    assert "事项1 · 王家坞村" in town.press("周建明", found, found.labels[0])[-1].text
    town.wait(days=20)
    assert [label[:3] for label in town.hears("周建明", "查 wjw 超期").labels] == ["事项1"]


def test_the_timeline_of_a_household(told: Town) -> None:
    told.says("周建明", "李桂兰家水管修好了")
    told.says("周建明", "办结")
    told.says("周建明", "今天去看望了李桂兰，答应周五前送药")
    text = told.hears("周建明", "查 李桂兰").text
    assert "· 12月7日（周一） 走访 李桂兰\n　答应：12月11日（周五）前" in text
    assert "· 11月17日（周二） 走访+问题 李桂兰\n　问题：水管漏水【基础设施·办结】" in text


def test_of_a_sensitive_matter_a_colleague_finds_neither_name_nor_word(town: Town) -> None:
    town.says("童建新", "今天走访了王建国，他反映村干部优亲厚友")
    for asked in ("查 王建国", "查 优亲厚友", "查 村务与作风", "查 未办结", "查 事项1"):
        assert town.hears("童建新", asked).labels, asked  # who told it
        assert town.hears("周建明", asked).labels, asked  # who answers for it
        assert town.hears("倪海军", asked).labels, asked
        town.hears("王树根", asked, "没找到")
    listed = town.hears("王树根", "查 王家坞")
    assert "王建国" not in "".join((listed.text, *listed.labels))
    assert "优亲厚友" not in "".join((listed.text, *listed.labels))
    assert "优亲厚友" not in town.press("王树根", listed, listed.labels[0])[-1].text


def test_what_a_record_hides_is_looked_up_by_the_record(town: Town) -> None:
    if not town.database.is_sqlite:
        return
    wanted = Wanted((3,), words=("水渠",))
    asked = search._filtered(Scope(2, 2), wanted).compile(town.database.engine, compile_kwargs={"literal_binds": True})
    with town.database.reading() as session:
        plan = [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {asked}"))]
    assert any("ix_issues_entry_id" in step for step in plan)
    assert not any("issues" in step and "township_id" in step for step in plan)


def test_what_a_list_opened_leads_back_to_its_page(told: Town) -> None:
    for n in range(1, 9):
        told.says("周建明", f"坞里{n}组水渠堵了")
    first = told.hears("周建明", "查 王家坞 未办结")
    second = told.press("周建明", first, "下一页")[-1]
    matter = told.press("周建明", second, second.labels[0])[-1]
    assert "事项" in matter.text
    assert told.press("周建明", matter, "返回")[-1].labels == second.labels
    record = told.press("周建明", listed := told.hears("周建明", "查 李桂兰"), listed.labels[0])[-1]
    assert told.hears("周建明", "返回").labels == listed.labels
    assert record.labels[-1] == "返回"
