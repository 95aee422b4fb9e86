"""更正 of a task that is out: other words, another deadline, or both. Receipts stay; earlier wordings are kept."""

from __future__ import annotations

from datetime import datetime

from handlers.kit import answers, forms
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.routes import Action, Args, Refused
from handlers.tasks import deadline, releasing
from storage import tasks
from storage.tasks import Standing


def correct(ctx: Context, args: Args) -> None:
    """更正: asks for the new words, then for the new deadline; either may stay as it is."""
    forms.start(ctx, FORM, task=_open(ctx, args).id)


def _open(ctx: Context, args: Answers) -> Standing:
    """One's own task that is open. Raises Refused for any other."""
    task = tasks.one(ctx.session, ctx.scope, int(args["task"]))
    if task is None or task.sender_id != ctx.member.person_id:
        raise Refused("press.gone")
    if task.state != "open":
        raise Refused("task.over")
    return task


def _corrected(ctx: Context, known: Answers) -> None:
    """The clock hands it on, at a proper hour unless it is urgent; whoever was silent is asked by the new deadline."""
    task = _open(ctx, known)
    text = known["text"] or task.text
    due = datetime.fromisoformat(known["due"]) if known["due"] else task.due_at
    if (text, due) == (task.text, task.due_at):
        ctx.say(ctx.t("task.correct_nothing"))
        return
    at = releasing.sending_at(ctx, task)
    if not tasks.correct(ctx.session, ctx.scope, task, text, due, ctx.now, at):
        raise Refused("task.over")
    ctx.audit("task.correct", f"task:{task.id}")
    ctx.say(ctx.t("task.correct_done", count=len(tasks.versions(ctx.session, ctx.scope, task.id))))


FORM = Form(
    "task.correction",
    (
        Step("text", lambda ctx, known: ctx.t("task.ask_correction"), answers.text, takes_number=True, optional=True),
        Step("due", lambda ctx, known: ctx.t("task.ask_new_due"), deadline.read, deadline.options, optional=True),
    ),
    _corrected,
)
ACTIONS = (Action("task.correct", correct, on="task"),)
