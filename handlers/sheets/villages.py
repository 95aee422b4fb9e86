"""Villages: reading their table, and finding a village by whatever an office calls it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from handlers.sheets import cells
from handlers.sheets.items import Cluster, Officer, Village
from handlers.sheets.line import Line
from handlers.sheets.notices import ONCE, Notice, Notices
from handlers.sheets.table import Table
from handlers.sheets.workbook import Cell

_OFFICE: Final = re.compile(r"(行政村|村民委员会|村委会|村委|村两委|村)$")
_OTHER_KIND: Final = re.compile(r"(社区|居委会|居民委员会|居|渔业队|农场|林场)$")
_LIST: Final = re.compile(r"[、,，;；/|\n\r+&\s]+")
# Where two villages may meet without a separator; each place is tried, for 和 may begin a name (和平村).
_JOINT: Final = re.compile(r"[和及与]|(?<=村)(?=.)")


class VillageIndex:
    """Every known spelling of every village → its full name. Spellings that fit two villages are nobody's."""

    def __init__(self, names: Iterable[str], aliases: Iterable[tuple[str, str]] = ()) -> None:
        self._names: dict[str, str] = {}
        clashes: set[str] = set()
        full = list(dict.fromkeys(names))
        for spelling, name in [*((stem(name), name) for name in full), *aliases]:
            if self._names.setdefault(spelling, name) != name:
                clashes.add(spelling)
        for spelling in clashes:
            del self._names[spelling]
        self._names |= {name: name for name in full}
        self._longest = sorted((s for s in self._names if len(s) > 1), key=len, reverse=True)

    def __bool__(self) -> bool:
        return bool(self._names)

    def find(self, words: str) -> str | None:
        """The village meant by these words, with or without 村, 村委会 or a remark in brackets."""
        plain = cells.squeezed(cells.without_brackets(words))
        return self._names.get(plain) or self._names.get(stem(plain)) or self._names.get(f"{stem(plain)}村")

    def inside(self, words: str) -> str | None:
        """The village named somewhere in a sheet's name, a title or a banner; the longest name wins."""
        plain = cells.squeezed(words)
        return next((self._names[spelling] for spelling in self._longest if spelling in plain), None)

    def split(self, cell: Cell) -> list[tuple[str, str | None]]:
        """Several villages in one cell as (words, village or None): 王家坞、汪家坞及溪口村."""
        if cells.is_blank(cell):
            return []
        whole = cells.squeezed(cells.text(cell))
        if found := self.find(whole):
            return [(whole, found)]
        parts = [part for part in _LIST.split(str(cell)) if not cells.is_blank(part)]
        return [pair for part in parts for pair in self._part(cells.squeezed(part))]

    def _part(self, words: str) -> list[tuple[str, str | None]]:
        if found := self.find(words):
            return [(words, found)]
        for joint in _JOINT.finditer(words):
            first = self.find(words[: joint.start()])
            others = self._part(words[joint.end() :]) if first else [("", None)]
            if all(found for _, found in others):
                return [(words[: joint.start()], first), *others]
        return [(words, None)]


def stem(name: str) -> str:
    """王家坞村民委员会 → 王家坞."""
    return _OFFICE.sub("", name) or name


def read_villages(
    tables: Sequence[Table], known: Sequence[str], notices: Notices
) -> tuple[list[Village], list[Cluster]]:
    """The villages and 片 of all tables of kind `villages`, in the order of the workbook."""
    villages: dict[str, Village] = {}
    clusters: dict[str, Cluster] = {}
    for table in tables:
        for line in filled_down(table, notices, ("cluster", "cluster_leader")):
            _cluster(line, clusters)
            _village(line, villages, VillageIndex(known), notices)
    return list(villages.values()), list(clusters.values())


def filled_down(table: Table, notices: Notices, fields: Sequence[str]) -> Iterator[Line]:
    """The table's lines, with blanks in `fields` filled from the row above."""
    above: dict[int, Cell] = {}
    columns = {field: table.layout.columns[field] for field in fields if field in table.layout.columns}
    for row in table.rows:
        line = Line(table, row, notices)
        for field, index in columns.items():
            if (value := line.raw(field)) is not None:
                above[index] = value
            elif above.get(index) is not None and not _is_lone(row.cells):
                row.cells.extend([None] * (index + 1 - len(row.cells)))
                row.cells[index] = above[index]
                line.repaired("filled_down", field, "", str(above[index]), ONCE)
        yield line


def _is_lone(row: list[Cell]) -> bool:
    return sum(cell is not None for cell in row) <= 1


def _cluster(line: Line, clusters: dict[str, Cluster]) -> None:
    name = line.word("cluster")
    if name is not None:
        leader = line.name("cluster_leader")
        seen = clusters.setdefault(name, Cluster(name, leader, line.source))
        if seen.leader is None and leader is not None:
            clusters[name] = replace(seen, leader=leader)


def _village(line: Line, villages: dict[str, Village], known: VillageIndex, notices: Notices) -> None:
    parts = [part for part in _LIST.split(str(line.raw("village") or "")) if not cells.is_blank(part)]
    if len(parts) > 1 and any(len(cells.squeezed(part)) == 1 for part in parts):
        parts = ["".join(parts)]  # 溪 口 村: spaces inside one name
    if not parts:
        if len({cell for cell in line.row.cells if cell is not None}) > 3:
            line.skip("village_missing", "village")
        return
    for part in parts:
        village = _read_village(line, full_name(line, part, known), len(parts) == 1)
        same = villages.get(village.name)
        if same is None:
            villages[village.name] = village
        elif (merged := _merged(same, village)) is not None:
            villages[village.name] = merged
            if merged == same:
                notices.warn(Notice(line.source, "duplicate", "village", village.name, village.name))
        else:
            line.skip("village_conflict", "village", village.name, f"{same.source.sheet} {same.source.row}")


def full_name(line: Line, words: str, known: VillageIndex) -> str:
    """The village's full name: as already known, or with 村 added."""
    raw, plain = words, cells.squeezed(cells.without_brackets(cells.text(words)))
    found = known.find(plain)
    name = found or (plain if _OTHER_KIND.search(plain) else f"{stem(plain)}村")
    if name != plain:
        line.repaired("village_completed", "village", raw, name)
    elif name != raw.strip():
        line.repaired("spaces", "village", raw, name)
    return name


def _read_village(line: Line, name: str, alone: bool) -> Village:
    """The row's village; where several villages share a row, only its 片 is about each of them."""
    short = (stem(name),) if stem(name) != name else ()
    if not alone:
        return Village(name, short, line.word("cluster"), None, None, None, None, None, line.source)
    aliases = tuple(cells.squeezed(cells.without_brackets(alias)) for alias in cells.pieces(line.raw("aliases")))
    return Village(
        name=name,
        aliases=tuple(dict.fromkeys(alias for alias in (*short, *aliases) if alias and alias != name)),
        cluster=line.word("cluster"),
        groups=line.count("groups"),
        secretary=_officer(line, "secretary"),
        director=_officer(line, "director"),
        households_total=line.count("households_total"),
        residents=line.count("residents"),
        source=line.source,
    )


def _officer(line: Line, field: str) -> Officer | None:
    name = line.name(field)
    return Officer(name, line.phone(f"{field}_phone")) if name else None


def _merged(first: Village, second: Village) -> Village | None:
    """Both rows in one, or None if they contradict each other."""
    changes: dict[str, object] = {}
    for field in ("cluster", "groups", "secretary", "director", "households_total", "residents"):
        old, new = getattr(first, field), getattr(second, field)
        if old is not None and new is not None and old != new:
            return None
        changes[field] = new if old is None else old
    aliases = tuple(dict.fromkeys(first.aliases + second.aliases))
    return replace(first, aliases=aliases, **changes)
