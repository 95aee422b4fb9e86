"""Units of an import: county, township, 片 and villages, with renamed villages recognised by who lives in them."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from handlers.imports.plan import Detail, Draft, given, told
from handlers.sheets.items import Roster, Village
from storage.pinyin import pinyin_key

# Households of a village found unchanged (number and head) under another name, from which it is the same village.
_SAME_VILLAGE: Final = 0.5
_SAME_HOUSEHOLDS: Final = 3


def plan_units(draft: Draft, roster: Roster) -> dict[str, int]:
    """Matches or adds the 片 and villages; returns the village of each name the workbook uses."""
    clusters = _clusters(draft, roster)
    matched, how = _match(draft, roster)
    for village in roster.villages:
        parent = clusters.get(village.cluster or "")
        if village.name in matched:
            _update(draft, matched[village.name], village, parent, how.get(village.name, ""))
        else:
            matched[village.name] = _add(draft, village, parent)
    _tell_absent(draft, roster, set(matched.values()))
    return matched | _named_only_in_rows(draft, roster, matched)


def clusters_of(draft: Draft) -> dict[str, int]:
    """The township's 片 by name."""
    return {row["name"]: key for key, row in draft.rows("units") if row["kind"] == "cluster"}


def _clusters(draft: Draft, roster: Roster) -> dict[str, int]:
    known = clusters_of(draft)
    for cluster in roster.clusters:
        draft.count("cluster", "unchanged" if cluster.name in known else "added")
        if cluster.name not in known:
            known[cluster.name] = draft.add(
                "units", parent_id=draft.township_id, kind="cluster", name=cluster.name, path="", pinyin=""
            )
    return known


# --- matching -----------------------------------------------------------------------------------------------------


def _match(draft: Draft, roster: Roster) -> tuple[dict[str, int], dict[str, str]]:
    """Workbook name → village; and for those found otherwise than by name or alias, that they are renamed."""
    there = {row["name"]: key for key, row in draft.rows("units") if row["kind"] == "village"}
    matched = {village.name: there[village.name] for village in roster.villages if village.name in there}
    left = [village for village in roster.villages if village.name not in matched]
    spoken = _by_alias(draft)
    for village in list(left):
        keys = spoken.get(village.name, set()) - set(matched.values())
        if len(keys) == 1:
            matched[village.name] = keys.pop()
            left.remove(village)
    renamed: dict[str, str] = {}
    for village in left:
        missing = set(there.values()) - set(matched.values())
        if (key := _renamed(draft, roster, village, missing)) is not None:
            matched[village.name] = key
            renamed[village.name] = "renamed"
    return matched, renamed


def _by_alias(draft: Draft) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for _, row in draft.rows("unit_aliases"):
        found[row["alias"]].add(row["unit_id"])
    return found


def _renamed(draft: Draft, roster: Roster, village: Village, missing: set[int]) -> int | None:
    """The one missing village that bears a name given here, or whose households or else officers are these."""
    named = [key for key in missing if draft.row("units", key)["name"] in village.aliases]
    if len(named) == 1:
        return named[0]
    heads = {(h.no, h.head) for h in roster.households if h.village == village.name}
    there: dict[int, set[tuple[int, str]]] = defaultdict(set)
    for _, row in draft.rows("households"):
        if row["village_id"] in missing and row["moved_on"] is None:
            there[row["village_id"]].add((row["no"], row["head"]))
    fits = [key for key in missing if _same_people(heads, there[key])]
    if not fits and not heads:
        officers = _officers(village)
        fits = [key for key in missing if officers and officers == draft.row("units", key)["officers"]]
    return fits[0] if len(fits) == 1 else None


def _same_people(one: set[tuple[int, str]], other: set[tuple[int, str]]) -> bool:
    same = len(one & other)
    return same >= _SAME_HOUSEHOLDS and same >= _SAME_VILLAGE * max(len(one), len(other))


def _officers(village: Village) -> str | None:
    return " ".join(officer.name for officer in (village.secretary, village.director) if officer) or None


# --- villages -----------------------------------------------------------------------------------------------------


def _add(draft: Draft, village: Village, parent: int | None) -> int:
    key = draft.add(
        "units",
        parent_id=parent or draft.township_id,
        kind="village",
        name=village.name,
        path="",
        pinyin="",
        groups=village.groups,
        officers=_officers(village),
    )
    _aliases(draft, key, village)
    draft.count("village", "added")
    return key


def _update(draft: Draft, key: int, village: Village, parent: int | None, how: str) -> None:
    old = draft.row("units", key)["name"]
    below = _name_of(draft, draft.row("units", key)["parent_id"])
    details: list[Detail] = []
    if how:
        draft.change("units", key, name=village.name, pinyin=pinyin_key(village.name))
        _alias(draft, key, old, former=True)
        draft.tell("changed", "village_renamed", village.source, old=old, new=village.name)
    if parent is not None and draft.change("units", key, parent_id=parent):
        details.append(Detail("cluster", below, village.cluster or ""))
    details += told(draft.change("units", key, **given(groups=village.groups, officers=_officers(village))))
    details += _aliases(draft, key, village)
    if details:
        draft.tell("changed", "village_changed", village.source, *details, village=village.name)
    draft.count("village", "changed" if details or how else "unchanged")


def _name_of(draft: Draft, key: int | None) -> str:
    known = dict(draft.rows("units"))
    return str(known[key]["name"]) if key in known and known[key]["kind"] == "cluster" else ""


def _aliases(draft: Draft, key: int, village: Village) -> list[Detail]:
    return [Detail("aliases", "", alias) for alias in village.aliases if _alias(draft, key, alias, former=False)]


def _alias(draft: Draft, key: int, alias: str, *, former: bool) -> bool:
    """Adds a name unless it is known; one known as an everyday name becomes a former one."""
    for number, row in draft.rows("unit_aliases"):
        if row["unit_id"] == key and row["alias"] == alias:
            return former and bool(draft.change("unit_aliases", number, former=True))
    if draft.row("units", key)["name"] == alias:
        return False
    draft.add("unit_aliases", unit_id=key, alias=alias, former=former)
    return True


def _named_only_in_rows(draft: Draft, roster: Roster, matched: dict[str, int]) -> dict[str, int]:
    """Villages that only rows of households or cadres name: the reader found them among the known names."""
    there = {row["name"]: key for key, row in draft.rows("units") if row["kind"] == "village"}
    spoken = _by_alias(draft)
    names = {h.village for h in roster.households} | {t.village for c in roster.cadres for t in c.terms}
    found = {}
    for name in sorted(names - matched.keys()):
        keys = {there[name]} if name in there else spoken.get(name, set())
        if len(keys) == 1:
            found[name] = next(iter(keys))
    return found


def _tell_absent(draft: Draft, roster: Roster, present: set[int]) -> None:
    if roster.villages:
        for key, row in draft.rows("units"):
            if row["kind"] == "village" and key not in present:
                draft.tell("absent", "village_absent", None, village=row["name"])
