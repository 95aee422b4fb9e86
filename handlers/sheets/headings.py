"""From headings to fields: which column of a table holds what, for each kind of table."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Final

from msgspec import Struct

from handlers.sheets.cells import known_tag, squeezed, without_brackets
from handlers.sheets.columns import COLUMNS, FOREIGN, REQUIRED, SIGNATURE, TAG_GROUPS, Kind
from handlers.sheets.workbook import Cell

Path = tuple[str, ...]  # the headings over one column, from the top

_KINDS: Final[tuple[Kind, ...]] = ("residents", "households", "villages", "cadres")
_TICKED: Final[frozenset[Kind]] = frozenset({"households", "residents"})
# Under these group headings stand columns about somebody else than the person the kind is about.
_OTHERS: Final[dict[Kind, tuple[str, ...]]] = {"households": ("家庭成员", "成员"), "residents": ("户主",)}
_ABOUT: Final = re.compile(r"(基本)?(信息|情况|资料)$")
_BEHIND_NAME: Final = frozenset({"sex", "born", "age", "phone", "tags"})
_PART: Final = 3  # how short a known name may be to be recognised inside a longer heading


class Layout(Struct, frozen=True):
    """Field → column index, and tag → column index for tick columns."""

    kind: Kind
    columns: Mapping[str, int]
    marks: Mapping[str, int]

    @property
    def score(self) -> int:
        """How well the headings fit the kind."""
        return len(self.columns) + len(self.marks) + len(self.columns.keys() & SIGNATURE[self.kind])

    @property
    def missing(self) -> str | None:
        """The field without which the table cannot be read as this kind, or None if all are there."""
        return None if any(need <= self.columns.keys() for need in REQUIRED[self.kind]) else self._first_missing()

    @property
    def speaks(self) -> bool:
        """Whether a heading is there that only this kind of table has. A bare 姓名 needs two for a household."""
        signs = self.columns.keys() & SIGNATURE[self.kind]
        if self.kind == "residents":
            return self.missing is None
        return len(signs) + len(self.marks) >= (2 if self.kind == "households" and "head" not in signs else 1)

    def _first_missing(self) -> str:
        return next(field for field in COLUMNS[self.kind] if field in REQUIRED[self.kind][0] - self.columns.keys())


def label(cell: Cell) -> str:
    """A heading reduced to what is compared: no spaces, brackets, slashes or trailing marks. Empty for no heading."""
    return _label(cell) if isinstance(cell, str) and len(cell) <= 40 else ""


@lru_cache(maxsize=65_536)
def _label(words: str) -> str:
    plain = re.sub(r"[*:：#.。,，\"'“”]|^\d+$", "", squeezed(without_brackets(squeezed(words))))
    return re.sub(r"[、\\或]", "/", plain)


def _readings(words: str) -> list[str]:
    """俗称/别名 is looked for as a whole and then in its parts."""
    return [words.replace("/", ""), *words.split("/")] if "/" in words else [words]


@lru_cache(maxsize=65_536)
def is_heading(words: str) -> bool:
    """Whether this label is the exact name of a column of any kind."""
    return any(reading in _names(kind) for kind in _KINDS for reading in _readings(words))


def is_tick_heading(words: str) -> bool:
    """Whether this label can stand over a tick column."""
    return known_tag(words) is not None


def best_layout(paths: Sequence[Path], hidden: frozenset[int]) -> Layout | None:
    """The kind these headings fit best, complete ones first; None if they speak of none."""
    layouts = [layout for layout in (layout_as(kind, paths, hidden) for kind in _KINDS) if layout.speaks]
    return max(layouts, key=_fitness, default=None)


def _fitness(layout: Layout) -> tuple[bool, bool, int]:
    """A person beside 与户主关系 or beside the head makes a table of members, whatever else it holds."""
    return layout.missing is None, layout.kind == "residents", layout.score


def layout_as(kind: Kind, paths: Sequence[Path], hidden: frozenset[int]) -> Layout:
    """These headings read as one given kind of table."""
    found: dict[str, tuple[tuple[int, ...], int]] = {}
    marks: dict[str, int] = {}
    before = ""
    for index, path in enumerate(paths):
        field, rank = _field(kind, path)
        if field is None or rank[0] >= _WEAK:
            tag = _mark(kind, path)
            if tag is not None:
                marks.setdefault(tag, index)
                field = None
        field = _phone_of(before) if kind == "villages" and field == "phone" else field
        before = field or before
        if field is not None:
            choice = ((rank[0], int(index in hidden), rank[1], index), index)
            found[field] = min(found.get(field, choice), choice)
    columns = {field: index for field, (_, index) in found.items()}
    return Layout(kind, _members_own(columns, kind, paths), marks)


def _members_own(columns: dict[str, int], kind: Kind, paths: Sequence[Path]) -> dict[str, int]:
    """In a table of members, sex and age to the right of the member's name are the member's, not the head's."""
    name = columns.get("name")
    if kind != "residents" or name is None or "head" not in columns:
        return columns
    for index in range(len(paths) - 1, name, -1):
        field, rank = _field(kind, paths[index])
        if field in _BEHIND_NAME and rank[0] < _WEAK and columns[field] < name:
            columns[field] = index
    return columns


def _phone_of(person: str) -> str:
    owner = person.removesuffix("_phone")
    return f"{owner}_phone" if owner in ("secretary", "director", "cadres") else "phone"


_WEAK: Final = 9


def _field(kind: Kind, path: Path) -> tuple[str | None, tuple[int, int]]:
    """The field a column's headings name, with how directly they do (lower is surer)."""
    names = _names(kind)
    for level, words in enumerate(_spellings(kind, path)):
        if words in names:
            field, place = names[words]
            return field, (level, place)
    return (None if not path or _about_others(kind, path) else _inside(kind, path[-1])), (_WEAK, 0)


def _about_others(kind: Kind, path: Path) -> bool:
    return len(path) > 1 and path[-2].startswith(_OTHERS.get(kind, ("\0",)))


def _spellings(kind: Kind, path: Path) -> list[str]:
    """What the headings may be read as: all together, the lower two, the lowest alone."""
    if not path:
        return []
    top = _ABOUT.sub("", path[-2]) if len(path) > 1 else ""
    spellings = ["".join(path), top + path[-1]]
    if path[-1] in ("姓名", "名字") and top:
        spellings.append(top)
    if not _about_others(kind, path):
        spellings.extend(_readings(path[-1]))
    return spellings


def _inside(kind: Kind, words: str) -> str | None:
    """The field of the longest known name inside a longer heading: 农户联系电话号 → phone."""
    if any(foreign in words for foreign in FOREIGN):
        return None
    inside = [name for name in _names(kind) if len(name) >= _PART and name in words]
    return _names(kind)[max(inside, key=len)][0] if inside else None


def _mark(kind: Kind, path: Path) -> str | None:
    """The tag of a tick column: 低保户, 是否党员; under a heading such as 户类型 also an unknown one."""
    if kind not in _TICKED or not path:
        return None
    if tag := known_tag(path[-1]):
        return tag
    return path[-1] if any(above in TAG_GROUPS for above in path[:-1]) else None


@cache
def _names(kind: Kind) -> dict[str, tuple[str, int]]:
    """Label → (field, place in the list of names)."""
    names: dict[str, tuple[str, int]] = {}
    for field, listed in COLUMNS[kind].items():
        for place, words in enumerate(listed.split()):
            names.setdefault(words, (field, place))
    return names
