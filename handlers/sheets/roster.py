"""The roster out of an office's workbook: `read_roster(data)` → `Roster`, with everything repaired, skipped or missing.

Pure: nothing is looked up or stored. The result says what the workbook says; what is not in it is not to be deleted.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.sheets.archive import Unreadable
from handlers.sheets.cells import squeezed, text
from handlers.sheets.columns import Kind
from handlers.sheets.households import Households
from handlers.sheets.items import Admin, Cadre, Cluster, Household, Leader, Officer, Resident, Roster, Term, Village
from handlers.sheets.notices import Notice, Notices, Source
from handlers.sheets.people import People
from handlers.sheets.table import Table, find_tables
from handlers.sheets.villages import VillageIndex, read_villages
from handlers.sheets.workbook import Workbook, open_workbook

__all__ = [
    "Admin",
    "Cadre",
    "Cluster",
    "Household",
    "Leader",
    "Notice",
    "Officer",
    "Resident",
    "Roster",
    "Source",
    "Term",
    "Unreadable",
    "Village",
    "read_roster",
]

_PLACE: Final = re.compile(r"(?:([^省市县区年月日\W\d]{1,7}[县区市旗]))?([^省市县区镇乡年月日\W\d]{1,7}(?:镇|乡|街道))")
_NOT_A_PLACE: Final = ("乡镇", "各镇", "各乡", "本镇", "本乡", "全镇", "全乡", "该镇", "镇乡")
_YEAR: Final = re.compile(r"(20\d{2})年")


def read_roster(data: bytes, *, known_villages: Sequence[str] = (), today: date | None = None) -> Roster:
    """Reads a roster workbook (.xlsx, .xls, .ods).

    `known_villages` are the full names already in the register: with them a workbook needs no table of villages.
    `today` turns ages into years of birth; without it the newest year named in the titles serves. Raises `Unreadable`
    (one Chinese sentence) if the file as a whole cannot be read, and nothing else.
    """
    book = open_workbook(data)
    notices = Notices()
    tables = _tables(book, notices)
    villages, clusters = read_villages(tables["villages"], known_villages, notices)
    names = [*known_villages, *(village.name for village in villages)]
    index = VillageIndex(names, ((alias, village.name) for village in villages for alias in village.aliases))
    _check_sheets(book, tables, index, notices)
    people = People(index, clusters, notices)
    for table in [*tables["cadres"], *(t for t in tables["villages"] if "cadres" in t.layout.columns)]:
        people.read(table)
    households = _households(tables, index, today.year if today else _newest_year(tables), notices)
    county, township = _place(tables, book)
    return Roster(
        county=county,
        township=township,
        clusters=tuple(clusters),
        villages=tuple(villages),
        cadres=people.cadres(),
        leaders=people.leaders(),
        admins=people.admins(),
        households=households.households(),
        residents=households.residents(),
        warnings=tuple(notices.warnings),
        skipped=tuple(notices.skipped),
        blocked=tuple(notices.blocked),
    )


def _tables(book: Workbook, notices: Notices) -> dict[Kind, list[Table]]:
    """The workbook's tables by kind; sheets without one and tables without a needed column are noted."""
    tables: dict[Kind, list[Table]] = {"villages": [], "cadres": [], "households": [], "residents": []}
    for sheet in book.sheets:
        found = find_tables(sheet)
        for table in found:
            missing = table.layout.missing
            if missing is None:
                tables[table.layout.kind].append(table)
            elif table.layout.score >= _CERTAIN:
                source = Source(sheet.name, table.number)
                notices.blocked.append(Notice(source, "column_missing", missing, table.layout.kind))
        if not found and any(sheet.rows):
            notices.warn(Notice(Source(sheet.name, 0), "sheet_ignored"))
    for name in book.hidden:
        notices.warn(Notice(Source(name, 0), "sheet_hidden"))
    return tables


# Fields that must be recognised before a table without its key column is more than some other list.
_CERTAIN: Final = 5


def _check_sheets(book: Workbook, tables: dict[Kind, list[Table]], index: VillageIndex, notices: Notices) -> None:
    """Blocks if there is nothing to read, or no village is known; a kind that is merely absent is a warning."""
    whole = Source(book.sheets[0].name, 0)
    if notices.blocked:
        return
    if not any(tables.values()):
        notices.blocked.append(Notice(whole, "no_table"))
    elif not index:
        notices.blocked.append(Notice(whole, "sheet_missing", "villages"))
    for kind in ("cadres", "households"):
        in_others = kind == "cadres" and any("cadres" in t.layout.columns for t in tables["villages"])
        if not tables[kind] and not in_others and not (kind == "households" and tables["residents"]):
            notices.warn(Notice(whole, "sheet_absent", kind))


def _households(
    tables: dict[Kind, list[Table]], index: VillageIndex, this_year: int | None, notices: Notices
) -> Households:
    households = Households(index, this_year, notices)
    if index:
        for table in tables["households"]:
            households.read(table)
        households.number_the_rest()
        for table in tables["residents"]:
            households.read_residents(table)
        households.read_families()
    return households


def _titles(tables: dict[Kind, list[Table]]) -> list[str]:
    return [table.title for found in tables.values() for table in found if table.title]


def _newest_year(tables: dict[Kind, list[Table]]) -> int | None:
    return max((int(year) for title in _titles(tables) for year in _YEAR.findall(squeezed(title))), default=None)


def _place(tables: dict[Kind, list[Table]], book: Workbook) -> tuple[str | None, str | None]:
    """County and township: from columns of that name, else the ones most often named in titles and sheet names."""
    counties: Counter[str] = Counter()
    townships: Counter[str] = Counter()
    for words in [*_titles(tables), *(sheet.name for sheet in book.sheets), *_place_cells(tables)]:
        for county, township in _PLACE.findall(text(words)):
            if township not in _NOT_A_PLACE:
                counties.update([county] if county else [])
                townships[township] += 1
    return _commonest(counties), _commonest(townships)


def _place_cells(tables: dict[Kind, list[Table]]) -> list[str]:
    """Cells of the columns 县 and 乡镇, which weigh by being many."""
    found: list[str] = []
    for table in (table for kind in tables.values() for table in kind):
        columns = [table.layout.columns[f] for f in ("county", "township") if f in table.layout.columns]
        for row in table.rows if columns else ():
            found.append("".join(str(row.cells[i] or "") for i in columns if i < len(row.cells)))
    return found


def _commonest(counts: Counter[str]) -> str | None:
    return counts.most_common(1)[0][0] if counts else None
