"""Whatever the reader of workbooks can notice has a sentence of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import handlers.sheets
from handlers import imports
from handlers.kit.texts import catalogue
from handlers.sheets import columns
from handlers.sheets.items import Roster
from handlers.sheets.notices import Notice, Source
from tests.imports.register import TEXTS, TODAY

SHEETS = Path(handlers.sheets.__file__).parent
# Where the code of a notice stands among the arguments.
PLACES = {"Notice": 1, "skip": 0, "repaired": 0}
TEXT = catalogue("zh_CN")


def codes() -> set[str]:
    """Every code in handlers/sheets: in the calls, and in the variables they are given as."""
    return {code for path in SHEETS.glob("*.py") for code in _codes(ast.parse(path.read_text("utf-8")))}


def _codes(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        value: ast.expr | None = None
        if isinstance(node, ast.Call):
            place = PLACES.get(getattr(node.func, "attr", getattr(node.func, "id", "")))
            value = node.args[place] if place is not None and len(node.args) > place else None
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "what":
            value = node.value
        for part in [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]:
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value


def test_every_notice_has_its_sentence() -> None:
    found = codes()
    assert {"spaces", "duplicate", "date_ambiguous", "column_missing", "person_conflict"} <= found
    assert [code for code in sorted(found) if f"import_notice.{code}" not in TEXT] == []


def test_every_column_has_its_name() -> None:
    source = Path(columns.__file__).read_text("utf-8")
    fields = {
        key.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and isinstance(key.value, str) and not isinstance(value, ast.Dict)
    }
    named = {field for field in fields if field.isascii() and field.islower()}
    assert {"secretary_phone", "members", "cluster"} <= named
    missing = [f for f in sorted(named) if f"import_field.{f}" not in TEXT and f"import_sheet.{f}" not in TEXT]
    assert missing == []


def test_what_has_no_sentence_yet_is_still_told() -> None:
    notice = Notice(Source("农户", 7), "brand_new", "no_such_field", "旧", "新")
    roster = Roster(None, "云溪镇", (), (), (), (), (), (), (), (), blocked=(notice,))
    plan = imports.Plan(roster, None, TODAY, blocked=(notice,))
    assert imports.describe(plan, TEXTS) == ["这份表不能导入：", "农户第7行：内容“旧”要看一下"]
