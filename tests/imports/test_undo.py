"""Undo after life went on: what people have used or changed meanwhile stays and is listed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from storage.engine import Database
from storage.tables import Household, HouseholdTag
from storage.tables.base import table_of
from tests.imports.office import Office
from tests.imports.register import NOW, TODAY, Register, one


@pytest.fixture
def there(database: Database) -> Register:
    """The small office, imported once."""
    found = Register(database)
    found.imports(Office().workbook())
    return found


def change(there: Register, mapped: Any, key: int, **values: Any) -> None:
    """Somebody changes a row by other means than an import."""
    table = table_of(mapped)
    township = there.unit("云溪镇")["id"]
    with there.database.writing() as session:
        session.execute(update(table).where(table.c.id == key, table.c.township_id == township).values(**values))


def tag(there: Register, key: int, name: str) -> None:
    """Somebody gives a household a tag."""
    township = there.unit("云溪镇")["id"]
    with there.database.writing() as session:
        session.add(HouseholdTag(township_id=township, household_id=key, tag=name, since=TODAY))


def test_a_household_with_something_of_its_own_stays_as_moved_away(there: Register) -> None:
    household = there.household("王家坞村", 1)
    tag(there, household["id"], "大病户")
    said = there.undo(1)
    assert "王家坞村1号王建国：已经有记录了，留着" in said
    rows = there.rows()
    assert [(row["id"], row["moved_on"]) for row in rows["households"]] == [(household["id"], TODAY)]
    assert [row["tag"] for row in rows["household_tags"]] == ["大病户"]
    assert [row["name"] for row in rows["units"] if row["kind"] == "village"] == ["王家坞村"], "its village stays too"
    there.imports(Office().workbook())
    assert there.household("王家坞村", 1)["id"] == household["id"], "the next import takes it back"
    assert len(there.rows()["households"]) == 9


def test_somebody_bound_to_an_account_stays_as_one_who_left(there: Register) -> None:
    from storage import people

    cadre = one(there.rows()["people"], name="周建明")["id"]
    with there.database.begin() as connection:
        people.account(connection, "web", "p1", cadre, NOW)
    said = there.undo(1)
    assert "周建明：已经有记录了，留着" in said
    left = one(there.rows()["people"], name="周建明")
    assert left["left_on"] == TODAY
    with there.database.begin() as connection:
        assert people.scope_of(connection, cadre) is None
    there.imports(Office().workbook())
    assert "周建明以前离开过，现在又在名单上，当作回来了" in "\n".join(there.shown)
    assert one(there.rows()["people"], name="周建明")["left_on"] is None


def test_a_row_changed_since_is_left_alone(there: Register) -> None:
    office = Office()
    office.household("王家坞村", 1)[9] = "17000007777"
    office.household("王家坞村", 3)[9] = "17000008888"
    there.imports(office.workbook())
    key = there.household("王家坞村", 1)["id"]
    change(there, Household, key, phone="17000006666")
    said = there.undo(2)
    assert said == [
        "第2号导入已撤销：去掉0条，改回1条。",
        "【留着没动的】",
        "王家坞村1号王建国：导入以后又改过",
    ]
    assert there.household("王家坞村", 1)["phone"] == "17000006666"
    assert there.household("王家坞村", 3)["phone"] == "17000001003"


def test_the_earlier_of_two_imports_gives_way_to_the_later(there: Register) -> None:
    office = Office()
    office.household("王家坞村", 1)[7] = 6
    there.imports(office.workbook())
    said = there.undo(1)
    assert "王家坞村1号王建国：导入以后又改过" in said
    assert there.household("王家坞村", 1)["members"] == 6


def test_a_number_taken_meanwhile_is_not_taken_back(there: Register) -> None:
    office = Office()
    office.household("汪家坞村", 3)[:2] = ["上云村", 9]
    there.imports(office.workbook())
    village = there.unit("汪家坞村")
    with there.database.writing() as session:
        session.add(
            Household(township_id=village["township_id"], village_id=village["id"], no=3, head="新来的", pinyin="")
        )
    said = there.undo(2)
    assert "上云村9号汪金宝：原来的位置现在是别的了" in said
    assert there.household("上云村", 9)["head"] == "汪金宝"
    assert there.household("汪家坞村", 3)["head"] == "新来的"


def test_a_tag_given_again_meanwhile_is_not_doubled(there: Register) -> None:
    office = Office()
    office.household("王家坞村", 2)[8] = "独居老人"
    there.imports(office.workbook(), today=date(2027, 2, 1))
    tag(there, there.household("王家坞村", 2)["id"], "低保户")
    said = there.undo(2)
    assert any("低保户：原来的位置现在是别的了" in line for line in said)
    assert there.household("王家坞村", 2)["tags"] == {"独居老人", "低保户"}
