"""The digest itself: a title, three sentences, five numbers with their change."""

from __future__ import annotations

from dataclasses import dataclass

from handlers import when
from handlers.digests import needs
from handlers.digests.facts import Counts, Facts
from handlers.digests.needs import Need
from handlers.kit.context import Eyes


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how much more it is than in the period before."""

    label: str
    value: int
    change: int


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One village: its counts in the period."""

    id: int | None
    name: str
    visits: int
    opened: int
    done: int
    live: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What a leader reads, the same in chat and on the page; `compared` says with what the numbers are compared.

    `needs` wait for him; `fresh` are the other matters told in the period.
    """

    title: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    compared: str
    needs: tuple[Need, ...]
    fresh: tuple[Need, ...]
    unseen: str | None
    villages: tuple[VillageLine, ...]


def digest(eyes: Eyes, facts: Facts) -> Digest:
    """Says the facts."""
    needing = needs.found(eyes, facts)
    name = when.said(eyes.texts, facts.period, eyes.now.date())
    title = eyes.t("digest.title", when=name, days=when.days(eyes.texts, facts.span.now))
    return Digest(
        title,
        _sentences(eyes, facts, needing),
        figures(eyes, facts),
        _compared(eyes, facts, name),
        tuple(needing),
        tuple(needs.fresh(eyes, facts, needing)),
        needs.unseen(eyes, facts),
        villages(facts),
    )


def figures(eyes: Eyes, facts: Facts) -> tuple[Figure, ...]:
    """The five numbers."""
    numbers = {
        "visits": _sum(facts.visits),
        "households": facts.households,
        "opened": _sum(facts.opened),
        "done": _sum(facts.settled),
        "live" if facts.running else "live_then": facts.open_matters,
    }
    return tuple(
        Figure(eyes.texts.of("digest_figure", code), now, now - before) for code, (now, before) in numbers.items()
    )


def _sum(counts: Counts) -> tuple[int, int]:
    return sum(now for now, _ in counts.values()), sum(before for _, before in counts.values())


def villages(facts: Facts) -> tuple[VillageLine, ...]:
    """Every village in the order of the tree; what belongs to none only if there is something."""
    lines = [
        VillageLine(
            id_,
            name,
            facts.visits.get(id_, (0, 0))[0],
            facts.opened.get(id_, (0, 0))[0],
            facts.settled.get(id_, (0, 0))[0],
            sum(matter.village_id == id_ for matter in facts.live),
        )
        for id_, name in facts.names.items()
    ]
    return tuple(one for one in lines if one.id is not None or one.visits or one.opened or one.done or one.live)


def _sentences(eyes: Eyes, facts: Facts, needing: list[Need]) -> tuple[str, ...]:
    visits, households, opened, done, left = (figure.value for figure in figures(eyes, facts))
    reached = sum(bool(now) for now, _ in facts.visits.values())
    went = eyes.t("digest.said_visits", visits=visits, households=households, villages=reached)
    told = eyes.t("digest.said_issues" if facts.running else "digest.said_then", opened=opened, done=done, live=left)
    calm = eyes.t("digest.said_calm" if facts.running or not (opened or left) else "digest.said_all_done")
    return (
        went if visits else eyes.t("digest.said_no_visits"),
        told,
        eyes.t("digest.said_needs", count=len(needing), kinds=needs.count(eyes, needing)) if needing else calm,
    )


def _compared(eyes: Eyes, facts: Facts, name: str) -> str:
    before = when.said(eyes.texts, facts.period.before, eyes.now.date())
    days = when.days(eyes.texts, facts.span.before)
    whole = facts.span.before == (facts.period.before.first, facts.period.before.last)
    key = (
        "digest.compared_day"
        if facts.period.kind == "day" or days in before
        else "digest.compared"
        if whole
        else "digest.compared_part"
    )
    return eyes.t(key, name=name, before=before, days=days)
