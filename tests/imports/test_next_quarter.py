"""The next quarter's workbook: whatever changed in the township changes here, and nothing that was is lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from storage import register
from storage.engine import Database
from tests.imports.office import Office
from tests.imports.register import TODAY, Register, one

BEGUN = date(2024, 3, 1)
LATER = date(2027, 2, 1)


@pytest.fixture
def there(database: Database) -> Register:
    """The small office, imported in autumn."""
    found = Register(database)
    found.imports(Office().workbook())
    return found


def again(there: Register, office: Office, *leave_out: str) -> str:
    """Imports the next workbook and then the same once more, which must change nothing; returns the preview."""
    assert "已导入" in there.imports(office.workbook(*leave_out), today=LATER)[-1]
    shown, after = "\n".join(there.shown), there.rows()
    assert there.imports(office.workbook(*leave_out), today=LATER)[-1] == "跟现有的花名册一样，没有要改的。"
    assert there.rows() == after
    return shown


def undone(there: Register, before: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Takes the second import back and compares."""
    said = there.undo(2)
    assert there.rows() == before
    return said


def test_a_renamed_village_is_the_same_village(there: Register) -> None:
    before, key = there.rows(), there.unit("汪家坞村")["id"]
    office = Office()
    office.rename("汪家坞村", "汪溪村")
    shown = again(there, office)
    assert "汪家坞村改名汪溪村" in shown
    assert there.unit("汪溪村")["id"] == key
    assert there.unit("汪溪村")["pinyin"] == "wang xi cun"
    alias = one(there.rows()["unit_aliases"], alias="汪家坞村")
    assert (alias["unit_id"], alias["former"]) == (key, True)
    assert len(there.rows()["households"]) == 9
    assert there.terms("汪溪村") == [("方晓燕", 0, BEGUN, None)]
    # The old workbook still finds the village under the name it used to bear, and does not rename it back.
    assert there.imports(Office().workbook())[-1] == "跟现有的花名册一样，没有要改的。"
    undone(there, before)


def test_a_village_with_other_people_is_another_village(there: Register) -> None:
    before = there.rows()
    office = Office()
    office.villages.append(["中片", "柯敏", "溪口村", "", 3, "程大", "程二"])
    office.villages = [row for row in office.villages if row[2] != "汪家坞村"]
    office.households = [row for row in office.households if row[0] != "汪家坞村"]
    office.households += [
        ["溪口村", no, head, "", "", "", 1, 3, "", ""] for no, head in enumerate(("程大娃", "程二娃", "程三娃"), 1)
    ]
    office.terms = [["溪口村" if row[0] == "汪家坞村" else row[0], *row[1:]] for row in office.terms]
    shown = again(there, office)
    assert "改名" not in shown
    assert "汪家坞村" in shown.partition("没出现")[2], "told as absent"
    assert len(there.rows()["households"]) == 12, "nothing is deleted by absence"
    undone(there, before)


def test_a_village_moves_to_another_cluster(there: Register) -> None:
    before = there.rows()
    office = Office()
    office.villages[1][:2] = ["西片", "柯敏"]
    shown = again(there, office)
    assert "片：北片→西片" in shown
    village, cluster = there.unit("汪家坞村"), there.unit("西片")
    assert village["parent_id"] == cluster["id"]
    assert village["path"] == f"{cluster['path']}{village['id']}/"
    undone(there, before)


def test_a_moved_household_keeps_its_row(there: Register) -> None:
    before, key = there.rows(), there.household("汪家坞村", 3)["id"]
    office = Office()
    office.household("汪家坞村", 3)[:2] = ["上云村", 9]
    shown = again(there, office)
    assert "汪金宝从汪家坞村3号搬到上云村9号" in shown
    moved = there.household("上云村", 9)
    assert (moved["id"], moved["moved_on"], moved["group_no"]) == (key, None, 4)
    assert len(there.rows()["households"]) == 9
    undone(there, before)


def test_a_namesake_in_another_village_is_no_move(there: Register) -> None:
    """李桂兰 lives in two villages; one is left out of the workbook, a third of that name is new elsewhere."""
    office = Office()
    office.households.remove(office.household("汪家坞村", 2))
    office.households.append(["上云村", 3, "李桂兰", "", "女", 1980, 1, 2, "", "17000009999"])
    shown = again(there, office)
    assert "搬到" not in shown
    assert "汪家坞村2号李桂兰" in shown.partition("没出现")[2]
    assert len([row for row in there.rows()["households"] if row["head"] == "李桂兰"]) == 3


def test_two_households_exchange_their_numbers(there: Register) -> None:
    before = there.rows()
    one_, two = there.household("王家坞村", 1)["id"], there.household("王家坞村", 2)["id"]
    office = Office()
    office.household("王家坞村", 1)[1] = 99
    office.household("王家坞村", 2)[1] = 1
    office.household("王家坞村", 99)[1] = 2
    office.residents[0][1] = 2
    shown = again(there, office)
    assert "王家坞村王建国的户号从1改成2" in shown
    assert there.household("王家坞村", 2)["id"] == one_
    assert there.household("王家坞村", 1)["id"] == two
    undone(there, before)


def test_a_number_given_to_another_family_frees_it(there: Register) -> None:
    """徐金龙 moves to the number of 胡银娣, who stands nowhere any more: her row stays, marked as moved away."""
    before, key = there.rows(), there.household("上云村", 1)["id"]
    office = Office()
    office.households.remove(office.household("上云村", 1))
    office.household("上云村", 2)[1] = 1
    shown = again(there, office)
    assert "上云村1号胡银娣的户号给了别家" in shown
    assert one(there.rows()["households"], id=key)["moved_on"] == LATER
    undone(there, before)


def test_one_who_moved_away_comes_back(there: Register) -> None:
    key = there.household("上云村", 1)["id"]
    office = Office()
    office.households.remove(office.household("上云村", 1))
    office.household("上云村", 2)[1] = 1
    again(there, office)
    between = there.rows()
    office.households.append(["汪家坞村", 8, "胡银娣", "", "女", 1968, 1, 3, "", "17000001021"])
    shown = again(there, office)
    assert "胡银娣原在上云村1号" in shown
    assert there.household("汪家坞村", 8)["id"] == key
    there.undo(3)
    assert there.rows() == between


def test_a_new_head_keeps_the_former_one_as_a_name(there: Register) -> None:
    before, old = there.rows(), there.household("王家坞村", 3)
    office = Office()
    row = office.household("王家坞村", 3)
    row[2:6] = ["张小明", "", "男", ""]
    shown = again(there, office)
    assert "户主：张德财→张小明" in shown
    new = there.household("王家坞村", 3)
    assert new["id"] == old["id"]
    assert new["aka"] == {"张老四", "张德财"}
    assert new["born"] is None, "the year was the former head's"
    assert new["pinyin"] == "zhang xiao ming"
    undone(there, before)


def test_a_tag_taken_away_stays_in_the_past(there: Register) -> None:
    before, key = there.rows(), there.household("王家坞村", 2)["id"]
    office = Office()
    office.household("王家坞村", 2)[8] = "独居老人、残疾人户"
    shown = again(there, office)
    assert "标签：加上残疾人户；标签：去掉低保户" in shown
    assert there.household("王家坞村", 2)["tags"] == {"独居老人", "残疾人户"}
    old = one(there.rows()["household_tags"], household_id=key, tag="低保户")
    assert (old["since"], old["until"]) == (TODAY, LATER)
    undone(there, before)


def test_a_workbook_without_tags_takes_none_away(there: Register) -> None:
    before = there.rows()
    office = Office()
    for row in office.households:
        row[8] = ""
    assert there.imports(office.workbook())[-1] == "跟现有的花名册一样，没有要改的。"
    assert there.rows() == before


def test_empty_cells_empty_nothing(there: Register) -> None:
    before = there.rows()
    office = Office()
    office.household("王家坞村", 2)[4:] = ["", "", "", "", "独居老人、低保户", ""]
    office.villages[0][3:] = ["", "", "", ""]
    office.staff[4][2:] = ["", ""]
    assert there.imports(office.workbook())[-1] == "跟现有的花名册一样，没有要改的。"
    assert there.rows() == before


def test_a_new_household_and_a_missing_one(there: Register) -> None:
    before = there.rows()
    office = Office()
    office.households.append(["上云村", 3, "方银花", "", "女", 1970, 1, 3, "", ""])
    office.households.remove(office.household("王家坞村", 4))
    office.residents.append(["上云村", 3, "方小花", "女儿", "女", 1999])
    shown = again(there, office)
    assert "新增：1户 1名家庭成员" in shown
    assert "王家坞村4号刘福生" in shown.partition("没出现")[2]
    assert there.household("王家坞村", 4)["head"] == "刘福生"
    assert there.household("上云村", 3)["head"] == "方银花"
    undone(there, before)


def test_a_replaced_cadre_is_ended_the_day_before(there: Register) -> None:
    before = there.rows()
    office = Office()
    office.staff.append(["包村干部", "程志强", "综治办", "17000000009"])
    office.terms[2] = ["汪家坞村", "程志强", "2027-01-10", ""]
    shown = again(there, office)
    assert "方晓燕不再包汪家坞村，记到2027-01-09为止" in shown
    assert "程志强从2027-01-10起包汪家坞村" in shown
    assert there.terms("汪家坞村") == [
        ("方晓燕", 0, BEGUN, date(2027, 1, 9)),
        ("程志强", 0, date(2027, 1, 10), None),
    ]
    ended, begun = (row for row in there.rows()["assignments"] if row["village_id"] == there.unit("汪家坞村")["id"])
    assert ended["reason"] == "花名册更换包村干部"
    assert begun["due_on"] == date(2030, 1, 10)
    undone(there, before)


def test_an_end_date_ends_a_term_when_it_has_passed(there: Register) -> None:
    before = there.rows()
    office = Office()
    office.terms[1][3] = "2027-06-30"
    shown = again(there, office)
    assert "童建新包王家坞村有变动（到期：2027-03-01→2027-06-30）" in shown
    assert there.terms("王家坞村")[1] == ("童建新", 1, BEGUN, None)
    there.imports(office.workbook(), today=date(2027, 7, 1))
    assert "童建新包王家坞村到2027-06-30为止" in "\n".join(there.shown)
    assert there.terms("王家坞村")[1] == ("童建新", 1, BEGUN, date(2027, 6, 30))
    there.undo(3)
    undone(there, before)


def test_the_second_named_becomes_the_first(there: Register) -> None:
    before = there.rows()
    office = Office()
    office.terms[:2] = reversed(office.terms[:2])
    shown = again(there, office)
    assert "次序：1→2" in shown
    assert sorted(there.terms("王家坞村"), key=lambda term: term[1])[0][0] == "童建新"
    undone(there, before)


def test_without_assignments_nobody_is_ended(there: Register) -> None:
    before = there.rows()
    assert there.imports(Office().workbook("包村安排"))[-1] == "跟现有的花名册一样，没有要改的。"
    assert there.rows() == before


def test_another_telephone_is_looked_at_twice(there: Register) -> None:
    before = there.rows()
    office = Office()
    office.staff[4][3] = "17000000055"
    shown = again(there, office)
    assert "周建明的电话跟以前不一样" in shown
    assert one(there.rows()["people"], name="周建明")["phone"] == "17000000055"
    undone(there, before)


def test_a_leader_takes_over_another_cluster(there: Register) -> None:
    before = there.rows()
    office = Office()
    for row in office.villages:
        row[1] = {"倪海军": "柯敏", "柯敏": "倪海军"}[row[1]]
    shown = again(there, office)
    assert "倪海军有变动（领导范围：加上中片；领导范围：去掉北片）" in shown
    rows = there.rows()
    key = one(rows["people"], name="倪海军")["id"]
    grants = [row for row in rows["role_grants"] if row["person_id"] == key]
    assert [row["unit_id"] for row in grants if row["until"] is None] == [there.unit("中片")["id"]]
    undone(there, before)


def test_the_reader_is_told_of_every_import_and_undo(there: Register) -> None:
    key = there.unit("云溪镇")["id"]
    office = Office()
    office.household("王家坞村", 1)[2] = "王小国"
    again(there, office)
    there.undo(2)
    with there.database.reading() as session:
        assert register.version(session, key) == 3
