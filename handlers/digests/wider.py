"""What a leader sees only from above: the same matter in several villages, and what was done well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from msgspec import Struct, field

from handlers.digests import needs
from handlers.digests.facts import Facts
from handlers.kit.context import Eyes
from handlers.rules import likeness
from storage.dockets import Matter
from storage.vocabulary import SENSITIVE_CATEGORIES

MOST: Final = 2
MOST_VILLAGES: Final = 4
# Followed up: somebody went back and asked.
ASKED_AFTER: Final = frozenset({"confirmed", "closed"})
# More matters than these are not compared with each other, the newest first.
COMPARED: Final = 300


class _Group(Struct):
    """Matters about one thing: the one that says it most briefly, and the villages."""

    thing: str
    first: Matter
    villages: dict[int | None, str] = field(default_factory=dict)


def lines(eyes: Eyes, facts: Facts) -> tuple[str, ...]:
    """Both, each in a few lines."""
    return (*_shared(eyes, facts), *_good(eyes, facts))


def _shared(eyes: Eyes, facts: Facts) -> list[str]:
    """Matters of one kind and about one thing, told in the period or still open, in more than one village."""
    told = {m.id: m for m in (*facts.moved, *facts.live) if m.category not in SENSITIVE_CATEGORIES}
    groups: dict[str, list[_Group]] = defaultdict(list)
    for matter in sorted(told.values(), key=lambda m: (m.opened_on, m.id), reverse=True)[:COMPARED]:
        thing = _bare(facts, matter)
        if matter.village_id is None or not thing:
            continue
        known = groups[matter.category]
        same = next((group for group in known if likeness.same_thing(group.thing, thing)), None)
        if same is None:
            known.append(same := _Group(thing, matter))
        same.villages[matter.village_id] = facts.names[matter.village_id]
        same.first = min(same.first, matter, key=lambda one: len(one.text))  # the one with the fewest side issues
    shared = [group for many in groups.values() for group in many if len(group.villages) > 1]
    shared.sort(key=lambda group: len(group.villages), reverse=True)
    return [
        eyes.t(
            "digest.shared_above" if facts.above else "digest.shared",
            thing=_thing(eyes, facts, one.first),
            villages=_named(eyes, list(one.villages.values())),
        )
        for one in shared[:MOST]
    ]


def _bare(facts: Facts, matter: Matter) -> str:
    """What a matter is about, without the name of its village."""
    name = facts.names[matter.village_id]
    return likeness.thing(matter.text.replace(name, "").replace(name.removesuffix("村"), ""))


def _thing(eyes: Eyes, facts: Facts, matter: Matter) -> str:
    return needs.in_short(eyes, matter).replace(facts.names[matter.village_id].removesuffix("村"), "")


def _named(eyes: Eyes, names: Sequence[str]) -> str:
    shown = eyes.t("digest.and").join(names[:MOST_VILLAGES])
    return shown if len(names) <= MOST_VILLAGES else eyes.t("digest.so_many", villages=shown, count=len(names))


def _good(eyes: Eyes, facts: Facts) -> list[str]:
    """Settled in the period, within the deadline, and asked after: the quickest of them."""
    done = [
        (matter, matter.done_on)
        for matter in facts.moved
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
