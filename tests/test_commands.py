"""The command line, followed as the README tells it."""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import openpyxl
import pytest

from tests.command import ROOT, baocun

SCENARIO = "今天上午去王家坞走访了李桂兰、张老四，水渠堵了，已经联系水利站，答应周五前给答复"
NOW = "2026-11-17T16:30"
DATA = ROOT / "tests/data"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Township A, imported once from its workbook."""
    path = tmp_path_factory.mktemp("imported") / "a.db"
    printed = baocun("import", str(DATA / "township-a.xlsx"), "--yes", "--now", NOW, "--db", str(path))
    assert "王家坞村" in printed or "13" in printed
    return path


@pytest.fixture
def township(imported: Path, tmp_path: Path) -> str:
    """A copy of it that the test may change."""
    return str(shutil.copyfile(imported, tmp_path / "a.db"))


def test_a_conversation_at_the_terminal(township: str) -> None:
    talk = baocun("chat", "--as", "周建明", "--now", NOW, "--db", township, typed=f"{SCENARIO}\n我的\n撤销\n")
    for part in ("已记录", "李桂兰", "张德财", "水渠堵了", "11月20日", "1. 修改", "2. 撤销"):
        assert part in talk
    assert baocun("chat", "--as", "俞正阳", "--now", NOW, "--db", township, typed="简报\n").count("走访0次") <= 1


def test_the_leader_reads_it_in_another_process(township: str) -> None:
    baocun("chat", "--as", "周建明", "--now", NOW, "--db", township, typed=SCENARIO)
    digest = baocun("chat", "--as", "俞正阳", "--now", NOW, "--db", township, typed="简报\n")
    assert "水渠堵了" in digest
    assert "走访1次" in digest


def test_a_line_of_rubbish_bytes_does_not_end_it(township: str) -> None:
    assert "要做什么" in baocun("chat", "--as", "周建明", "--db", township, typed="\x00\x07\n\n菜单\n")


def test_hostile_lines_are_answered_each_in_a_sentence(township: str) -> None:
    lines = (
        "\u202e单菜",
        "👩\u200d👩\u200d👧",
        "长" * 20_000,
        "{name}",
        "'; DROP TABLE entries; --",
        "走访",
        "\x1b[31m",
        "菜单",
    )
    talk = baocun("chat", "--as", "周建明", "--now", NOW, "--db", township, typed="\n".join(lines))
    assert talk.endswith("帮助\n")
    assert not any(ugly in talk for ugly in ("Traceback", "Error", "\u202e", "\x1b"))


def test_nobody_of_that_name(township: str) -> None:
    printed = baocun("chat", "--as", "无此人", "--db", township, code=1)
    assert "无此人" in printed
    assert "Traceback" not in printed


def test_reading_lines(township: str) -> None:
    asked = {"id": "x1", "now": NOW, "me": "周建明", "text": SCENARIO}
    found = json.loads(baocun("read", "--db", township, typed=json.dumps(asked, ensure_ascii=False) + "\n"))
    assert found["id"] == "x1"
    assert found["kind"] == "visit+issue"
    assert found["village"] == "王家坞村"
    assert found["date"] == "2026-11-17"
    assert sorted(found["people"]) == sorted(["李桂兰", "张德财"])
    assert [(i["category"], i["state"], i["urgent"]) for i in found["issues"]] == [("infrastructure", "open", False)]
    assert found["promise"] == {"due": "2026-11-20"}
    assert "line 1" in baocun("read", "--db", township, typed="not json\n", code=1)


def test_import_shows_before_it_takes(tmp_path: Path) -> None:
    path = str(tmp_path / "new.db")
    workbook = str(DATA / "township-a.xlsx")
    baocun("import", workbook, "--db", path)
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM households").fetchone() == (0,), "not agreed: nothing taken over"
    baocun("import", workbook, "--yes", "--db", path)
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM households").fetchone()[0] > 500
        (batch,) = raw.execute("SELECT id FROM import_batches").fetchone()
    baocun("import", "--undo", str(batch), "--db", path)
    assert "Traceback" not in baocun("import", "no-such-file.xlsx", "--db", path, code=1)


def test_the_ledger_opens_and_holds_the_record(township: str, tmp_path: Path) -> None:
    baocun("chat", "--as", "周建明", "--now", NOW, "--db", township, typed=f"{SCENARIO}\n=1+1\n记下来\n")
    out = tmp_path / "ledger.xlsx"
    baocun("export", "entries", "--out", str(out), "--db", township)
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert any(cell.value == SCENARIO for cell in cells)
    assert [cell for cell in cells if cell.data_type == "f"] == []
    assert "there is no ledger" in baocun("export", "nothing", "--out", str(out), "--db", township, code=1)


def test_the_first_admin_needs_no_approval(tmp_path: Path) -> None:
    path = str(tmp_path / "empty.db")
    printed = baocun("invite", "贺佳", "--role", "admin", "--unit", "清源县/云溪镇", "--db", path)
    link, code = printed.split()
    assert link.endswith(f"/in/{code}")
    assert "无此镇" in baocun("invite", "某人", "--role", "cadre", "--unit", "无此镇", "--db", path, code=1)
    assert "--role" in baocun("invite", "某人", "--db", path, code=1)


def test_check_says_what_is_wrong(township: str, tmp_path: Path) -> None:
    assert "database: ok" in baocun("check", "--db", township)
    assert "baocun migrate" in baocun("check", "--db", str(tmp_path / "none.db"), code=1)


def test_a_bad_setting_names_itself(tmp_path: Path) -> None:
    printed = baocun("check", "--db", str(tmp_path / "x.db"), code=1, BAOCUN_PROFILE="gov-cn")
    assert "BAOCUN_OWNER" in printed
    assert "BAOCUN_PORT" in baocun("check", code=1, BAOCUN_PORT="eighty")


def test_a_beat_and_a_migration(tmp_path: Path) -> None:
    path = str(tmp_path / "m.db")
    assert "empty -> " in baocun("migrate", "--db", path)
    assert baocun("tick", "--now", NOW, "--db", path) == ""
    assert "2026-13" in baocun("tick", "--now", "2026-13-01", "--db", path, code=1)


def test_everybody_who_is_outside_gets_a_link(township: str) -> None:
    printed = baocun("invite", "--all", "--db", township).splitlines()
    assert len(printed) > 5
    assert all(line.count("\t") == 2 and "/in/" in line for line in printed)
    assert "name one person" in baocun("invite", "--db", township, code=1)
    assert "retention: 0 rows" in baocun("check", "--db", township)
