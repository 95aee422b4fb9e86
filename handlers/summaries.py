"""小结 and 述职: a Word draft of a period, a cadre's own or a leader's whole part, every sentence out of the records.

The numbers in brackets are those of records and matters. Nothing is added: where there is no record, it says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from handlers import card, when
from handlers.kit import access
from handlers.kit.context import Context, Eyes
from handlers.kit.making import DOCX, Made, Progress
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.papers import document
from handlers.papers.document import Document, Section
from handlers.patterns import regex
from handlers.rules import periods, phones
from handlers.rules.periods import Kind, Period
from storage import ledgers, people, proofs, units
from storage.ledgers import EntryRow, IssueRow
from storage.reports import Area
from storage.vocabulary import SENSITIVE_CATEGORIES

OFFERED: Final[tuple[Kind, ...]] = ("week", "month", "half", "year")
# Numbers of records named in a bracket, names in a sentence, matters of a list, and records told of a duty.
MOST_NUMBERS: Final = 6
MOST_NAMES: Final = 8
MOST_MATTERS: Final = 20
MOST_TOLD: Final = 3
LONGEST_TOLD: Final = 60
# How often somebody is told how far it is.
EVERY: Final = 1000
# 今天 of a record is the day that stands before it already.
_SAID_ON: Final = regex("^(?:今天|昨天|前天|今日|昨日)")


@dataclass(slots=True)
class _Found:
    """What the records of a period hold."""

    visits: dict[str, list[EntryRow]] = field(default_factory=lambda: defaultdict(list))
    duties: dict[str, list[EntryRow]] = field(default_factory=lambda: defaultdict(list))
    matters: list[IssueRow] = field(default_factory=list)


def said(ctx: Context, args: Args) -> None:
    """小结, with a period behind it; without one, of which."""
    _of_words(ctx, str(args["argument"]), None)


def yearly(ctx: Context, args: Args) -> None:
    """述职: of this year, or the one that is said."""
    _of_words(ctx, str(args["argument"]), periods.of("year", ctx.now.date()))


def _of_words(ctx: Context, words: str, usual: Period | None) -> None:
    today = ctx.now.date()
    period = periods.named(words, today) if words else usual
    if period is not None:
        order(ctx, {"period": period.key})
    elif words:
        ctx.say(ctx.t("summary.which", said=card.shortened(words)))
    else:
        offered = [each for kind in OFFERED for each in (periods.of(kind, today), periods.of(kind, today).before)]
        choices = [Choice(when.said(ctx.texts, each, today), "summary.make", {"period": each.key}) for each in offered]
        ctx.say(ctx.t("summary.ask"), *choices)


def order(ctx: Context, args: Args) -> None:
    """Orders the document of a period."""
    period = _period(args)
    ctx.order("summary.make", period=period.key)
    ctx.audit("summary.make", f"person:{ctx.member.person_id}")
    ctx.say(ctx.t("summary.soon", when=when.said(ctx.texts, period, ctx.now.date())))


def make(eyes: Eyes, args: Mapping[str, Any], progress: Progress) -> Made:
    """The document that was ordered."""
    period = _period(args)
    drawn = of(eyes, period, progress)
    name = f"{drawn.title} {when.named(eyes.texts, period)}.docx"
    return Made(eyes.t("summary.done"), name, DOCX, document.write(drawn))


def of(eyes: Eyes, period: Period, progress: Progress = lambda done, of: None) -> Document:
    """What the document of a period says, for these eyes: a leader's part, or one's own work."""
    t, days, leads = eyes.texts, period.until(eyes.now.date()), access.reads_sensitive(eyes.scope)
    area = _area(eyes) if leads else None
    found = _found(eyes, area, days, progress)
    who = units.led(eyes.session, eyes.scope) if leads else _own_name(eyes)
    kind = "year" if period.kind == "year" else "usual"
    title = t.of("summary_title", f"{kind}_unit" if leads else kind, who=who)
    below = [unit.name for unit in units.below(eyes.session, eyes.scope) if leads or unit.id in eyes.scope.villages]
    opening = t.of(
        "summary_opening", "unit" if leads else "own", who=who, villages=eyes.t("digest.and").join(below), n=len(below)
    )
    return Document(
        title,
        t("summary.between", first=_day(eyes, days[0]), last=_day(eyes, days[1])),
        opening,
        (
            Section(t("summary.visits"), tuple(_visits(eyes, found))),
            Section(t("summary.matters"), tuple(_matters(eyes, found, days))),
            Section(t("summary.duties"), tuple(_duties(eyes, found, period, leads))),
            Section(t("summary.open"), tuple(_open(eyes, found, days))),
        ),
        who,
        _day(eyes, eyes.now.date()),
    )


def _own_name(eyes: Eyes) -> str:
    own = people.member(eyes.session, eyes.scope.person_id)
    return own.name if own is not None else ""


def _area(eyes: Eyes) -> Area:
    below = units.below(eyes.session, eyes.scope)
    return Area(tuple(unit.id for unit in below), units.reads_all(eyes.session, eyes.scope))


def _found(eyes: Eyes, area: Area | None, days: tuple[date, date], progress: Progress) -> _Found:
    session, scope = eyes.session, eyes.scope
    rows = ledgers.own(session, scope, days) if area is None else ledgers.all_of(session, scope, area, days)
    found = _Found()
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


def _visits(eyes: Eyes, found: _Found) -> Iterable[str]:
    rows = [row for many in found.visits.values() for row in many]
    if not rows:
        yield eyes.t("summary.no_visits")
        return
    yield eyes.t("summary.went", count=len(rows), people=sum(len(row.seen) for row in rows), villages=len(found.visits))
    places = [unit.name for unit in units.below(eyes.session, eyes.scope)]
    for village, many in sorted(found.visits.items(), key=lambda pair: (*places, pair[0]).index(pair[0])):
        names = list(dict.fromkeys(name for row in many if not _veils(row) for name in row.seen))
        seen = eyes.t("summary.seen", names=_people(eyes, names)) if names else ""
        yield eyes.t("summary.went_to", village=village, count=len(many), seen=seen, numbers=_records(eyes, many))


def _matters(eyes: Eyes, found: _Found, days: tuple[date, date]) -> Iterable[str]:
    told = [row for row in found.matters if days[0] <= row.opened_on <= days[1]]
    done = [row for row in found.matters if row.done_on is not None and row.done_on <= days[1]]
    left = len(found.matters) - len(done)
    yield eyes.t("summary.told", told=len(told), done=len(done), left=left)
    for row in done[:MOST_MATTERS]:
        assert row.done_on is not None  # they are the settled ones
        yield eyes.t(
            "summary.settled",
            village=row.village or eyes.t("card.no_village"),
            gist=_gist(eyes, row),
            told=_short(eyes, row.opened_on),
            done=_short(eyes, row.done_on),
            number=row.id,
        )
    if len(done) > MOST_MATTERS:
        yield eyes.t("summary.more", count=len(done) - MOST_MATTERS)


def _duties(eyes: Eyes, found: _Found, period: Period, leads: bool) -> Iterable[str]:
    notes = {} if leads else proofs.own_notes(eyes.session, eyes.scope, period.key)
    for code, name in card.duties_of(eyes).items():
        many = found.duties.get(code, [])
        if not many:
            yield eyes.t("summary.no_records", name=name)
        else:
            told = "".join(_told(eyes, row) for row in many[-MOST_TOLD:] if not _veils(row))
            yield eyes.t("summary.records", name=name, count=len(many), told=told, numbers=_records(eyes, many))
        if code in notes:
            yield eyes.t("summary.note", note=phones.hidden(notes[code]))


def _open(eyes: Eyes, found: _Found, days: tuple[date, date]) -> Iterable[str]:
    left = [row for row in found.matters if row.done_on is None or row.done_on > days[1]]
    if not left:
        yield eyes.t("summary.nothing_open")
    for row in left[:MOST_MATTERS]:
        due = eyes.t("summary.due", day=_short(eyes, row.due_on)) if row.due_on else ""
        yield eyes.t(
            "summary.goes_on",
            village=row.village or eyes.t("card.no_village"),
            gist=_gist(eyes, row),
            due=due,
            number=row.id,
        )
    if len(left) > MOST_MATTERS:
        yield eyes.t("summary.more_open", count=len(left) - MOST_MATTERS)


def _told(eyes: Eyes, row: EntryRow) -> str:
    said = _SAID_ON.sub("", row.text.replace("\n", "，"), count=1)
    text = card.shortened(phones.hidden(said).rstrip("。"), LONGEST_TOLD)
    return eyes.t("summary.one", day=_short(eyes, row.day), text=text)


def _veils(row: EntryRow) -> bool:
    """A paper is passed around: what tells of a sensitive matter is counted and named by its number alone."""
    return any(issue.category in SENSITIVE_CATEGORIES for issue in row.issues)


def _gist(eyes: Eyes, row: IssueRow) -> str:
    sensitive = row.category in SENSITIVE_CATEGORIES
    return eyes.texts.of("category", row.category) if sensitive else phones.hidden(row.text)


def _records(eyes: Eyes, many: Sequence[EntryRow]) -> str:
    numbers = eyes.t("digest.and").join(f"№{row.id}" for row in many[:MOST_NUMBERS])
    if len(many) <= MOST_NUMBERS:
        return eyes.t("summary.numbers", numbers=numbers)
    return eyes.t("summary.so_many", numbers=numbers, count=len(many))


def _people(eyes: Eyes, names: Sequence[str]) -> str:
    shown = eyes.t("digest.and").join(names[:MOST_NAMES])
    return shown if len(names) <= MOST_NAMES else eyes.t("summary.and_so_on", names=shown, count=len(names))


def _day(eyes: Eyes, day: date) -> str:
    return eyes.t("ledger.day_of", year=day.year, month=day.month, day=day.day)


def _short(eyes: Eyes, day: date) -> str:
    return eyes.t("period.of_day", month=day.month, day=day.day)


def _period(args: Mapping[str, Any]) -> Period:
    period = periods.of_key(str(args["period"]))
    if period is None:
        raise Refused("press.gone")
    return period


WORDS = (Word("summary", ("小结",), "summary", said), Word("yearly", ("述职",), "yearly", yearly))
ACTIONS = (Action("summary.make", order),)
FORMS = ()
MAKERS = {"summary.make": make}
