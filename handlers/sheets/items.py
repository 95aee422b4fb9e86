"""What a roster workbook holds, item by item. Telephones are digits (land lines 0571-87654321), names unspaced."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from handlers.sheets.notices import Notice, Source


class Cluster(Struct, frozen=True):
    """片: its name and its leader's name."""

    name: str
    leader: str | None
    source: Source


class Officer(Struct, frozen=True):
    """A village's secretary or director."""

    name: str
    phone: str | None = None


class Village(Struct, frozen=True):
    """行政村. `aliases` begins with the name without 村; `groups` counts the 组; totals are as stated."""

    name: str
    aliases: tuple[str, ...]
    cluster: str | None
    groups: int | None
    secretary: Officer | None
    director: Officer | None
    households_total: int | None
    residents: int | None
    source: Source


class Term(Struct, frozen=True):
    """One cadre's time in one village. `until` None: still responsible. `order` 1: named first for it (组长)."""

    village: str
    since: date | None
    until: date | None
    order: int = 1


class Cadre(Struct, frozen=True):
    """包村干部, with the villages in the order of the workbook."""

    name: str
    office: str | None
    phone: str | None
    terms: tuple[Term, ...]
    source: Source
    userid: str | None = None


class Leader(Struct, frozen=True):
    """乡镇领导; `cluster` is the 片 this leader looks after."""

    name: str
    title: str | None
    phone: str | None
    cluster: str | None
    source: Source
    userid: str | None = None


class Admin(Struct, frozen=True):
    """管理员."""

    name: str
    phone: str | None
    source: Source
    userid: str | None = None


class Household(Struct, frozen=True):
    """农户. Its key is (village, no): heads' names repeat. `born` is a year, `members` a number of people."""

    village: str
    no: int
    head: str
    aka: tuple[str, ...]
    sex: str | None
    born: int | None
    group: int | None
    members: int | None
    tags: tuple[str, ...]
    phone: str | None
    source: Source


class Resident(Struct, frozen=True):
    """A member of the household (village, no) other than its head; `relation` is 与户主关系 as written."""

    village: str
    no: int
    name: str
    relation: str | None
    sex: str | None
    born: int | None
    tags: tuple[str, ...]
    phone: str | None
    source: Source


class Roster(Struct, frozen=True):
    """A whole workbook read. If `blocked` is not empty nothing should be taken over; skipped rows are in no list."""

    county: str | None
    township: str | None
    clusters: tuple[Cluster, ...]
    villages: tuple[Village, ...]
    cadres: tuple[Cadre, ...]
    leaders: tuple[Leader, ...]
    admins: tuple[Admin, ...]
    households: tuple[Household, ...]
    residents: tuple[Resident, ...]
    warnings: tuple[Notice, ...] = ()
    skipped: tuple[Notice, ...] = ()
    blocked: tuple[Notice, ...] = ()
