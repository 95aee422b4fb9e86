"""The people of the township: leaders, admins, cadres with their villages, from lists and from assignments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from handlers.sheets import cells
from handlers.sheets.headings import Layout
from handlers.sheets.items import Admin, Cadre, Cluster, Leader, Term
from handlers.sheets.line import Line
from handlers.sheets.notices import Notice, Notices, Source
from handlers.sheets.table import Table
from handlers.sheets.villages import VillageIndex, filled_down

_ADMIN: Final = re.compile(r"管理员")
_LEADER: Final = re.compile(r"领导|班子成员")
# Titles that make a leader where the list has no 类别 column.
_LEADER_TITLE: Final = re.compile(
    r"^[镇乡]?(党委|党工委|副?[镇乡]长|人大|纪委|政协|(组织|宣传|统战|政法|武装|纪检)(委员|部长)|武装部部?长|办事处(副)?主任)"
)
_FIRST: Final = re.compile(r"(?<!副)组长")


class _Person(Struct):
    """What is known so far about one name."""

    name: str
    source: Source
    office: str | None = None
    position: str | None = None
    phone: str | None = None
    cluster: str | None = None
    userid: str | None = None
    roles: set[str] = field(default_factory=set)
    terms: list[Term] = field(default_factory=list)


class People:
    """Collects people over all tables; the same name is the same person unless the telephones contradict."""

    def __init__(self, index: VillageIndex, clusters: Sequence[Cluster], notices: Notices) -> None:
        self._index, self._clusters, self._notices = index, clusters, notices
        self._people: dict[str, _Person] = {}
        self._order: dict[str, list[str]] = {}  # village → cadres, the first named first

    def read(self, table: Table) -> None:
        """Takes in a table of kind `cadres`, or one of villages with a column of cadres."""
        if table.layout.kind == "villages":
            table = _by_village(table)
        columns = table.layout.columns
        by_village = columns.get("village", 10**6) < columns["name"]
        above: _Person | None = None
        for line in filled_down(table, self._notices, ("village",) if by_village else ()):
            names = line.names("name")
            if len(names) == 1 or (above is not None and not names and line.raw("village") is not None):
                above = self._row(line, names[0] if names else above.name if above else "")
            elif names:
                for name in names:
                    self._row(line, name)
            elif _filled(line) > (2 if by_village else 1):
                line.skip("name_unreadable" if line.raw("name") else "name_missing", "name", line.raw("name") or "")

    def _row(self, line: Line, name: str) -> _Person | None:
        phone = line.phone()
        person = self._people.get(name)
        if person is not None and person.phone and phone and person.phone != phone:
            line.skip("person_conflict", "name", name, f"{person.source.sheet} {person.source.row}")
            return None
        known = person is not None
        if person is None:
            person = self._people[name] = _Person(name, line.source)
        new_terms = self._terms(line, person)
        if known and not new_terms and person.roles and person.source.sheet == line.source.sheet:
            self._notices.warn(Notice(line.source, "duplicate", "name", name, name))
        person.phone = person.phone or phone
        person.userid = person.userid or line.userid()
        person.office = person.office or line.words("office")
        person.position = person.position or line.words("position")
        person.cluster = person.cluster or self._cluster(line)
        if "village" not in line.table.layout.columns or {"category", "position"} & line.table.layout.columns.keys():
            person.roles.add(_role(line))
        return person

    def _cluster(self, line: Line) -> str | None:
        words = f"{line.text('cluster') or ''} {line.text('note') or ''}"
        return next((cluster.name for cluster in self._clusters if cluster.name in words), None)

    def _terms(self, line: Line, person: _Person) -> bool:
        """Adds the row's villages to the person; False if all of them were known with the same dates."""
        villages = self._index.split(line.raw("village"))
        since, until = _dates(line) if villages else (None, None)
        added = False
        for words, village in villages:
            if village is None:
                line.skip("village_unknown", "village", words)
                added = True
            elif _add(person.terms, Term(village, since, until)):
                added = True
                self._queue(line, person, village)
        return added

    def _queue(self, line: Line, person: _Person, village: str) -> None:
        queue = self._order.setdefault(village, [])
        first = _FIRST.search(f"{line.text('note') or ''} {line.text('name') or ''}")
        if person.name not in queue:
            queue.insert(0 if first else len(queue), person.name)

    # --- results ---------------------------------------------------------------------------------------------------

    def cadres(self) -> tuple[Cadre, ...]:
        """All who are responsible for a village, and those listed as cadres without one."""
        listed = any(person.roles for person in self._people.values())
        found = []
        for person in self._people.values():
            if not person.terms and person.roles - {"cadre"}:
                continue
            if listed and not person.roles:
                self._notices.warn(Notice(person.source, "person_not_listed", "name", person.name, person.name))
            terms = [replace(t, order=self._order[t.village].index(person.name) + 1) for t in person.terms]
            office = person.office or person.position
            found.append(Cadre(person.name, office, person.phone, tuple(terms), person.source, person.userid))
        return tuple(found)

    def leaders(self) -> tuple[Leader, ...]:
        """Those listed as leaders; the 片 comes from their own row or from the table of villages."""
        leads = {cluster.leader: cluster.name for cluster in reversed(self._clusters)}
        return tuple(
            Leader(p.name, p.position or p.office, p.phone, p.cluster or leads.get(p.name), p.source, p.userid)
            for p in self._people.values()
            if "leader" in p.roles
        )

    def admins(self) -> tuple[Admin, ...]:
        """Those listed as admins."""
        return tuple(Admin(p.name, p.phone, p.source, p.userid) for p in self._people.values() if "admin" in p.roles)


def _by_village(table: Table) -> Table:
    """A table of villages, each with its cadres, read as a table of assignments."""
    columns = dict(table.layout.columns)
    taken = {"name": "cadres", "phone": "cadres_phone", "village": "village", "since": "since", "until": "until"}
    taken["office"] = "office"
    fields = {field: columns[old] for field, old in taken.items() if old in columns}
    return replace(table, layout=Layout("cadres", fields, {}))


def _filled(line: Line) -> int:
    return sum(line.raw(field) is not None for field in line.table.layout.columns if field != "serial")


def _role(line: Line) -> str:
    """leader, admin or cadre: by the row's 类别, its section, its title, the table's name."""
    category = line.text("category")
    title = line.text("position") or line.text("office") or ""
    for words in [category] if category else [line.row.banner, title, line.table.title, line.table.sheet.name]:
        if _ADMIN.search(words):
            return "admin"
        if _LEADER.search(words) or (words == title and _LEADER_TITLE.search(words)):
            return "leader"
        if "干部" in words and words in (category, line.row.banner):
            return "cadre"
    return "cadre"


def _dates(line: Line) -> tuple[date | None, date | None]:
    if line.raw("period") is not None and line.raw("since") is None:
        start, end = cells.period(line.raw("period"))
        return line.as_day("period", start), line.as_day("period", end, last=True)
    since = line.raw("since")
    if isinstance(since, str) and line.raw("until") is None and cells.day(since) is None:
        start, end = cells.period(since)
        return line.as_day("since", start), line.as_day("until", end, last=True)
    return line.day("since"), line.day("until", last=True)


def _add(terms: list[Term], term: Term) -> bool:
    """Adds a term unless it is there; a term without dates is completed by one with dates."""
    for place, old in enumerate(terms):
        if old.village != term.village or (old.since and term.since and old.since != term.since):
            continue
        full = replace(old, since=old.since or term.since, until=old.until or term.until)
        changed, terms[place] = full != old, full
        return changed
    terms.append(term)
    return True
