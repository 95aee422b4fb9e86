"""The first import: an empty database takes over the demo office's workbook exactly."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers import imports
from handlers.kit.texts import LANGUAGES, Texts
from handlers.sheets.roster import read_roster
from storage import people, register, units
from storage.engine import Database
from storage.tables import Person
from tests import known
from tests.imports import office as offices
from tests.imports.office import Office
from tests.imports.register import NOW, TODAY, Register, one

DATA = Path(__file__).parent.parent / "data"
WORKBOOK = (DATA / "township-a.xlsx").read_bytes()
CLEAN: dict[str, Any] = json.loads((DATA / "township-a.json").read_text("utf-8"))


def digits(phone: str | None) -> str | None:
    return phone.replace("-", "") if phone else None


@pytest.fixture
def township(database: Database) -> Register:
    there = Register(database)
    there.shown, said = known.once(database, "township a", lambda: _imported(there))
    assert "已导入" in said[-1]
    return there


def _imported(there: Register) -> tuple[list[str], list[str]]:
    said = there.imports(WORKBOOK)
    return there.shown, said


def test_villages_are_those_of_the_workbook(township: Register) -> None:
    rows = township.rows()
    names = {row["id"]: row["name"] for row in rows["units"]}
    aliases = defaultdict(set)
    for row in rows["unit_aliases"]:
        aliases[row["unit_id"]].add(row["alias"])
    there = {
        row["name"]: (aliases[row["id"]], names[row["parent_id"]], row["groups"], row["officers"])
        for row in rows["units"]
        if row["kind"] == "village"
    }
    assert there == {
        village["name"]: (
            set(village["aliases"]),
            village["cluster"],
            village["groups"],
            f"{village['secretary']['name']} {village['director']['name']}",
        )
        for village in CLEAN["villages"]
    }


def test_households_are_those_of_the_workbook(township: Register) -> None:
    rows = township.rows()
    names = {row["id"]: row["name"] for row in rows["units"]}
    aka, tags = defaultdict(set), defaultdict(set)
    for row in rows["household_aliases"]:
        aka[row["household_id"]].add(row["alias"])
    for row in rows["household_tags"]:
        tags[row["household_id"]].add(row["tag"])
    fields = ("head", "sex", "born", "group_no", "members", "phone")
    there = {
        (names[row["village_id"]], row["no"]): (*(row[f] for f in fields), aka[row["id"]], tags[row["id"]])
        for row in rows["households"]
    }
    assert there == {
        (village["name"], h["no"]): (
            *(h[f] for f in ("head", "sex", "born", "group", "members")),
            digits(h["phone"]),
            set(h["aka"]),
            set(h["tags"]),
        )
        for village in CLEAN["villages"]
        for h in village["households"]
    }


def test_cadres_serve_their_villages(township: Register) -> None:
    rows = township.rows()
    names = {row["id"]: row["name"] for row in (*rows["units"], *())}
    people_ = {row["id"]: row for row in rows["people"]}
    there = {
        (people_[row["person_id"]]["name"], names[row["village_id"]], row["since"], row["ended_on"])
        for row in rows["assignments"]
    }
    assert there == {
        (cadre["name"], v["village"], date.fromisoformat(v["since"]), v["until"] and date.fromisoformat(v["until"]))
        for cadre in CLEAN["cadres"]
        for v in cadre["villages"]
    }
    assert {(p["name"], p["office"], p["phone"]) for p in people_.values() if p["office"]} == {
        (cadre["name"], cadre["office"], digits(cadre["phone"])) for cadre in CLEAN["cadres"]
    }
    due = {(row["since"], row["due_on"]) for row in rows["assignments"]}
    assert (date(2024, 3, 1), date(2027, 3, 1)) in due
    assert all(due.year == since.year + 3 for since, due in due)


def test_the_first_named_comes_first(township: Register) -> None:
    assert township.terms("王家坞村") == [
        ("周建明", 0, date(2024, 3, 1), None),
        ("童建新", 1, date(2024, 3, 1), None),
    ]


def test_roles_reach_as_far_as_the_workbook_says(township: Register) -> None:
    rows = township.rows()
    units_ = {row["id"]: row["name"] for row in rows["units"]}
    names = {row["id"]: row["name"] for row in rows["people"]}
    there = {(names[row["person_id"]], row["role"], units_[row["unit_id"]]) for row in rows["role_grants"]}
    assert there == {
        *((cadre["name"], "cadre", "云溪镇") for cadre in CLEAN["cadres"]),
        *((admin["name"], "admin", "云溪镇") for admin in CLEAN["admins"]),
        *((leader["name"], "leader", leader["cluster"] or "云溪镇") for leader in CLEAN["leaders"]),
    }


def test_a_cadre_can_work_at_once(township: Register) -> None:
    """The scope the rest of the program reads with is the one the workbook gives."""
    rows = township.rows()
    cadre, leader = one(rows["people"], name="汪洋"), one(rows["people"], name="倪海军")
    with township.database.engine.connect() as connection:
        served = people.scope_of(connection, cadre["id"])
        led = people.scope_of(connection, leader["id"])
    assert served
    assert led
    assert set(served.villages) == {township.unit("上云村")["id"], township.unit("下云村")["id"]}
    with township.database.reading() as session:
        below = {unit.name for unit in units.below(session, led)}
    assert below == {village["name"] for village in CLEAN["villages"] if village["cluster"] == "北片"}


def test_the_register_gives_the_reader_its_names(township: Register) -> None:
    key = township.unit("云溪镇")["id"]
    with township.database.reading() as session:
        assert register.version(session, key) == 1
        villages = {village.name: village for village in register.villages(session, key)}
        assert "周建明" in register.staff(session, key)
    assert {household.head for household in villages["王家坞村"].households} == {
        household["head"] for household in CLEAN["villages"][0]["households"]
    }


def test_the_same_workbook_again_changes_nothing(township: Register) -> None:
    before = township.rows()
    said = township.imports(WORKBOOK, today=date(2027, 2, 1))
    assert said[-1] == "跟现有的花名册一样，没有要改的。"
    assert "新增：无" in said
    assert "变动：无" in said
    assert township.shown == [], "nothing to agree to"
    assert township.rows() == before
    assert township.count("import_batches") == 1


def test_the_preview_counts_lists_and_writes_nothing(database: Database) -> None:
    there = Register(database)
    assert there.imports(WORKBOOK, agree=False) == ["没有导入，什么都没改。"]
    assert "新增：3个片 13个村 25名干部 22项包村 602户" in there.shown
    assert "跳过：0行" in there.shown
    assert "农户第54行：“王家坞村26号 王德福”重复写了，算一次" in there.shown
    assert there.count("units") == there.count("households") == there.count("import_batches") == 0


def test_every_row_written_is_remembered(township: Register) -> None:
    written = sum(len(rows) for rows in township.rows().values())
    assert township.count("import_changes") == written + 1, "and the county"
    assert township.count("audit") == 1


def test_undo_leaves_only_the_township_itself(township: Register) -> None:
    assert township.undo(1)[0].startswith("第1号导入已撤销")
    rows = township.rows()
    assert [row["kind"] for row in rows.pop("units")] == ["township"]
    assert all(not left for left in rows.values())
    assert township.undo(1) == ["第1号导入早就撤销过了，这次什么都没改。"]
    assert township.undo(99) == ["没有第99号导入。"]
    assert township.count("audit") == 2
    assert "已导入" in township.imports(WORKBOOK)[-1]
    assert len(township.rows()["households"]) == 602


def test_another_township_is_not_touched(township: Register) -> None:
    """Same village names, same people's names, another township: two worlds."""
    before = township.rows()
    other = Register(township.database, "石门镇")
    assert "已导入" in other.imports(Office(township="石门镇").workbook())[-1]
    assert township.rows() == before
    there = other.rows()
    assert len(there["households"]) == 9
    assert {row["township_id"] for row in there["households"]} == {other.unit("石门镇")["id"]}
    assert other.unit("石门镇")["parent_id"] == township.unit("云溪镇")["parent_id"], "one county"
    other.undo(2)
    assert township.rows() == before
    assert other.rows()["households"] == []


def test_undo_asked_from_another_township_finds_nothing(township: Register) -> None:
    with township.database.writing() as session:
        stranger = units.add(session, None, "township", "石门镇")
        assert imports.undo(session, stranger.id, 1, NOW, TODAY).result == "unknown"
    assert len(township.rows()["households"]) == 602


def test_a_workbook_without_a_township_asks_for_it(database: Database) -> None:
    there = Register(database)
    data = Office("", "").workbook()
    said = there.imports(data)
    assert said[0] == "这份表不能导入："
    assert "--township" in said[1]
    assert there.count("units") == 0
    there.imports(Office().workbook())
    assert there.imports(data)[-1] == "跟现有的花名册一样，没有要改的。", "the only township there is"


def test_a_workbook_without_villages_is_blocked(database: Database) -> None:
    there = Register(database)
    said = there.imports(Office().workbook("村情"))
    assert said[0] == "这份表不能导入："
    assert "村情" in said[1]
    assert there.count("units") == 0
    assert there.imports(b"no workbook at all") != []


def test_a_blocked_plan_cannot_be_applied(database: Database) -> None:
    with database.writing() as session:
        plan = imports.preview(session, read_roster(Office().workbook("村情")), today=TODAY)
        with pytest.raises(imports.Blocked):
            imports.apply(session, plan, "a.xlsx", "", NOW)


def test_a_register_that_changed_since_the_preview_refuses(township: Register) -> None:
    office = Office()
    key = township.unit("云溪镇")["id"]
    with township.database.reading() as session:
        plan = imports.preview(session, read_roster(office.workbook()), today=TODAY)
    with township.database.writing() as session:
        session.add(Person(township_id=key, name="贺佳", pinyin="", phone="17000000004", language="zh_CN"))
    with township.database.writing() as session, pytest.raises(imports.Outdated):
        imports.apply(session, plan, "a.xlsx", "", NOW)
    assert township.count("import_batches") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_preview_speaks_every_language(database: Database, language: str) -> None:
    with database.reading() as session:
        plan = imports.preview(session, read_roster(WORKBOOK), today=TODAY)
    lines = imports.describe(plan, Texts(language))
    assert len(lines) > 60
    assert not any("{" in line for line in lines)


def test_accounts_of_wecom_are_read_from_the_lists_of_people(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(offices.HEADINGS, "干部", [*offices.HEADINGS["干部"], "企业微信账号"])
    rows = Office()
    for row, userid in zip(rows.staff, ("YuZhengYang", "", "ke min", "he.jia@yx", "ZHOU_jm"), strict=False):
        row.append(userid)
    there = Register(database)
    there.imports(rows.workbook())
    assert "看不出是企业微信账号" in "\n".join(there.shown)
    given = {row["name"]: row["userid"] for row in there.rows()["people"] if row["userid"]}
    assert given == {"俞正阳": "yuzhengyang", "贺佳": "he.jia@yx", "周建明": "zhou_jm"}
    rows.staff[4][4] = ""
    there.imports(rows.workbook())
    assert [row["userid"] for row in there.rows()["people"] if row["name"] == "周建明"] == ["zhou_jm"]
