"""The digest itself: a title, two sentences that hold five numbers with their change, and what needs the reader."""

from __future__ import annotations

from msgspec import Struct

from handlers import when
from handlers.digests import needs, wider
from handlers.digests.facts import Facts, added
from handlers.digests.needs import Need
from handlers.kit.context import Eyes


class Figure(Struct, frozen=True):
    """A number and how much more it is than in the period before; None where the two are not to be compared."""

    label: str
    value: int
    change: int | None


class VillageLine(Struct, frozen=True):
    """One village: its counts in the period."""

    id: int | None
    name: str
    visits: int
    opened: int
    done: int
    live: int


class Digest(Struct, frozen=True):
    """What a leader reads, the same in chat and on the page; `compared` says with what the numbers are compared.

    The sentences hold the figures, and are for where those are not shown. `asks` counts the `needs`, which wait for
    him; `fresh` are the other matters told in the period; `wider` is what shows only over several matters. Of a county
    (`above`) the villages are its townships.
    """

    title: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    compared: str
    asks: str
    needs: tuple[Need, ...]
    fresh: tuple[Need, ...]
    unseen: str | None
    wider: tuple[str, ...]
    villages: tuple[VillageLine, ...]
    above: bool

    @property
    def over(self) -> tuple[str, ...]:
        """What shows only over several matters or villages, a line each."""
        return (*filter(None, [self.unseen]), *self.wider)


def digest(eyes: Eyes, facts: Facts) -> Digest:
    """Says the facts."""
    needing = needs.found(eyes, facts)
    name = when.said(eyes.texts, facts.period, eyes.now.date())
    title = eyes.t("digest.title", when=name, days=when.days(eyes.texts, facts.span.now))
    return Digest(
        title,
        _sentences(eyes, facts),
        figures(eyes, facts),
        _compared(eyes, facts, name),
        _asks(eyes, facts, needing),
        tuple(needing),
        tuple(needs.fresh(eyes, facts, needing)),
        needs.unseen(eyes, facts),
        wider.lines(eyes, facts),
        villages(facts),
        facts.above,
    )


def figures(eyes: Eyes, facts: Facts) -> tuple[Figure, ...]:
    """The five numbers."""
    return tuple(
        Figure(eyes.texts.of("digest_figure", code), now, None if facts.half_told else now - before)
        for code, (now, before) in _numbers(facts).items()
    )


def _numbers(facts: Facts) -> dict[str, tuple[int, int]]:
    return {
        "visits": added(facts.visits.values()),
        "households": facts.households,
        "opened": added(facts.opened.values()),
        "done": added(facts.settled.values()),
        "live" if facts.running else "live_then": facts.open_matters,
    }


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


def _sentences(eyes: Eyes, facts: Facts) -> tuple[str, ...]:
    numbers = _told(eyes, facts)
    reaching = "digest.said_visits_above" if facts.above else "digest.said_visits"
    went = reaching if added(facts.visits.values())[0] else "digest.said_no_visits"
    reached = sum(bool(now) for now, _ in facts.visits.values())
    told = "digest.said_issues" if facts.running else "digest.said_then"
    return eyes.t(went, villages=reached, **numbers), eyes.t(told, **numbers)


def _told(eyes: Eyes, facts: Facts) -> dict[str, str]:
    """The figures by their names, and each change in brackets: visits, visits_change and so on."""
    names = ("visits", "households", "opened", "done", "live")
    told = dict[str, str]()
    for name, figure in zip(names, figures(eyes, facts), strict=True):
        told[name] = str(figure.value)
        told[f"{name}_change"] = eyes.t("digest.change", change=f"{figure.change:+d}") if figure.change else ""
    return told


def _asks(eyes: Eyes, facts: Facts, needing: list[Need]) -> str:
    if needing:
        return eyes.t("digest.said_needs", count=len(needing), kinds=needs.count(eyes, needing))
    left = facts.open_matters[0] or added(facts.opened.values())[0]
    return eyes.t("digest.said_calm" if facts.running or not left else "digest.said_all_done")


def _compared(eyes: Eyes, facts: Facts, name: str) -> str:
    if facts.half_told:  # half a day beside a whole one says nothing: the whole one is told instead
        then = {code: before for code, (_, before) in _numbers(facts).items()}
        return eyes.t("digest.day_before", **then)
    than = _than(eyes, facts, name)
    changed = any(figure.change for figure in figures(eyes, facts))
    return than if changed else eyes.t("digest.as_before", than=than)


def _than(eyes: Eyes, facts: Facts, name: str) -> str:
    """What it is compared with: a day, the whole period before, or as many days of it."""
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
