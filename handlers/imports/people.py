"""People of an import and their roles: matched by name and telephone inside the township."""

from __future__ import annotations

from collections import defaultdict

from msgspec import Struct

from handlers.imports.places import clusters_of
from handlers.imports.plan import Detail, Draft, given, told
from handlers.sheets.items import Roster
from handlers.sheets.notices import Notice, Source
from storage.imports import Row
from storage.pinyin import pinyin_key
from storage.vocabulary import Role


class Listed(Struct):
    """A person of the workbook with everything its sheets say."""

    name: str
    phone: str | None
    office: str | None
    title: str | None
    roles: list[tuple[Role, str | None]]  # with the 片 a leader looks after
    source: Source
    userid: str | None = None


def listed(roster: Roster) -> dict[str, Listed]:
    """The workbook's people by name (the reader has made sure a name is one person)."""
    found: dict[str, Listed] = {}
    for leader in roster.leaders:
        role: tuple[Role, str | None] = ("leader", leader.cluster)
        found[leader.name] = Listed(leader.name, leader.phone, None, leader.title, [role], leader.source, leader.userid)
    for admin in roster.admins:
        _merge(found, Listed(admin.name, admin.phone, None, None, [("admin", None)], admin.source, admin.userid))
    for cadre in roster.cadres:
        role = "cadre", None
        _merge(found, Listed(cadre.name, cadre.phone, cadre.office, None, [role], cadre.source, cadre.userid))
    for cluster in roster.clusters:
        # One may lead two 片; one who stands in no list of people is known by name only.
        if cluster.leader:
            _merge(found, Listed(cluster.leader, None, None, None, [("leader", cluster.name)], cluster.source))
    return found


def _merge(found: dict[str, Listed], person: Listed) -> None:
    known = found.setdefault(person.name, person)
    if known is not person:
        known.phone = known.phone or person.phone
        known.office = known.office or person.office
        known.userid = known.userid or person.userid
        known.roles += [role for role in person.roles if role not in known.roles]


def plan_people(draft: Draft, roster: Roster) -> dict[str, int]:
    """Matches or adds the people and gives their roles; returns the person of each name that is clear."""
    by_name: dict[str, list[int]] = defaultdict(list)
    for key, row in draft.rows("people"):
        by_name[row["name"]].append(key)
    grants: dict[int, list[int]] = defaultdict(list)
    for key, row in draft.rows("role_grants"):
        if row["until"] is None:
            grants[row["person_id"]].append(key)
    clusters = clusters_of(draft)
    there: dict[str, int] = {}
    for person in listed(roster).values():
        found = _find(draft, person, by_name[person.name])
        if len(found) > 1:
            # Giving somebody's rights to a namesake would be worse than giving none.
            words = f"{person.name} ×{len(found)}"
            draft.skipped.append(Notice(person.source, "person_ambiguous", "name", words, person.name))
            continue
        key = found[0] if found else _add(draft, person)
        there[person.name] = key
        details = _update(draft, key, person) if found else []
        details += _roles(draft, key, person, clusters, grants[key])
        if found and told(details):
            draft.tell("changed", "person_changed", person.source, *told(details), name=person.name)
        draft.count("person", "added" if not found else "changed" if details else "unchanged")
    _tell_absent(draft, roster, set(there.values()), grants)
    return there


def _find(draft: Draft, person: Listed, namesakes: list[int]) -> list[int]:
    """The person meant, by telephone, else as the only one of that name still here; several if it is unclear."""
    rows: dict[int, Row] = {key: draft.row("people", key) for key in namesakes}
    if same := [key for key, row in rows.items() if person.phone and row["phone"] == person.phone]:
        return same[:1]
    here = [key for key, row in rows.items() if row["left_on"] is None]
    silent = [key for key in here if rows[key]["phone"] is None]
    if person.phone and len(silent) == 1:
        return silent
    if len(here) > 1 and person.phone:
        draft.tell("doubtful", "person_many", person.source, name=person.name, count=len(here))
        return []
    if here and person.phone and rows[here[0]]["phone"]:
        draft.tell("doubtful", "person_phone", person.source, name=person.name)
    return here


def _update(draft: Draft, key: int, person: Listed) -> list[Detail]:
    fields = given(phone=person.phone, office=person.office, title=person.title, userid=person.userid)
    if draft.row("people", key)["left_on"] is not None:
        draft.tell("doubtful", "person_returned", person.source, name=person.name)
        draft.change("people", key, left_on=None)
        return [*draft.change("people", key, **fields), Detail("left_on", "", "")]
    return draft.change("people", key, **fields)


def _add(draft: Draft, person: Listed) -> int:
    return draft.add(
        "people",
        name=person.name,
        pinyin=pinyin_key(person.name),
        phone=person.phone,
        office=person.office,
        title=person.title,
        userid=person.userid,
        language="zh_CN",
    )


# --- roles --------------------------------------------------------------------------------------------------------


def _roles(draft: Draft, key: int, person: Listed, clusters: dict[str, int], grants: list[int]) -> list[Detail]:
    details = []
    for role in dict.fromkeys(role for role, _ in person.roles):
        held = {draft.row("role_grants", grant)["unit_id"]: grant for grant in grants if _is(draft, grant, role)}
        wanted = {clusters[cluster]: None for each, cluster in person.roles if each == role and cluster in clusters}
        if not wanted and held:
            continue  # a list without 片 does not widen what the leader of a 片 reads
        for unit in wanted or {draft.township_id: None}:
            if unit not in held:
                details.append(Detail(role, "", _unit(draft, unit)))
                new = draft.add("role_grants", person_id=key, role=role, unit_id=unit, since=draft.today)
                grants.append(new)
        for unit, grant in held.items():
            if unit not in wanted and unit in clusters.values():
                details.append(Detail(role, _unit(draft, unit), ""))
                draft.change("role_grants", grant, until=draft.today)
    return details


def _is(draft: Draft, grant: int, role: Role) -> bool:
    row = draft.row("role_grants", grant)
    return bool(row["role"] == role and row["until"] is None)


def _unit(draft: Draft, key: int) -> str:
    return str(draft.row("units", key)["name"])


def _tell_absent(draft: Draft, roster: Roster, present: set[int], grants: dict[int, list[int]]) -> None:
    """Those of the township's own staff whom a workbook with a list of people leaves out."""
    if not (roster.cadres or roster.leaders or roster.admins):
        return
    for key, row in draft.rows("people"):
        staff = any(_is(draft, grant, role) for grant in grants[key] for role in ("cadre", "leader", "admin"))
        if staff and key not in present and row["left_on"] is None:
            draft.tell("absent", "person_absent", None, name=row["name"])
