"""Households of an import with their nicknames, tags and members. A household keeps its row wherever it moves."""

from __future__ import annotations

from collections import defaultdict

from handlers.imports.matching import Matcher, Place, tagging_sheets
from handlers.imports.plan import Detail, Draft, given, told
from handlers.sheets.items import Household, Roster
from handlers.sheets.notices import Notice
from storage.pinyin import pinyin_key


class Households:
    """Plans the households of one workbook."""

    def __init__(self, draft: Draft, roster: Roster, villages: dict[str, int]) -> None:
        self._draft, self._roster, self._villages = draft, roster, villages
        self._tagging = tagging_sheets(roster.households)
        self._aliases: dict[int, set[str]] = defaultdict(set)
        for _, row in draft.rows("household_aliases"):
            self._aliases[row["household_id"]].add(row["alias"])
        self._tags: dict[int, dict[str, int]] = defaultdict(dict)
        for key, row in draft.rows("household_tags"):
            if row["until"] is None:
                self._tags[row["household_id"]][row["tag"]] = key

    def plan(self) -> dict[Place, int]:
        """Matches, changes and adds; returns the row of each household by its place in the workbook."""
        wanted = {(self._villages[h.village], h.no): h for h in self._roster.households if h.village in self._villages}
        matches = Matcher(self._draft, wanted).run()
        for key in matches.displaced:
            self._displace(key)
        there = matches.found
        for place, household in wanted.items():
            if place in there:
                self._update(there[place], place, household)
            else:
                there[place] = self._add(place, household)
        self._tell_absent(wanted, set(there.values()) | set(matches.displaced))
        return there

    def _displace(self, key: int) -> None:
        row = self._draft.row("households", key)
        village = self._village(row["village_id"])
        self._draft.change("households", key, moved_on=self._draft.today)
        self._draft.tell("doubtful", "household_displaced", None, village=village, no=row["no"], head=row["head"])

    def _add(self, place: Place, household: Household) -> int:
        village_id, no = place
        key = self._draft.add(
            "households",
            village_id=village_id,
            no=no,
            head=household.head,
            pinyin=pinyin_key(household.head),
            sex=household.sex,
            born=household.born,
            group_no=household.group,
            members=household.members,
            phone=household.phone,
        )
        self._add_aliases(key, household.aka)
        self._set_tags(key, household)
        self._draft.count("household", "added")
        return key

    def _update(self, key: int, place: Place, household: Household) -> None:
        row = self._draft.row("households", key)
        old_head = row["head"]
        moved = self._move(key, place, household)
        details: list[Detail] = []
        if old_head != household.head:
            new = {"head": household.head, "pinyin": pinyin_key(household.head)}
            # Sex and year of birth were the former head's, so they are replaced even by nothing.
            details = told(self._draft.change("households", key, **new, sex=household.sex, born=household.born))
            self._add_aliases(key, (old_head,))
        details += self._details(key, household)
        if details:
            self._draft.tell("changed", "household_changed", household.source, *details, **self._name(key))
        self._draft.count("household", "changed" if details or moved else "unchanged")

    def _details(self, key: int, household: Household) -> list[Detail]:
        fields = given(
            sex=household.sex,
            born=household.born,
            group_no=household.group,
            members=household.members,
            phone=household.phone,
        )
        details = told(self._draft.change("households", key, **fields))
        details += [Detail("aka", "", alias) for alias in self._add_aliases(key, household.aka)]
        return details + self._set_tags(key, household)

    def _move(self, key: int, place: Place, household: Household) -> bool:
        row = self._draft.row("households", key)
        old_village, old_no, away = row["village_id"], row["no"], row["moved_on"]
        if (old_village, old_no) == place and away is None:
            return False
        self._draft.change("households", key, village_id=place[0], no=place[1], moved_on=None)
        what = "household_returned" if away else "household_moved"
        if not away and old_village == place[0]:
            what = "household_renumbered"
        values = {"old_village": self._village(old_village), "old_no": old_no, "head": household.head}
        self._draft.tell("changed", what, household.source, **values, village=self._village(place[0]), no=place[1])
        return True

    def _add_aliases(self, key: int, aliases: tuple[str, ...]) -> list[str]:
        head = self._draft.row("households", key)["head"]
        new = [alias for alias in dict.fromkeys(aliases) if alias != head and alias not in self._aliases[key]]
        for alias in new:
            self._draft.add("household_aliases", household_id=key, alias=alias)
        self._aliases[key].update(new)
        return new

    def _set_tags(self, key: int, household: Household) -> list[Detail]:
        """Adds tags; takes away those no longer written, but only where the sheet writes tags at all."""
        now, wanted = self._tags[key], set(household.tags)
        new = [tag for tag in dict.fromkeys(household.tags) if tag not in now]
        for tag in new:
            now[tag] = self._draft.add("household_tags", household_id=key, tag=tag, since=self._draft.today)
        gone = [tag for tag in now if tag not in wanted] if household.source.sheet in self._tagging else []
        for tag in gone:
            self._draft.change("household_tags", now.pop(tag), until=self._draft.today)
        return [Detail("tags", "", tag) for tag in new] + [Detail("tags", tag, "") for tag in gone]

    def _tell_absent(self, wanted: dict[Place, Household], present: set[int]) -> None:
        covered = {village for village, _ in wanted}
        for key, row in self._draft.rows("households"):
            if row["village_id"] in covered and row["moved_on"] is None and key not in present:
                self._draft.tell("absent", "household_absent", None, **self._name(key))

    def _name(self, key: int) -> dict[str, object]:
        row = self._draft.row("households", key)
        return {"village": self._village(row["village_id"]), "no": row["no"], "head": row["head"]}

    def _village(self, key: int) -> str:
        return str(self._draft.row("units", key)["name"])


def plan_residents(draft: Draft, roster: Roster, villages: dict[str, int], there: dict[Place, int]) -> None:
    """Members of households by name; who is missing stays."""
    known = {(row["household_id"], row["name"]): key for key, row in draft.rows("residents")}
    for resident in roster.residents:
        household = there.get((villages.get(resident.village, 0), resident.no))
        if household is None:
            draft.skipped.append(Notice(resident.source, "household_unknown", "no", str(resident.no), resident.name))
            continue
        fields = given(relation=resident.relation, sex=resident.sex, born=resident.born)
        key = known.get((household, resident.name))
        if key is None:
            known[household, resident.name] = draft.add(
                "residents", household_id=household, name=resident.name, **fields
            )
            draft.count("resident", "added")
            continue
        details = draft.change("residents", key, **fields)
        if details:
            draft.tell("changed", "resident_changed", resident.source, *details, name=resident.name)
        draft.count("resident", "changed" if details else "unchanged")
