"""The demo township's workbook, as its office keeps it, against the clean roster."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from handlers.sheets.roster import Household, Roster, Village, read_roster

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="module")
def roster() -> Roster:
    return read_roster((DATA / "township-a.xlsx").read_bytes())


@pytest.fixture(scope="module")
def truth() -> dict[str, Any]:
    return dict(json.loads((DATA / "township-a.json").read_text("utf-8")))


def _digits(phone: str) -> str:
    return phone.replace("-", "")


def _household(h: Household) -> dict[str, object]:
    return {
        "no": h.no,
        "head": h.head,
        "aka": list(h.aka),
        "sex": h.sex,
        "born": h.born,
        "group": h.group,
        "members": h.members,
        "tags": list(h.tags),
        "phone": h.phone,
    }


def _village(v: Village, roster: Roster) -> dict[str, object]:
    assert v.secretary is not None
    assert v.director is not None
    return {
        "name": v.name,
        "aliases": list(v.aliases),
        "cluster": v.cluster,
        "groups": v.groups,
        "secretary": {"name": v.secretary.name, "phone": v.secretary.phone},
        "director": {"name": v.director.name, "phone": v.director.phone},
        "households_total": v.households_total,
        "residents": v.residents,
        "households": [_household(h) for h in roster.households if h.village == v.name],
    }


def _with_digits(value: Any) -> Any:
    """The clean roster with telephones as digits, which is how they are kept."""
    if isinstance(value, dict):
        return {k: _digits(v) if k == "phone" else _with_digits(v) for k, v in value.items()}
    return [_with_digits(each) for each in value] if isinstance(value, list) else value


def test_every_village_and_household(roster: Roster, truth: dict[str, Any]) -> None:
    read = {v.name: _village(v, roster) for v in roster.villages}
    expected = {v["name"]: _with_digits(v) for v in truth["villages"]}
    assert read == expected
    assert len(roster.households) == sum(len(v["households"]) for v in truth["villages"])


def test_place_clusters_and_people(roster: Roster, truth: dict[str, Any]) -> None:
    assert (roster.county, roster.township) == (truth["county"], truth["township"])
    assert [{"name": c.name, "leader": c.leader} for c in roster.clusters] == truth["clusters"]
    leaders = [{"name": p.name, "title": p.title, "phone": p.phone, "cluster": p.cluster} for p in roster.leaders]
    assert leaders == _with_digits(truth["leaders"])
    assert [{"name": p.name, "phone": p.phone} for p in roster.admins] == _with_digits(truth["admins"])


def test_cadres_and_their_terms(roster: Roster, truth: dict[str, Any]) -> None:
    def iso(day: date | None) -> str | None:
        return day.isoformat() if day else None

    read = [
        {
            "name": c.name,
            "office": c.office,
            "phone": c.phone,
            "villages": [{"village": t.village, "since": iso(t.since), "until": iso(t.until)} for t in c.terms],
        }
        for c in roster.cadres
    ]
    assert read == _with_digits(truth["cadres"])


def test_the_first_named_is_first(roster: Roster) -> None:
    first = {t.village: c.name for c in roster.cadres for t in c.terms if t.order == 1}
    assert first["王家坞村"] == "周建明"
    assert first["大塘村"] == "何雅琴"
    assert len(first) == len(roster.villages)


def test_what_was_repaired_is_listed(roster: Roster) -> None:
    assert roster.blocked == ()
    assert roster.skipped == ()
    doubled = [(n.source.sheet, n.source.row, n.old) for n in roster.warnings if n.what == "duplicate"]
    assert doubled == [
        ("干部", 30, "徐海波"),
        ("农户", 54, "王家坞村26号 王德福"),
        ("农户", 278, "桐树岭村31号 洪老根"),
    ]
    stretched = {n.new for n in roster.warnings if n.what == "spaces" and n.source.sheet == "干部"}
    assert stretched == {"乐天", "邵伟", "胡斌", "汪洋"}
    dates = {n.old: n.new for n in roster.warnings if n.what == "date"}
    assert dates["24.03.01"] == "2024-03-01"
    assert dates["2025年2月10日"] == "2025-02-10"
    counts = Counter[str]()
    for notice in roster.warnings:
        counts[notice.what] += notice.count
    assert set(counts) == {"phone", "spaces", "duplicate", "date"}
