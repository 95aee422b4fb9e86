"""After an import the reader knows the names: those of now, and those that were."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from handlers.reading import Reading, read
from handlers.register import Registers
from storage.engine import Database
from tests.imports.office import Office
from tests.imports.register import Register

NOON = datetime(2026, 11, 17, 12)
WORKBOOK = (Path(__file__).parent.parent / "data/township-a.xlsx").read_bytes()


def reads(there: Register, registers: Registers, text: str) -> Reading:
    key = there.unit("云溪镇")["id"]
    with there.database.reading() as session:
        return read(text, NOON, registers.of(session, key))


def test_former_names_are_understood_after_the_next_import(database: Database) -> None:
    there, registers, office = Register(database), Registers(), Office()
    there.imports(office.workbook())
    village, household = there.unit("王家坞村")["id"], there.household("王家坞村", 3)["id"]
    found = reads(there, registers, "今天去坞里走访了张老四")
    assert (found.kind, found.village, [p.household for p in found.people]) == ("visit", village, [household])

    office.rename("王家坞村", "金坞村")
    office.household("金坞村", 3)[2] = "张大树"
    there.imports(office.workbook())
    for text in ("今天去王家坞村走访了张德财", "今天去金坞村走访了张大树"):
        found = reads(there, registers, text)
        assert (found.village, [p.household for p in found.people]) == (village, [household]), text

    there.undo(2)
    found = reads(there, registers, "今天去金坞村走访了张大树")
    assert (found.village, [p.household for p in found.people]) == (None, [None]), "the names went with the import"


def test_the_demo_office_is_imported(sqlite: Database) -> None:
    there = Register(sqlite)
    there.imports(WORKBOOK)
    assert len(there.rows()["households"]) == 602
