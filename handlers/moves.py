"""Sending a matter on from its card: 接手 等待 办结 回访 归档 重开, and 转给… somebody else."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from handlers import card, haste, issues
from handlers.kit import answers, forms
from handlers.kit.answers import Options, Unreadable
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form
from handlers.kit.routes import Action, Args, Word
from handlers.remarks import words
from handlers.rules import deadlines, workdays
from storage import colleagues, histories, moves
from storage.colleagues import Colleague
from storage.histories import Case
from storage.moves import Step
from storage.vocabulary import IssueState

# What a matter usually waits for; anything else can be said in words.
REASONS: Final = ("superior", "money", "papers", "villagers", "weather")
# So many people are offered by name; anybody else can be named.
MOST_OFFERED: Final = 8
# Workdays that a leader usually gives.
DEADLINES: Final = (1, 3, 7)


def move(ctx: Context, args: Args) -> None:
    """A button that sends the matter on; 等待 first asks what for."""
    case, to = issues.case(ctx, int(args["issue"])), args["to"]
    if to == "paused":
        forms.start(ctx, PAUSE, issue=case.id)
    else:
        _move(ctx, case, to)


def hand_on(ctx: Context, args: Args) -> None:
    """转给…: asks to whom."""
    forms.start(ctx, RECEIVER, issue=int(args["issue"]))


def assign(ctx: Context, args: Args) -> None:
    """交办: asks to whom, and until when."""
    forms.start(ctx, ASSIGNING, issue=int(args["issue"]))


def _move(
    ctx: Context,
    case: Case,
    to: IssueState,
    note: str | None = None,
    owner: int | None = None,
    until: date | None = None,
) -> bool:
    """Moves the matter and shows it. Whoever was quicker wins, and the card says how it stands now."""
    due_on = until or _due_on(ctx, case, to)
    step = Step(to, ctx.now, None, _done_on(ctx, case, to), due_on, note, owner)
    moved = moves.move(ctx.session, ctx.scope, case.id, step)
    if moved:
        ctx.audit("issue.move", f"issue:{case.id}")
    issues.present(ctx, case.id, None if moved else ctx.t("issue.otherwise"))
    return moved


def _done_on(ctx: Context, case: Case, to: IssueState) -> date | None:
    if to == "resolved":
        return ctx.now.date()
    return case.done_on if to in ("confirmed", "closed") else None


def _due_on(ctx: Context, case: Case, to: IssueState) -> date | None:
    """The clock stands still while a matter waits, and begins anew when it is reopened. None keeps the deadline."""
    today = ctx.now.date()
    if to == "reopened":
        return deadlines.due(case.category, today, ctx.is_workday, urgent=case.urgent)
    if case.state == "paused" and to in ("in_progress", "transferred") and case.due_on is not None:
        since = issues.since(ctx, case, histories.steps(ctx.session, ctx.scope, case.id))
        return workdays.add(case.due_on, max(0, workdays.between(since, today, ctx.is_workday)), ctx.is_workday)
    return None


def _reasons(ctx: Context, known: Answers | None = None) -> Options:
    labels = [ctx.texts.of("issue_wait", reason) for reason in REASONS]
    return [(label, label) for label in labels]


def _reason(ctx: Context) -> Any:
    return words(ctx, _reasons(ctx))


def _paused(ctx: Context, known: Answers) -> None:
    _move(ctx, issues.near(ctx, int(known["issue"])), "paused", str(known["why"]))


def _takers(ctx: Context, known: Answers) -> list[Colleague]:
    """Everybody who may take the matter over, beside the one who has it."""
    case = issues.near(ctx, int(known["issue"]))
    found = colleagues.takers(ctx.session, ctx.scope, case.village_id)
    return [one for one in found if one.id != case.owner_id]


def _offered(ctx: Context, known: Answers) -> Options:
    return [(_named(ctx, one), one.id) for one in _takers(ctx, known)[:MOST_OFFERED]]


def _named(ctx: Context, one: Colleague) -> str:
    return ctx.t("issue.taker", name=one.name, role=ctx.texts.of("taker", "serves" if one.serves else one.role))


def _taker(ctx: Context) -> int:
    """One of those offered by number or label, or anybody who may take it by his name."""
    assert ctx.draft is not None
    takers = _takers(ctx, ctx.draft.answers)
    said = answers.text(ctx)
    labels = [_named(ctx, one) for one in takers]
    place = answers.pick(said, labels[:MOST_OFFERED])
    named = [one.id for one, label in zip(takers, labels, strict=True) if said in (one.name, label)]
    if place is None and len(named) != 1:
        raise Unreadable("issue.no_taker", said=said[:20])
    return named[0] if place is None else takers[place].id


def _passed(ctx: Context, known: Answers) -> None:
    """The new owner is told, with the card one press away; the event stays in the history."""
    taker = next(one for one in _takers(ctx, known) if one.id == int(known["to"]))
    case = issues.case(ctx, int(known["issue"]))
    if not _move(ctx, case, "transferred", taker.name, taker.id):
        return
    _told(ctx, case, taker.id, "issue.passed")


def _told(ctx: Context, case: Case, taker: int, key: str) -> None:
    """The new owner is told; below the card stands who cannot be, or how to tell him at once."""
    unheard = issues.tell(ctx, case, [taker], key)
    haste.offer(ctx, case, [taker])
    if unheard:
        ctx.say("\n".join(unheard))


def _deadlines(ctx: Context, known: Answers | None = None) -> Options:
    """The usual deadlines by their days; any other day can be said."""
    days = [workdays.add(ctx.now.date(), count, ctx.is_workday) for count in DEADLINES]
    offered: list[tuple[str, str]] = [
        (ctx.t("issue.within", count=count, day=card.day(ctx, day)), day.isoformat())
        for count, day in zip(DEADLINES, days, strict=True)
    ]
    return [*offered, (ctx.t("issue.as_it_is"), "")]


def _deadline(ctx: Context) -> str:
    """One of those offered, or a day from today on; empty keeps the deadline."""
    offered = answers.option(answers.text(ctx), _deadlines(ctx))
    return str(offered[1]) if offered else answers.coming_day(ctx)


def _assigned(ctx: Context, known: Answers) -> None:
    """The new owner is told what, by whom and until when; a matter that has ended meanwhile is not given away."""
    taker = next((one for one in _takers(ctx, known) if one.id == int(known["to"])), None)
    case = issues.near(ctx, int(known["issue"]))
    if taker is None:  # he has left, or serves elsewhere, since he was chosen
        issues.present(ctx, case.id, ctx.t("issue.otherwise"))
        return
    until = date.fromisoformat(known["due"]) if known["due"] else None
    if not _move(ctx, case, "transferred", taker.name, taker.id, until):
        return
    ctx.audit("issue.assign", f"issue:{case.id}")
    _told(ctx, issues.case(ctx, case.id), taker.id, "issue.assigned")


PAUSE = Form(
    "issue.pause", (forms.Step("why", lambda ctx, known: ctx.t("issue.why"), _reason, _reasons, prose=True),), _paused
)
RECEIVER = Form(
    "issue.receiver", (forms.Step("to", lambda ctx, known: ctx.t("issue.to_whom"), _taker, _offered),), _passed
)

ASSIGNING = Form(
    "issue.assigning",
    (
        forms.Step("to", lambda ctx, known: ctx.t("issue.assign_whom"), _taker, _offered),
        forms.Step("due", lambda ctx, known: ctx.t("issue.until_when"), _deadline, _deadlines),
    ),
    _assigned,
)

WORDS: tuple[Word, ...] = ()
ACTIONS = (
    Action("issue.move", move, on="issue"),
    Action("issue.pass", hand_on, on="issue"),
    Action("issue.assign", assign, on="issue"),
)
FORMS = (PAUSE, RECEIVER, ASSIGNING)
