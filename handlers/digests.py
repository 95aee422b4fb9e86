"""简报: three sentences, five numbers with their change, exceptions, and matters by village."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from handlers.card import brief, shortened
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Word
from handlers.kit.texts import Texts
from storage import reports, units
from storage.reports import Area, Matter, Span
from storage.scope import Scope

Period = Literal["today", "week"]
PERIODS: tuple[Period, ...] = ("today", "week")
# A village nobody has been to for this long is named.
UNSEEN_DAYS = 14
# Matters shown a village, and exceptions in all; the rest is counted.
MOST_LINES = 3
MOST_EXCEPTIONS = 8
LONGEST_GIST = 24


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and how much more it is than in the period before."""

    label: str
    value: int
    change: int


@dataclass(frozen=True, slots=True)
class Line:
    """Something that needs a leader; `issue` is the matter it is about, `label` what stands on its button."""

    text: str
    issue: int | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class VillageLine:
    """One village: its counts in the period and its live matters in words, of which the `fresh` first are new."""

    name: str
    visits: int
    opened: int
    done: int
    live: int
    fresh: int
    lines: tuple[str, ...]

    @property
    def moved(self) -> bool:
        """Whether anything happened there in the period."""
        return bool(self.visits or self.opened or self.done)


@dataclass(frozen=True, slots=True)
class Digest:
    """What a leader reads, the same in chat and on the page."""

    title: str
    sentences: tuple[str, ...]
    figures: tuple[Figure, ...]
    exceptions: tuple[Line, ...]
    villages: tuple[VillageLine, ...]


def span_of(period: Period, today: date) -> Span:
    """Today and yesterday; or this week from Monday and the same days of the week before."""
    if period == "today":
        yesterday = today - timedelta(days=1)
        return Span((today, today), (yesterday, yesterday))
    week = timedelta(days=7)
    monday = today - timedelta(days=today.weekday())
    return Span((monday, today), (monday - week, today - week))


def page(session: Session, scope: Scope, period: Period, now: datetime, t: Texts) -> Digest:
    """The digest of a person's own subtree for a period; `now` is local."""
    today = now.date()
    span = span_of(period, today)
    below = units.below(session, scope)
    area = Area(tuple(unit.id for unit in below), units.reads_all(session, scope))
    visits = reports.visits(session, scope, area, span)
    opened = reports.opened(session, scope, area, span)
    settled = reports.settled(session, scope, area, span)
    live = reports.live(session, scope, area)
    names: dict[int | None, str] = {unit.id: unit.name for unit in below}
    if area.rest:
        names[None] = t("digest.no_village")
    seen = [reports.households_seen(session, scope, area, days) for days in (span.now, span.before)]
    figures = (
        _figure(t("digest.visits"), *_sum(visits)),
        _figure(t("digest.households"), *seen),
        _figure(t("digest.opened"), *_sum(opened)),
        _figure(t("digest.done"), *_sum(settled)),
        _figure(t("digest.live"), len(live), reports.live_on(session, scope, area, span.before[1])),
    )
    unseen = _unseen(reports.last_visits(session, scope, area), names, today)
    counts = (visits, opened, settled)
    lines = [
        _village(name, [of.get(id_, (0, 0))[0] for of in counts], _of_village(live, id_, span), span, t)
        for id_, name in names.items()
    ]
    title = t.of("digest_title", period, day=t.day(today), first=t.day(span.now[0]))
    sentences = _sentences(t, period, figures, sum(bool(v[0]) for v in visits.values()), live, today)
    return Digest(
        title,
        sentences,
        figures,
        _exceptions(live, names, unseen, today, t),
        tuple(line for line in lines if line.moved or line.live),
    )


def _village(name: str, counts: Sequence[int], matters: Sequence[Matter], span: Span, t: Texts) -> VillageLine:
    shown = matters[:MOST_LINES]
    fresh = sum(matter.opened_on >= span.now[0] for matter in shown)
    visits, opened, done = counts
    return VillageLine(name, visits, opened, done, len(matters), fresh, tuple(_matter(matter, t) for matter in shown))


def _of_village(live: Sequence[Matter], village: int | None, span: Span) -> list[Matter]:
    """A village's live matters: those told in the period first, then the most pressing."""
    return sorted((m for m in live if m.village_id == village), key=lambda matter: matter.opened_on < span.now[0])


def _figure(label: str, value: int, before: int) -> Figure:
    return Figure(label, value, value - before)


def _sum(counts: dict[int | None, tuple[int, int]]) -> tuple[int, int]:
    return sum(now for now, _ in counts.values()), sum(before for _, before in counts.values())


def _unseen(last: dict[int | None, date], names: dict[int | None, str], today: date) -> list[str]:
    """Villages nobody has been to for two weeks, by name."""
    earliest = today - timedelta(days=UNSEEN_DAYS)
    return [name for id_, name in names.items() if id_ is not None and last.get(id_, date.min) < earliest]


def _sentences(
    t: Texts, period: Period, figures: Sequence[Figure], villages: int, live: Sequence[Matter], today: date
) -> tuple[str, ...]:
    visits, households, opened, done, left = (figure.value for figure in figures)
    when = t.of("digest_when", period)
    late = sum(_late(matter, today) for matter in live)
    urgent = sum(matter.urgent for matter in live)
    return (
        t("digest.said_visits", when=when, visits=visits, households=households, villages=villages)
        if visits
        else t("digest.said_no_visits", when=when),
        t("digest.said_issues", when=when, opened=opened, done=done, live=left),
        t("digest.said_exceptions", late=late, urgent=urgent) if late or urgent else t("digest.said_calm"),
    )


def _exceptions(
    live: Sequence[Matter], names: dict[int | None, str], unseen: list[str], today: date, t: Texts
) -> tuple[Line, ...]:
    pressing = [matter for matter in live if matter.urgent or _late(matter, today)]
    found = [
        Line(
            t.of("digest_exception", _why(m, today), village=names[m.village_id], matter=_matter(m, t)),
            m.id,
            brief(m.text),
        )
        for m in pressing[:MOST_EXCEPTIONS]
    ]
    if len(pressing) > MOST_EXCEPTIONS:
        found.append(Line(t("digest.more", count=len(pressing) - MOST_EXCEPTIONS)))
    if unseen:
        found.append(Line(t("digest.unseen", days=UNSEEN_DAYS, villages="、".join(unseen))))
    return tuple(found)


def _late(matter: Matter, today: date) -> bool:
    """What waits for somebody else is not late: its clock stands still."""
    return matter.due_on is not None and matter.due_on < today and matter.state != "paused"


def _why(matter: Matter, today: date) -> str:
    return "late" if _late(matter, today) else "urgent"


def _matter(matter: Matter, t: Texts) -> str:
    gist = shortened(matter.text, LONGEST_GIST)
    due = t("digest.due", day=t.day(matter.due_on)) if matter.due_on else ""
    return t("digest.matter", gist=gist, category=t.of("category", matter.category), due=due)


def as_text(digest: Digest, t: Texts) -> str:
    """The digest as one chat message: by village only what moved in the period; the page shows everything."""
    figures = t("digest.between").join(_signed(figure, t) for figure in digest.figures)
    parts = [digest.title, *digest.sentences, figures]
    if digest.exceptions:
        parts += ["", t("digest.look"), *(f"· {line.text}" for line in digest.exceptions)]
    if digest.villages:
        parts += ["", t("digest.by_village")]
    for line in digest.villages:
        if line.moved:
            parts.append(_counts(line, t))
            parts += [f"  - {text}" for text in line.lines[: line.fresh]]
    quiet = [t("digest.waiting", name=line.name, live=line.live) for line in digest.villages if not line.moved]
    if quiet:
        parts.append(t("digest.quiet", villages=t("digest.between").join(quiet)))
    return "\n".join(parts)


def _counts(line: VillageLine, t: Texts) -> str:
    return t("digest.village", name=line.name, visits=line.visits, opened=line.opened, done=line.done, live=line.live)


def _signed(figure: Figure, t: Texts) -> str:
    change = t("digest.same") if figure.change == 0 else f"{figure.change:+d}"
    return t("digest.figure", label=figure.label, value=figure.value, change=change)


def _wanted(ctx: Context, args: Args) -> Period:
    """The period a button names, or the words after 简报."""
    said = args.get("argument", "")
    return "week" if args.get("period") == "week" or (said and said in ctx.t("digest.week_words").split()) else "today"


def show(ctx: Context, args: Args) -> None:
    """简报, today's or this week's, with a button for each matter that needs a leader, and for the other period."""
    wanted = _wanted(ctx, args)
    digest = page(ctx.session, ctx.scope, wanted, ctx.now, ctx.texts)
    choices = [Choice(line.label, "issue.show", {"issue": line.issue}) for line in digest.exceptions if line.issue]
    choices += [
        Choice(ctx.texts.of("digest_when", period), "digest.show", {"period": period})
        for period in PERIODS
        if period != wanted
    ]
    ctx.audit("digest.show", f"unit:{ctx.scope.township_id}")
    ctx.say(as_text(digest, ctx.texts), *choices)


WORDS = (Word("digest", ("简报",), "digest", show),)
ACTIONS = (Action("digest.show", show),)
