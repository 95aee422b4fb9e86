"""A matter's own card: how it stands, what happened, what this person may do next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final

from handlers import card
from handlers.kit import access, telling
from handlers.kit.access import Relation
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from storage import histories, issues, moves
from storage.histories import Case, Taken
from storage.vocabulary import IssueState

# The states a button may lead to, in the order of the buttons; 转办 and 并案 need more than a press.
NEXT: Final[tuple[IssueState, ...]] = ("in_progress", "paused", "resolved", "confirmed", "closed", "reopened")
# Of a long history, as much as fits on a phone.
MOST_STEPS: Final = 8


def whose(ctx: Context, issue_id: int) -> Relation | None:
    """How the speaker stands to a matter. A sensitive one is near only to its owner, its author and the leaders."""
    found = issues.standing(ctx.session, ctx.scope, issue_id)
    if found is None:
        return None
    if ctx.member.person_id in (found.owner_id, found.author_id):
        return "own"
    if found.sensitive and not access.reads_sensitive(ctx.scope):
        return "township"
    return "subtree" if ctx.scope.reads(found.path) else "township"


def show(ctx: Context, args: Args) -> None:
    """The card of a matter."""
    present(ctx, int(args["issue"]))


def history(ctx: Context, args: Args) -> None:
    """Everything that ever happened to a matter."""
    taken = histories.steps(ctx.session, ctx.scope, int(args["issue"]))
    ctx.say("\n".join([ctx.t("issue.history"), *(_step(ctx, step) for step in taken)]))


def case(ctx: Context, issue_id: int) -> Case:
    """A matter of one's township. Raises Refused when there is none."""
    found = histories.one(ctx.session, ctx.scope, issue_id)
    if found is None:
        raise Refused("press.gone")
    return found


def near(ctx: Context, issue_id: int) -> Case:
    """The same for a form, which no button's look-up stands before: only a matter one may work on."""
    if whose(ctx, issue_id) not in access.NEAR:
        ctx.draft = None
        raise Refused("press.gone")
    return case(ctx, issue_id)


def since(ctx: Context, case: Case, taken: list[Taken]) -> date:
    """The day on which the matter came to its present state."""
    at = next((step.at for step in reversed(taken) if step.new == case.state), None)
    return at.astimezone(ctx.now.tzinfo).date() if at else case.opened_on


def present(ctx: Context, issue_id: int, lead: str | None = None) -> None:
    """Shows the card of a matter; `lead` says before it what has just been done."""
    found = case(ctx, issue_id)
    taken = histories.steps(ctx.session, ctx.scope, issue_id)
    lines = [lead, _head(ctx, found), _told(ctx, found), _clock(ctx, found, taken)]
    if found.needs:
        lines.append(ctx.t("issue.stuck", whom=found.needs))
    if found.people:
        lines.append(ctx.t("card.concerned", names=ctx.t("card.comma").join(found.people)))
    lines += [ctx.t("issue.owner", owner=found.owner, author=found.author), ctx.t("issue.history")]
    lines += [_step(ctx, step) for step in taken[-MOST_STEPS:]]
    choices = [*_buttons(ctx, found), *_around(ctx, found, len(taken) > MOST_STEPS)]
    ctx.say("\n".join(filter(None, lines)), *choices, about=f"issue:{issue_id}")


def tell(ctx: Context, case: Case, people: Collection[int], key: str, **values: Any) -> list[str]:
    """Tells others what has just been done to a matter, its card one press away; says who cannot be told, and why.

    It may be read the next morning: the deadline is a day in it, and no count of days.
    """
    for person_id, their in telling.readers(ctx, people):
        place = case.village or their.t("card.no_village")
        due = their.t("card.until", day=card.day(their, case.due_on)) if case.due_on else ""
        text = their.t(key, by=ctx.member.name, village=place, text=case.text, due=due, **values)
        handle = Choice(their.t("button.handle", text=card.brief(case.text)), "issue.show", {"issue": case.id})
        ctx.tell(person_id, text.strip(), handle, key=told_as(ctx, case))
    return telling.unheard(ctx, people)


def told_as(ctx: Context, case: Case) -> str | None:
    """What this message tells others of a matter, by name, so that it can be told earlier (handlers/haste.py)."""
    return None if ctx.inbox_id is None else f"issue:{case.id}:{ctx.inbox_id}"


def _head(ctx: Context, case: Case) -> str:
    return ctx.t(
        "issue.head",
        id=case.id,
        village=case.village or ctx.t("card.no_village"),
        category=ctx.texts.of("category", case.category),
        state=ctx.texts.of("issue_state", case.state),
    )


def _told(ctx: Context, case: Case) -> str:
    text = card.told(ctx, case.text)
    return ctx.t("issue.urgent", text=text) if case.urgent else text


def _clock(ctx: Context, case: Case, taken: list[Taken]) -> str | None:
    """Until when, while it runs; what it waits for, while it stands still."""
    if case.state == "paused":
        why = next((step.note for step in reversed(taken) if step.new == "paused"), None)
        return ctx.t("issue.waits", why=why or "", day=card.day(ctx, since(ctx, case, taken)))
    if case.done_on is not None or case.due_on is None:
        return None
    return card.due(ctx, case.due_on)


def _step(ctx: Context, step: Taken) -> str:
    day = step.at.astimezone(ctx.now.tzinfo)
    moved = step.what == "moved" and step.new is not None
    did = ctx.texts.of("issue_state", step.new or "") if moved else ctx.texts.of("issue_step", step.what)
    note = ctx.t("issue.note", note=card.told(ctx, step.note)) if step.note else ""
    return ctx.t("issue.step", month=day.month, day=day.day, by=step.by, did=did, note=note)


def _buttons(ctx: Context, case: Case) -> list[Choice]:
    """What the transition table lets this person do with it now, and what can be said about it."""
    about = {"issue": case.id}
    choices = [
        Choice(_label(ctx, case, to), "issue.move", about | {"to": to})
        for to in NEXT
        if moves.may(ctx.scope, case.owner_id, case.state, to)
    ]
    if moves.may(ctx.scope, case.owner_id, case.state, "transferred"):
        leads = access.allowed("issue.assign", ctx.scope.roles, "subtree")
        choices.append(
            Choice(ctx.t("button.assign"), "issue.assign", about)
            if leads
            else Choice(ctx.t("button.pass"), "issue.pass", about)
        )
    if case.done_on is None:
        action = "issue.helped" if case.needs else "issue.stuck"
        if access.allowed(action, ctx.scope.roles, "subtree"):
            choices.append(Choice(ctx.texts.of("issue_help", "helped" if case.needs else "stuck"), action, about))
        choices += _saying(ctx, about)
    return choices


def _saying(ctx: Context, about: Args) -> list[Choice]:
    """批示 for a leader, 补一句 for whoever works there."""
    return [
        Choice(ctx.texts.of("issue_remark", what), f"issue.{what}", about)
        for what in ("instruct", "note")
        if access.allowed(f"issue.{what}", ctx.scope.roles, "subtree")
    ][:1]


def _around(ctx: Context, case: Case, long: bool) -> list[Choice]:
    """The ways on from here: the rest of a long history, the matter this one has become part of."""
    choices = [Choice(ctx.t("button.history"), "issue.history", {"issue": case.id})] if long else []
    if case.merged_into is not None:
        choices.append(Choice(ctx.t("button.merged_into"), "issue.show", {"issue": case.merged_into}))
    return choices


def _label(ctx: Context, case: Case, to: IssueState) -> str:
    return ctx.t("button.go_on") if (case.state, to) == ("paused", "in_progress") else ctx.texts.of("issue_move", to)


WORDS: tuple[Word, ...] = ()
ACTIONS = (Action("issue.show", show, on="issue"), Action("issue.history", history, on="issue"))
FORMS: tuple[Form, ...] = ()
