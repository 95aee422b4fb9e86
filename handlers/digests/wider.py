"""What a leader sees only from above: the same matter in several villages, and what was done well."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.digests import needs
from handlers.digests.facts import Facts
from handlers.kit.context import Eyes
from handlers.rules import likeness
from storage import reports
from storage.reports import Area, Matter
from storage.vocabulary import SENSITIVE_CATEGORIES

MOST: Final = 2
MOST_VILLAGES: Final = 4
# Followed up: somebody went back and asked.
ASKED_AFTER: Final = frozenset({"confirmed", "closed"})
# More matters than these are not compared with each other, the newest first.
COMPARED: Final = 300


def lines(eyes: Eyes, facts: Facts) -> tuple[str, ...]:
    """Both, each in a few lines."""
    area = Area(tuple(id_ for id_ in facts.names if id_ is not None), rest=None in facts.names)
    moved = reports.moved(eyes.session, eyes.scope, area, facts.span.now)
    return (*_shared(eyes, facts, moved), *_good(eyes, facts, moved))


def _shared(eyes: Eyes, facts: Facts, moved: Sequence[Matter]) -> list[str]:
    """Matters of one kind and about one thing, told in the period or still open, in more than one village."""
    told = {m.id: m for m in (*moved, *facts.live) if m.category not in SENSITIVE_CATEGORIES}
    groups: list[tuple[Matter, dict[int | None, str]]] = []
    for matter in sorted(told.values(), key=lambda m: (m.opened_on, m.id), reverse=True)[:COMPARED]:
        if matter.village_id is None:
            continue
        name = facts.names[matter.village_id]
        same = next((villages for first, villages in groups if _same(facts, first, matter)), None)
        if same is None:
            groups.append((matter, {matter.village_id: name}))
        else:
            same[matter.village_id] = name
    shared = [(first, villages) for first, villages in groups if len(villages) > 1]
    shared.sort(key=lambda group: len(group[1]), reverse=True)
    return [
        eyes.t("digest.shared", thing=_thing(eyes, facts, first), villages=_named(eyes, list(villages.values())))
        for first, villages in shared[:MOST]
    ]


def _same(facts: Facts, one: Matter, other: Matter) -> bool:
    return one.category == other.category and likeness.same_thing(_bare(facts, one), _bare(facts, other))


def _bare(facts: Facts, matter: Matter) -> str:
    """A matter without the name of its village, which is no part of the thing."""
    name = facts.names[matter.village_id]
    return matter.text.replace(name, "").replace(name.removesuffix("村"), "")


def _thing(eyes: Eyes, facts: Facts, matter: Matter) -> str:
    return needs.in_short(eyes, matter).replace(facts.names[matter.village_id].removesuffix("村"), "")


def _named(eyes: Eyes, names: Sequence[str]) -> str:
    shown = eyes.t("digest.and").join(names[:MOST_VILLAGES])
    return shown if len(names) <= MOST_VILLAGES else eyes.t("digest.so_many", villages=shown, count=len(names))


def _good(eyes: Eyes, facts: Facts, moved: Sequence[Matter]) -> list[str]:
    """Settled in the period, within the deadline, and asked after: the quickest of them."""
    done = [
        (matter, matter.done_on)
        for matter in moved
        if matter.done_on is not None
        and facts.span.now[0] <= matter.done_on <= facts.span.now[1]
        and matter.state in ASKED_AFTER
        and (matter.due_on is None or matter.done_on <= matter.due_on)
        and matter.category not in SENSITIVE_CATEGORIES
    ]
    done.sort(key=lambda pair: (pair[1] - pair[0].opened_on, pair[0].id))
    return [
        eyes.t(
            "digest.good",
            village=facts.names[matter.village_id],
            gist=needs.in_short(eyes, matter),
            count=max(1, (on - matter.opened_on).days),
        )
        for matter, on in done[:MOST]
    ]
