"""Tasks as a page shows them: the board, and one task with everything that can be known of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from handlers import card
from handlers.kit import access, emergency
from handlers.kit.clean import clean
from handlers.kit.context import Context, Eyes
from handlers.kit.making import Made
from handlers.kit.messages import Choice, Reply
from handlers.tasks import board, calling, cards, preview, progress, releasing, steering, sums, tables, target
from handlers.tasks.calling import Group
from handlers.tasks.progress import Reason, Village
from handlers.tasks.sums import Line as Summed
from handlers.tasks.sums import Sums
from storage import tasks
from storage.tasks import Standing
from storage.vocabulary import TaskState

# Tasks that are over, to be looked up or sent once more.
OVER: Final = 10
# What a page does with a press: it needs no more than the task, or also whose difficulty it was.
PRESSED: Final = frozenset(
    f"task.{what}" for what in ("send", "drop", "register", "approve", "decline", "recall", "close", "solve")
)


class Line(Struct, frozen=True):
    """A task on the board: how many of those asked have said something."""

    id: int
    text: str
    state: str
    due: str
    whole: Village


class Shelf(Struct, frozen=True):
    """The board: what is open, what was kept as a template, what is over; `makes` for whoever may send one.

    `emergencies` are the lines of those that run.
    """

    emergencies: Sequence[str]
    open: Sequence[Line]
    drafts: Sequence[Line]
    over: Sequence[Line]
    templates: Sequence[tuple[int, str]]
    makes: bool


class Place(Struct, frozen=True):
    """A village: how many have said something, and in words how it stands."""

    village: Village
    figures: str


class Look(Struct, frozen=True):
    """One task. `said` is its preview or its card, as in chat; `sums` only for whom the sender lets see the answers."""

    task: Standing
    own: bool
    over: bool
    said: Reply
    whole: Village
    places: Sequence[Place]
    reasons: Sequence[Reason]
    calls: Sequence[Group]
    sums: Sums | None
    doubled: Sequence[str]

    @property
    def clusters(self) -> Sequence[Summed]:
        """The sums by cluster, where there is more than one."""
        found = self.sums.clusters if self.sums else ()
        return list(found) if len(found) > 1 else []

    def offers(self, action: str) -> bool:
        """Whether this can be pressed."""
        return action in {choice.action for choice in self.said.choices}


def shelf(ctx: Context) -> Shelf:
    """The board of whoever looks."""
    makes = access.allowed("task.form", ctx.scope.roles, None)
    mine = _listed(ctx, ("draft",)) if makes else []
    return Shelf(
        emergency.lines(ctx.eyes),
        [_line(ctx.eyes, one) for one in board.board(ctx.eyes)],
        [_line(ctx.eyes, one) for one in mine if one.sender_id == ctx.member.person_id],
        [_line(ctx.eyes, one) for one in _listed(ctx, ("closed", "recalled"))],
        [(one.id, one.template or "") for one in tasks.templates(ctx.session, ctx.scope)] if makes else [],
        makes,
    )


def _listed(ctx: Context, states: Sequence[TaskState]) -> list[Standing]:
    found = tasks.listed(ctx.session, ctx.scope, states, OVER)
    return [one for one in found if target.whose(ctx, one.id) in access.NEAR]


def _line(eyes: Eyes, task: Standing) -> Line:
    due = cards.moment(eyes.texts, task.due_at, eyes.now)
    state = eyes.texts.of("task_state", task.state)
    return Line(task.id, card.shortened(task.text), state, due, progress.whole(eyes, task))


def look(ctx: Context, task_id: int) -> Look | None:
    """One task; None where there is none for this person, or none for his role."""
    task, relation = tasks.one(ctx.session, ctx.scope, task_id), target.whose(ctx, task_id)
    if task is None or relation is None or not access.allowed("task.show", ctx.scope.roles, relation):
        return None
    own, eyes = relation == "own", ctx.eyes
    if task.state == "draft" and not own:
        return None
    sees = bool(task.fields) and (own or task.visible != "sender")
    found = sums.of(eyes, task) if sees else None
    return Look(
        task=task,
        own=own,
        over=task.due_at <= ctx.now,
        said=_said(ctx, task, own=own),
        whole=progress.whole(eyes, task),
        places=[Place(one, cards.figures(eyes, one.counts)) for one in progress.by_village(eyes, task)],
        reasons=progress.reasons(eyes, task),
        calls=list(calling.groups(eyes, task)) if task.due_at <= ctx.now else [],
        sums=found,
        doubled=sums.doubled(found) if found else [],
    )


def _said(ctx: Context, task: Standing, *, own: bool) -> Reply:
    """Before it is sent, what would go out, as its sender sees it; then how it stands."""
    if task.state not in ("draft", "waiting"):
        return cards.status(ctx.eyes, task)
    sender = replace(ctx.scope, person_id=task.sender_id)
    said = preview.shown(replace(ctx.eyes, scope=sender), task, releasing.sending_at(ctx, task))
    if task.state == "draft":
        return said
    kept = tuple(choice for choice in said.choices if choice.action == "task.drop") if own else _second(ctx, task)
    return replace(said, choices=kept)


def _second(ctx: Context, task: Standing) -> tuple[Choice, ...]:
    allowed = access.allowed("task.approve", ctx.scope.roles, "subtree")
    return releasing.second_word(ctx.texts, task.id) if allowed else ()


def keep(ctx: Context, task_id: int, name: str) -> bool:
    """Keeps a task as a template; False where this person may not, or gives it no name."""
    relation, name = target.whose(ctx, task_id), clean(name)
    if relation is None or not name or not access.allowed("task.template", ctx.scope.roles, relation):
        return False
    steering.named(ctx, {"task": task_id, "name": name})
    return True


def table(ctx: Context, task_id: int) -> Made | None:
    """Its workbook; None where this person has none."""
    relation = target.whose(ctx, task_id)
    if relation is None or not access.allowed("task.table", ctx.scope.roles, relation):
        return None
    return tables.table(ctx.eyes, {"task": task_id, "site": ctx.site}, lambda done, all_: None)
