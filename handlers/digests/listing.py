"""The leader's page: the digest, its villages, and its matters narrowed down by village, category and state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from handlers import card, when
from handlers.digests import needs
from handlers.digests.digest import Digest, digest
from handlers.digests.facts import Facts, gather
from handlers.kit.context import Eyes
from handlers.rules import periods
from handlers.rules.periods import Kind, Period
from storage.dockets import Matter
from storage.vocabulary import CATEGORIES

# How a matter stands, as a leader asks for it.
STATES: Final = ("live", "late", "stuck", "done")
TABS: Final[tuple[Kind, ...]] = ("day", "week", "month")
MONTHS: Final = 12
# More than these are counted; printed they are six pages.
MOST: Final = 150


class Asked(Struct, frozen=True):
    """What the page was asked for: a period in words or by key, a village, a category, a state; empty for all."""

    period: str = ""
    village: str = ""
    category: str = ""
    state: str = ""


class Row(Struct, frozen=True):
    """A matter on the page."""

    village: str
    text: str
    category: str
    state: str
    day: str
    due: str
    late: bool


class Listing(Struct, frozen=True):
    """Everything the page shows: the digest, the rows asked for, and what may be asked for instead (key, name)."""

    asked: Asked
    digest: Digest
    unseen: str | None
    rows: tuple[Row, ...]
    more: int
    tabs: tuple[tuple[str, str], ...]
    periods: tuple[tuple[str, str], ...]
    villages: tuple[tuple[str, str], ...]
    categories: tuple[tuple[str, str], ...]
    states: tuple[tuple[str, str], ...]
    above: bool


def listing(eyes: Eyes, asked: Asked) -> Listing | None:
    """What a leader asked for of his own subtree; None when the period, village, category or state is none."""
    today = eyes.now.date()
    period = periods.named(asked.period or "today", today)
    if period is None or asked.category not in ("", *CATEGORIES) or asked.state not in ("", *STATES):
        return None
    facts = gather(eyes, period)
    villages = tuple((str(id_), name) for id_, name in facts.names.items() if id_ is not None)
    if asked.village and asked.village not in dict(villages):
        return None
    asked = Asked(period.key, asked.village, asked.category, asked.state)
    found = [matter for matter in _matters(facts) if _fits(eyes, matter, asked)]
    offered = _periods(eyes, period)
    return Listing(
        asked,
        digest(eyes, facts),
        needs.unseen(eyes, facts, None),
        tuple(_row(eyes, facts, matter) for matter in found[:MOST]),
        max(0, len(found) - MOST),
        tuple((each.key, when.said(eyes.texts, each, today)) for each in (periods.of(kind, today) for kind in TABS)),
        tuple((each.key, when.said(eyes.texts, each, today)) for each in offered),
        villages,
        tuple((code, eyes.texts.of("category", code)) for code in CATEGORIES),
        tuple((code, eyes.texts.of("digest_state", code)) for code in STATES),
        facts.above,
    )


def _periods(eyes: Eyes, shown: Period) -> list[Period]:
    """The usual ones, the months of a year, and the one that is shown."""
    today = eyes.now.date()
    offered = [periods.of(kind, today) for kind in TABS]
    month = offered[-1]
    offered += [offered[0].before, offered[1].before]
    for _ in range(MONTHS):
        month = month.before
        offered.append(month)
    year = periods.of("year", today)
    return list(dict.fromkeys([*offered, year, year.before, shown]))


def _matters(facts: Facts) -> list[Matter]:
    """What is live, the most pressing first; then what else was told or settled in the period."""
    known = {matter.id for matter in facts.live}
    return [*facts.live, *(matter for matter in facts.moved if matter.id not in known)]


def _fits(eyes: Eyes, matter: Matter, asked: Asked) -> bool:
    if asked.village and str(matter.village_id) != asked.village:
        return False
    return asked.category in ("", matter.category) and (not asked.state or asked.state in _states(eyes, matter))


def _states(eyes: Eyes, matter: Matter) -> Sequence[str]:
    if matter.done_on is not None:
        return ("done",)
    late = needs.late(matter, eyes.now.date())
    stuck = matter.state == "paused" or matter.needs is not None
    return ("live", *(["late"] if late else []), *(["stuck"] if stuck else []))


def _row(eyes: Eyes, facts: Facts, matter: Matter) -> Row:
    return Row(
        facts.names[matter.village_id],
        card.gist(eyes, matter.category, matter.text),
        eyes.texts.of("category", matter.category),
        eyes.texts.of("issue_state", matter.state),
        card.day(eyes, matter.opened_on),
        needs.more(eyes, facts, matter),
        needs.late(matter, eyes.now.date()),
    )
