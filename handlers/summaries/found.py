"""What the records of a period hold, as the sentences of a paper ask for it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Final

from msgspec import Struct, field

from handlers.kit.context import Eyes
from handlers.kit.making import Progress
from storage import ledgers, units
from storage.areas import Area
from storage.ledgers import EntryRow, IssueRow

# How often somebody is told how far it is.
EVERY: Final = 1000


class Found(Struct):
    """What the records of a period hold."""

    visits: dict[str, list[EntryRow]] = field(default_factory=lambda: defaultdict(list))
    duties: dict[str, list[EntryRow]] = field(default_factory=lambda: defaultdict(list))
    matters: list[IssueRow] = field(default_factory=list)


def area_of(eyes: Eyes) -> Area:
    """All that a leader reads."""
    below = units.below(eyes.session, eyes.scope)
    return Area(tuple(unit.id for unit in below), units.reads_all(eyes.session, eyes.scope))


def gather(eyes: Eyes, area: Area | None, days: tuple[date, date], progress: Progress) -> Found:
    """What stands in the records of these days: of an area, or one's own (no area)."""
    session, scope = eyes.session, eyes.scope
    rows = ledgers.own(session, scope, days) if area is None else ledgers.all_of(session, scope, area, days)
    found = Found()
    for count, row in enumerate(rows, 1):
        if "visit" in row.kind:
            found.visits[row.village or eyes.t("card.no_village")].append(row)
        for code, _ in row.duties:
            found.duties[code].append(row)
        if count % EVERY == 0:
            progress(count, 0)
    matters = ledgers.matters(session, scope, area, days)
    found.matters = sorted(matters, key=lambda row: (row.opened_on, row.id))
    return found
