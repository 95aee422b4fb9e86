"""A matter's own card: how it stands, what happened, what this person may do next. 接手 等待 办结 回访 归档 重开."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from handlers import card
from handlers.kit import answers, forms
from handlers.kit.access import Relation
from handlers.kit.answers import Options
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.rules import deadlines, workdays
from storage import histories, issues
from storage.histories import Case, Taken
from storage.issues import Step
from storage.vocabulary import ISSUE_TRANSITIONS, IssueState

# The states a button may lead to, in the order of the buttons; 转办 and 并案 need more than a press.
NEXT: Final[tuple[IssueState, ...]] = ("in_progress", "paused", "resolved", "confirmed", "closed", "reopened")
# What a matter usually waits for; anything else can be said in words.
REASONS: Final = ("superior", "money", "papers", "villagers", "weather")
# Of a long history, as much as fits on a phone.
MOST_STEPS: Final = 8


def whose(ctx: Context, issue_id: int) -> Relation | None:
    """How the speaker stands to a matter. A sensitive one is near only to its owner, its author and the leaders."""
    found = issues.standing(ctx.session, ctx.scope, issue_id)
    if found is None:
        return None
    if ctx.member.person_id in (found.owner_id, found.author_id):
        return "own"
    if found.sensitive and "leader" not in ctx.scope.roles:
        return "township"
    return "subtree" if ctx.scope.reads(found.path) else "township"


def show(ctx: Context, args: Args) -> None:
    """The card of a matter."""
    _show(ctx, _case(ctx, args))


def move(ctx: Context, args: Args) -> None:
    """A button that sends the matter on; 等待 first asks what for."""
    case, to = _case(ctx, args), args["to"]
    if to == "paused":
        forms.start(ctx, FORM, issue=case.id)
    else:
        _move(ctx, case, to)


def _case(ctx: Context, args: Args) -> Case:
    case = histories.one(ctx.session, ctx.scope, int(args["issue"]))
    if case is None:
        raise Refused("press.gone")
    return case


def _move(ctx: Context, case: Case, to: IssueState, note: str | None = None) -> None:
    """Moves the matter and shows it. Whoever was quicker wins, and the card says how it stands now."""
    step = Step(to, ctx.now, None, _done_on(ctx, case, to), _due_on(ctx, case, to), note)
    moved = issues.move(ctx.session, ctx.scope, case.id, step)
    if moved:
        ctx.audit("issue.move", f"issue:{case.id}")
    _show(ctx, _case(ctx, {"issue": case.id}), None if moved else ctx.t("issue.otherwise"))


def _done_on(ctx: Context, case: Case, to: IssueState) -> date | None:
    if to == "resolved":
        return ctx.now.date()
    return case.done_on if to in ("confirmed", "closed") else None


def _due_on(ctx: Context, case: Case, to: IssueState) -> date | None:
    """The clock stands still while a matter waits, and begins anew when it is reopened. None keeps the deadline."""
    today = ctx.now.date()
    if to == "reopened":
        return deadlines.due(case.category, today, ctx.is_workday, urgent=case.urgent)
    if case.state == "paused" and to == "in_progress" and case.due_on is not None:
        since = _since(ctx, case, histories.steps(ctx.session, ctx.scope, case.id))
        return workdays.add(case.due_on, max(0, workdays.between(since, today, ctx.is_workday)), ctx.is_workday)
    return None


def _since(ctx: Context, case: Case, taken: list[Taken]) -> date:
    """The day on which the matter came to its present state."""
    at = next((step.at for step in reversed(taken) if step.new == case.state), None)
    return at.astimezone(ctx.now.tzinfo).date() if at else case.opened_on


def _show(ctx: Context, case: Case, lead: str | None = None) -> None:
    taken = histories.steps(ctx.session, ctx.scope, case.id)
    lines = [lead, _head(ctx, case), _told(ctx, case), _clock(ctx, case, taken)]
    if case.people:
        lines.append(ctx.t("card.concerned", names=ctx.t("card.comma").join(case.people)))
    lines += [ctx.t("issue.owner", owner=case.owner, author=case.author), ctx.t("issue.history")]
    lines += [_step(ctx, step) for step in taken[-MOST_STEPS:]]
    ctx.say("\n".join(filter(None, lines)), *_buttons(ctx, case), about=f"issue:{case.id}")


def _head(ctx: Context, case: Case) -> str:
    return ctx.t(
        "issue.head",
        id=case.id,
        village=case.village or ctx.t("card.no_village"),
        category=ctx.texts.of("category", case.category),
        state=ctx.texts.of("issue_state", case.state),
    )


def _told(ctx: Context, case: Case) -> str:
    return ctx.t("issue.urgent", text=case.text) if case.urgent else case.text


def _clock(ctx: Context, case: Case, taken: list[Taken]) -> str | None:
    """Until when, while it runs; what it waits for, while it stands still."""
    if case.state == "paused":
        why = next((step.note for step in reversed(taken) if step.new == "paused"), None)
        return ctx.t("issue.waits", why=why or "", day=card.day(ctx, _since(ctx, case, taken)))
    if case.done_on is not None or case.due_on is None:
        return None
    return card.due(ctx, case.due_on)


def _step(ctx: Context, step: Taken) -> str:
    day = step.at.astimezone(ctx.now.tzinfo)
    moved = step.what == "moved" and step.new is not None
    did = ctx.texts.of("issue_state", step.new or "") if moved else ctx.texts.of("issue_step", step.what)
    note = ctx.t("issue.note", note=step.note) if step.note else ""
    return ctx.t("issue.step", month=day.month, day=day.day, by=step.by, did=did, note=note)


def _buttons(ctx: Context, case: Case) -> list[Choice]:
    """What the transition table lets this person do with it now."""
    return [
        Choice(_label(ctx, case, to), "issue.move", {"issue": case.id, "to": to})
        for to in NEXT
        if not ctx.scope.roles.isdisjoint(ISSUE_TRANSITIONS.get((case.state, to), ()))
    ]


def _label(ctx: Context, case: Case, to: IssueState) -> str:
    return ctx.t("button.go_on") if (case.state, to) == ("paused", "in_progress") else ctx.texts.of("issue_move", to)


def _reasons(ctx: Context, known: Answers | None = None) -> Options:
    labels = [ctx.texts.of("issue_wait", reason) for reason in REASONS]
    return [(label, label) for label in labels]


def _reason(ctx: Context) -> Any:
    """One of the usual reasons by its number, or any words."""
    said = answers.text(ctx)
    found = answers.pick(said, [label for label, _ in _reasons(ctx)])
    return said if found is None else _reasons(ctx)[found][1]


def _paused(ctx: Context, known: Answers) -> None:
    if whose(ctx, int(known["issue"])) not in ("own", "subtree"):
        raise Refused("press.gone")
    _move(ctx, _case(ctx, known), "paused", str(known["why"]))


FORM = Form("issue.pause", (forms.Step("why", lambda ctx, known: ctx.t("issue.why"), _reason, _reasons),), _paused)

WORDS: tuple[Word, ...] = ()
ACTIONS = (Action("issue.show", show, on="issue"), Action("issue.move", move, on="issue"))
FORMS = (FORM,)
