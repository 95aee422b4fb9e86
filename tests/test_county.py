"""简报 of a county: by township, down into each of them and back, and no way in for anybody else."""

from __future__ import annotations

from io import BytesIO

from python_calamine import load_workbook
from sqlalchemy import select, update

from storage import people, townships
from storage.tables import RoleGrant, Unit
from storage.vocabulary import Role
from tests.conversation import Town
from tests.entries.rows import rows
from tests.papers.test_summaries import words
from tests.reminders.beats import day, told

DITCH = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，答应周五前给答复"
WIRES = "坞里3组电线断了，很危险，急"
LAMP = "今天去石门村走访石大山，路灯坏了，很急"


def settle(town: Town, name: str = "钟启明", role: Role = "leader", unit: str = "清源县") -> str:
    """Somebody of the county itself, with a role over it."""
    with town.database.writing() as session:
        county = session.scalars(select(Unit).where(Unit.name == "清源县")).one()
        over = session.scalars(select(Unit).where(Unit.name == unit)).one()
        town.people[name] = people.add(session, name, county).id
        people.grant(session, town.people[name], role, over.id, day(1, 8).date())
    return name


def test_a_county_is_read_by_township(town: Town) -> None:
    county = settle(town)
    town.says("周建明", DITCH)
    town.says("方晓燕", "汪坞2组电线断了，很危险，急")
    town.says("韩冬", LAMP)
    shown = town.hears(
        county,
        "简报",
        "走访2次",
        "看望3户",
        "2个乡镇有走访",
        "新报问题3件",
        "要您过问2件：紧急2",
        "【紧急】云溪镇1、石门镇1",
    )
    assert len(shown.text.splitlines()) <= 10
    assert not {"批示", "交办"} & set(shown.labels)
    by = town.press(county, shown, "各乡镇")[-1]
    assert "1 云溪镇：走访1，新报2，办结0，在办2\n2 石门镇：走访1，新报1，办结0，在办1" in by.text
    unfolded = town.press(county, shown, "展开")[-1]
    assert "【紧急】云溪镇：" in unfolded.text
    assert "【紧急】石门镇：" in unfolded.text
    assert "路灯" in town.press(county, unfolded, unfolded.labels[1])[-1].text


def test_down_to_the_record_and_back_up_to_the_county(hall: Town) -> None:
    county = settle(hall)
    hall.says("周建明", DITCH)
    hall.says("韩冬", LAMP)
    hall.hears(county, "简报 本周")
    hall.hears(county, "各乡镇", "1 云溪镇")
    here = hall.hears(county, "1", "走访1次", "新报问题1件", "水渠堵了")
    assert "路灯" not in here.text
    hall.hears(county, "各村", "北片：走访1，新报1，办结0，在办1", "1 王家坞村：走访1")
    hall.hears(county, "1", "王家坞村 · 本周")
    hall.hears(county, "1", "事项", "水渠堵了")
    hall.hears(county, "记录 №1", "李桂兰")
    for _ in range(3):
        hall.hears(county, "返回")
    hall.hears(county, "返回", "走访1次", "水渠堵了")
    hall.hears(county, "返回", "走访2次", "2个乡镇有走访")


def test_the_county_instructs_and_assigns_inside_a_township(hall: Town) -> None:
    county = settle(hall)
    for name in ("周建明", "童建新", "韩冬"):
        hall.account(name)
    hall.says("周建明", WIRES)
    hall.says("韩冬", LAMP)
    by = hall.press(county, hall.hears(county, "简报"), "各乡镇")[-1]
    here = hall.press(county, by, "云溪镇")[-1]
    which = hall.press(county, here, "批示")[-1]
    hall.press(county, which, which.labels[0])
    card = hall.hears(county, "请电力所今天到现场", "钟启明 批示：请电力所今天到现场")
    assert any("钟启明" in shown.text and "请电力所今天到现场" in shown.text for shown in hall.shown("周建明"))
    asked = hall.press(county, card, "交办…")[-1]
    until = hall.press(county, asked, next(label for label in asked.labels if "童建新" in label))[-1]
    hall.press(county, until, until.labels[0])
    assert any("钟启明交办给您一件事：王家坞村" in shown.text for shown in hall.shown("童建新"))
    assert not any("韩冬" in label for label in asked.labels)
    (township,) = rows(hall, "SELECT DISTINCT township_id FROM audit WHERE action = 'issue.instruct'")
    assert township[0] == hall.scope("周建明").township_id
    hall.hears(county, "简报", "要您过问2件：紧急2")


def test_a_form_begun_in_a_township_ends_there(hall: Town) -> None:
    county = settle(hall)
    hall.says("周建明", WIRES)
    by = hall.press(county, hall.hears(county, "简报"), "各乡镇")[-1]
    which = hall.press(county, hall.press(county, by, "云溪镇")[-1], "批示")[-1]
    hall.press(county, which, which.labels[0])
    hall.hears(county, "简报", "要您过问1件")
    hall.hears(county, "接着填", "想怎么批？")
    hall.hears(county, "请电力所今天到现场", "钟启明 批示：请电力所今天到现场")


def test_picture_and_ledgers_of_the_county(hall: Town) -> None:
    county = settle(hall)
    hall.says("周建明", DITCH)
    hall.says("韩冬", LAMP)
    shown = hall.hears(county, "简报")
    (picture,) = hall.made(county)
    assert "各乡镇履职记录" in hall.shown(county)[-1].text
    assert picture.body[:4] == b"\x89PNG"
    hall.hears(county, "导出 走访", "清源县包村干部走访台账", "共2条")
    (file,) = hall.made(county)
    cells = load_workbook(BytesIO(file.body)).get_sheet_by_index(0).to_python()
    assert [row[2] for row in cells[3:5]] == ["云溪镇\n王家坞村", "石门镇\n石门村"]
    here = hall.press(county, hall.press(county, shown, "各乡镇")[-1], "石门镇")[-1]
    which = hall.press(county, here, "导出")[-1]
    hall.press(county, which, which.labels[0])
    (file,) = hall.made(county)
    assert "石门镇" in file.name
    assert [row[2] for row in load_workbook(BytesIO(file.body)).get_sheet_by_index(0).to_python()[3:4]] == ["石门村"]


def test_the_weeks_pack_comes_to_the_county(hall: Town) -> None:
    county = settle(hall)
    hall.account(county)
    hall.says("周建明", DITCH)
    hall.says("韩冬", LAMP)
    (pack,) = told(hall, county, day(23, 8))
    for part in ("【简报】上周（11月16日至11月22日）", "走访2次", "2个乡镇有走访"):
        assert part in pack.text
    assert len(hall.made(county)) == 1


def test_who_leads_the_county_no_longer_gets_in_by_an_old_button(hall: Town) -> None:
    county = settle(hall)
    hall.says("周建明", DITCH)
    by = hall.press(county, hall.hears(county, "简报"), "各乡镇")[-1]
    here = hall.press(county, by, "云溪镇")[-1]
    with hall.database.writing() as session:
        over = RoleGrant.person_id == hall.people[county], RoleGrant.role == "leader"
        session.execute(update(RoleGrant).where(*over).values(until=hall.now.date()))
        people.grant(session, hall.people[county], "leader", hall.scope("韩冬").township_id, hall.now.date())
    for shown, label in ((by, "云溪镇"), (here, "各村")):
        gone = hall.press(county, shown, label)[-1].text
        assert "水渠" not in gone
        assert "云溪" not in gone


def test_nobody_but_a_leader_of_the_county_steps_into_a_township(hall: Town) -> None:
    settle(hall)
    admin = settle(hall, "柯敏", "admin")
    with hall.database.reading() as session:
        home, far = (hall.scope(name).township_id for name in ("周建明", "韩冬"))
        assert townships.inside(session, hall.scope("钟启明"), home) is not None
        for name in (admin, "俞正阳", "倪海军", "贺佳", "周建明", "秦审", "王树根", "韩冬"):
            assert townships.led(session, hall.scope(name)) == []
            for township in (home, far):
                assert townships.inside(session, hall.scope(name), township) is None, name
        inside = townships.inside(session, hall.scope("钟启明"), home)
        assert inside is not None
        assert townships.inside(session, inside, far) is None  # and not from one into the next


def test_a_leader_of_a_cluster_reads_his_cluster_only(hall: Town) -> None:
    hall.account("倪海军")
    hall.says("方晓燕", "汪坞2组电线断了，很危险，急")
    hall.says("汪洋", "今天走访上云胡大海，蜂蜜卖不出去，很急")
    (pack,) = told(hall, "倪海军", day(23, 8))
    assert "走访" in pack.text
    assert "蜂蜜" not in pack.text
    for label in ("展开", "各村"):
        if label in pack.labels:
            assert "上云" not in hall.press("倪海军", pack, label)[-1].text
    hall.made("倪海军")
    hall.hears("倪海军", "导出 诉求", "北片", "1")
    (file,) = hall.made("倪海军")
    cells = load_workbook(BytesIO(file.body)).get_sheet_by_index(0).to_python()
    assert not any("上云" in str(cell) or "蜂蜜" in str(cell) for row in cells for cell in row)


def test_a_summary_is_of_one_township(hall: Town) -> None:
    county = settle(hall)
    hall.says("韩冬", LAMP)
    whose = hall.hears(county, "小结 本周", "写谁的？")
    assert whose.labels == ("云溪镇", "石门镇")
    hall.press(county, whose, "石门镇")
    (file,) = hall.made(county)
    assert "石门镇" in file.name
    assert "石大山" in words(file)


def test_who_leads_and_serves_gets_his_own_things_with_the_digest_and_either_paper(hall: Town) -> None:
    with hall.database.writing() as session:
        cluster = session.scalars(select(Unit).where(Unit.name == "北片")).one()
        people.grant(session, hall.people["周建明"], "leader", cluster.id, hall.now.date())
    hall.account("周建明")
    hall.says("周建明", "今天去王家坞走访了李桂兰，答应11月23日前给答复")
    hall.says("方晓燕", "今天去汪坞走访了汪建军，2组电线断了，很危险，急")
    (card,) = told(hall, "周建明", day(23, 8))
    for part in ("【简报】上周（11月16日至11月22日）", "走访2次", "李桂兰"):
        assert part in card.text, card.text
    assert {"各村", "已办"} <= {label[:2] for label in card.labels}, card.labels
    hall.made("周建明")
    whose = hall.hears("周建明", "小结 上周", "写谁的？")
    assert whose.labels == ("我自己的", "北片")
    hall.press("周建明", whose, "我自己的")
    (own,) = hall.made("周建明")
    hall.press("周建明", whose, "北片")
    (all_,) = hall.made("周建明")
    assert "汪建军" not in words(own)
    assert all(name in words(all_) for name in ("李桂兰", "汪建军"))
    hall.hears("俞正阳", "小结 上周", "正在写上周的草稿")  # nobody else is asked
