"""The kinds of reminders: what each brings up on a morning. Nothing that is done already; days as windows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from handlers import awaiting, card
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.mornings import Fact, Item, Kind
from handlers.rules import periods, workdays
from handlers.rules.workdays import DAY
from storage import agenda, assignments, calendar, proofs, reports, snoozes, units
from storage.areas import Area
from storage.vocabulary import DUTY_CODES

PLAN: Final = 25
CALENDAR: Final = 32
TEXT: Final = 35
TERM: Final = 45
VILLAGE: Final = 55
DUTIES: Final = 70

# Where a rule does not say how many.
WORKDAYS_BEFORE: Final = 2
DAYS_UNSEEN: Final = 14
DAYS_AHEAD: Final = 60


def _matters(ctx: Context, fact: Fact) -> list[Item]:
    return awaiting.matters(ctx, _near(ctx, fact))


def _promises(ctx: Context, fact: Fact) -> list[Item]:
    return awaiting.promised(ctx, _near(ctx, fact))


def _near(ctx: Context, fact: Fact) -> date:
    return workdays.add(ctx.now.date(), fact.count or WORKDAYS_BEFORE, ctx.is_workday)


def _households(ctx: Context, fact: Fact) -> list[Item]:
    """Those a card named this week are left alone until the next."""
    named = snoozes.resting(ctx.session, ctx.scope, ctx.now.date())
    again = frozenset(about.removeprefix("card:") for about in named if about.startswith("card:household:"))
    return awaiting.households(ctx, fact.tag, fact.count, again)


def _villages(ctx: Context, fact: Fact) -> list[Item]:
    """One's own villages that nobody has been to for so many days."""
    today, days = ctx.now.date(), fact.count or DAYS_UNSEEN
    own = ctx.scope.villages
    last = reports.last_visits(ctx.session, ctx.scope, Area(own, rest=False)) if own else {}
    resting = snoozes.resting(ctx.session, ctx.scope, today)
    names = ctx.once(units.names)
    return [
        _village(ctx, id_, names.get(id_, ""), last.get(id_))
        for id_ in own
        if last.get(id_, date.min) <= today - timedelta(days=days) and f"village:{id_}" not in resting
    ]


def _village(ctx: Context, id_: int, name: str, last: date | None) -> Item:
    ago = ctx.t("today.never") if last is None else ctx.t("today.ago", days=(ctx.now.date() - last).days)
    about = {"about": f"village:{id_}", "week": True}
    choices = (
        Choice(name, "village.show", {"village": id_}),
        Choice(ctx.t("reminder.not_this_week", what=name), "today.later", about),
    )
    monday = awaiting.monday(ctx.now.date())
    return Item(ctx.t("reminder.village", village=name, ago=ago), choices, f"village:{id_}", monday, VILLAGE)


def _plan(ctx: Context, fact: Fact) -> list[Item]:
    """The week in one line: how much falls due in it, and how many households wait. Nothing when nothing does."""
    today = ctx.now.date()
    sunday = awaiting.monday(today) - DAY
    due = len(agenda.matters(ctx.session, ctx.scope, sunday)) + len(agenda.promised(ctx.session, ctx.scope, sunday))
    homes = len(agenda.unseen(ctx.session, ctx.scope, today))
    parts = [ctx.t("reminder.plan_due", count=due)] if due else []
    parts += [ctx.t("reminder.plan_homes", count=homes)] if homes else []
    if not parts or fact.day + 7 * DAY <= today:
        return []
    choices = (Choice(ctx.texts.of("menu", "unseen"), "menu.word", {"word": "unseen"}),) if homes else ()
    return [Item(ctx.t("reminder.plan", parts=ctx.t("card.comma").join(parts)), choices, order=PLAN)]


def _duties(ctx: Context, fact: Fact) -> list[Item]:
    """How many of the nine have no note of one's own for the half-year yet."""
    half = periods.of("half", ctx.now.date())
    left = len(DUTY_CODES) - len(proofs.own_notes(ctx.session, ctx.scope, half.key))
    if not left or not half.holds(fact.day):
        return []
    text = ctx.t("reminder.duties", count=left, day=card.day(ctx, half.last))
    return [Item(text, (Choice(ctx.texts.of("menu", "duty"), "duty.show", {"period": half.key}),), order=DUTIES)]


def _term(ctx: Context, fact: Fact) -> list[Item]:
    """One's own terms that end soon; each is brought up once."""
    return _ending(ctx, fact, ctx.scope.person_id)


def _terms(ctx: Context, fact: Fact) -> list[Item]:
    """The terms of the township that end soon, for whoever has to see to what follows."""
    return _ending(ctx, fact, None)


def _ending(ctx: Context, fact: Fact, person_id: int | None) -> list[Item]:
    until = ctx.now.date() + timedelta(days=fact.count or DAYS_AHEAD)
    key = "reminder.term" if person_id else "reminder.terms"
    return [
        Item(
            ctx.t(key, name=term.name, village=term.village, day=card.day(ctx, term.due_on)),
            about=f"term:{term.id}:{term.due_on}",
            until=ctx.now.date() + awaiting.ONCE,
            order=TERM,
        )
        for term in assignments.ending(ctx.session, ctx.scope, until, person_id)
    ]


def _calendar(ctx: Context, fact: Fact) -> list[Item]:
    """That the holidays of a year are not known, from December before it until they are."""
    today = ctx.now.date()
    known = calendar.known_until(ctx.session) or 0
    wanted = today.year + (today.month == 12)
    if known >= wanted:
        return []
    above = calendar.kept_above(ctx.session, ctx.scope)
    key = "reminder.calendar_above" if above else "reminder.calendar"
    return [Item(ctx.t(key, year=known + 1), order=CALENDAR)]


def _text(ctx: Context, fact: Fact) -> list[Item]:
    """An admin's own words, with the hour where it is later in the day than the card."""
    told = fact.text or ""
    if fact.at > ctx.now.time() and fact.day == ctx.now.date():
        told = ctx.t("reminder.at", at=f"{fact.at:%H:%M}", text=told)
    return [Item(told, order=TEXT)]


KINDS: Final[dict[str, Kind]] = {
    "matters": Kind(_matters),
    "promises": Kind(_promises),
    "households": Kind(_households),
    "villages": Kind(_villages),
    "plan": Kind(_plan, lateness=6),
    "duties": Kind(_duties, lateness=10),
    "term": Kind(_term),
    "terms": Kind(_terms),
    "calendar": Kind(_calendar, lateness=20),
    "text": Kind(_text, lateness=14),
}
# What somebody who stands in for a colleague is told of.
STOOD_IN_FOR: Final = frozenset({"matters", "promises", "text"})
