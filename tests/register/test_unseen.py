"""多久没见: by tag for the cadre himself, by village for whoever leads; the days are the admin's to say."""

from __future__ import annotations

from sqlalchemy import select

from storage import periods
from storage.scope import Scope
from storage.tables import Unit
from tests.conversation import Town


def test_a_cadre_sees_whom_to_look_in_on_and_his_own_coverage(town: Town) -> None:
    town.says("周建明", "今天走访了陈秀英，家里都好")
    town.wait(days=20)
    seen = town.hears(
        "周建明", "多久没见", "· 独居老人（30天一见）：1户", "近90天，您的村见过1户，共7户。这个数只给您自己看"
    )
    assert "低保户" not in seen.text
    listed = town.press("周建明", seen, "独居老人（1户）")[-1]
    assert listed.labels == ("李桂兰（王家坞村2组）还没有走访记录",)
    assert "李桂兰 · 王家坞村2组" in town.press("周建明", listed, listed.labels[0])[-1].text
    town.wait(days=11)
    assert town.hears("周建明", "多久没见 低保").labels == ("陈秀英（王家坞村5组）31天没见了",)
    town.hears("周建明", "多久没见 大病户", "没有该去看的了")
    guide = town.hears("周建明", "认人")
    assert "独居老人" in town.press("周建明", guide, "多久没见")[-1].text


def test_a_leader_sees_villages_and_nobody_by_name(town: Town) -> None:
    town.says("汪洋", "今天走访了胡大海，家里都好")
    town.wait(days=5)
    town.says("方晓燕", "今天走访了汪建军，家里都好")
    town.wait(days=10)
    gaps = town.hears(
        "俞正阳", "多久没见", "超过14天没有人去过", "· 上云村：11月17日（周二），15天前", "· 下云村：还没有走访记录"
    )
    assert gaps.labels == ("王家坞村", "下云村", "上云村")
    assert not {"周建明", "方晓燕", "汪洋", "胡大海"} & set(gaps.text.replace("：", " ").split())
    assert "汪家坞村" not in gaps.text
    assert town.hears("倪海军", "多久没见").labels == ("王家坞村",)


def test_the_days_are_the_admins_to_say(town: Town) -> None:
    town.says("周建明", "今天走访了李桂兰、陈秀英、王建国，都好")
    town.wait(days=20)
    town.hears("周建明", "多久没见", "最近都见过了")
    town.hears("贺佳", "多久没见", "独居老人30天")
    town.hears("贺佳", "多久没见 低保 15天", "“低保户”以后15天该去看一次")
    town.hears("周建明", "多久没见", "· 低保户（15天一见）：1户")
    town.hears("周建明", "今天", "低保户 陈秀英（王家坞村5组）20天没见了")
    town.hears("贺佳", "多久没见 低保户 0天", "不再提")
    town.hears("周建明", "多久没见", "最近都见过了")
    town.hears("贺佳", "多久没见 低保 15天", "“低保户”以后15天该去看一次")
    town.hears("贺佳", "多久没见 低保户 9999天", "最多")
    town.hears("周建明", "多久没见 独居老人 1天", "用不了")
    town.hears("秦审", "多久没见", "用不了")


def test_a_township_has_the_last_word_over_its_county(town: Town) -> None:
    with town.database.writing() as session:
        township = session.scalars(select(Unit).where(Unit.name == "云溪镇")).one()
        other = session.scalars(select(Unit.id).where(Unit.name == "石门镇")).one()
        county, own = Scope(0, township.parent_id or 0), Scope(0, township.id)
        periods.set_(session, county, "独居老人", 7)
        periods.set_(session, county, "残疾人户", 90)
        periods.set_(session, own, "独居老人", 10)
        assert (periods.of(session, own)["独居老人"], periods.of(session, own)["残疾人户"]) == (10, 90)
        assert periods.of(session, Scope(0, other))["独居老人"] == 7
