"""What its sender does to a task that is out: recalls it, ends it, solves what is stuck, keeps it as a template."""

from __future__ import annotations

from typing import Final

from handlers import card
from handlers.kit import access, answers, forms
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused
from handlers.tasks import cards, target
from storage import receipts, tallies, tasks

LONGEST_NAME: Final = 12


def solve(ctx: Context, args: Args) -> None:
    """The sender has solved it: the recipient is told, and goes on."""
    task = target.task(ctx, args)
    row = next(
        (one for one in tallies.rows(ctx.session, ctx.scope, task.id, ("stuck",)) if one.id == args["receipt"]), None
    )
    if row is None or not receipts.solve(ctx.session, ctx.scope, task.id, row.id):
        raise Refused("task.not_stuck")
    ctx.audit("task.solve", f"task:{task.id}")
    again = Choice(ctx.t("button.open_task"), "receipt.show", {"receipt": row.id})
    ctx.tell(row.person_id, ctx.t("task.solved_for_you", text=card.shortened(task.text)), again)
    ctx.say(ctx.t("task.solved", name=row.name))


def recall(ctx: Context, args: Args) -> None:
    """撤回: what has not gone out never does; who got it is told that it need not be done."""
    task = target.task(ctx, args)
    if not args.get("sure"):
        yes = Choice(ctx.t("button.task_recall_sure"), "task.recall", {"task": task.id, "sure": True})
        ctx.say(ctx.t("task.recall_ask", text=card.shortened(task.text)), yes, target.up(ctx, task))
        return
    stopped = tasks.recall(ctx.session, ctx.scope, task, ctx.now)
    if stopped is None:
        raise Refused("task.over")
    ctx.audit("task.recall", f"task:{task.id}")
    sent, never = stopped
    ctx.say(ctx.t("task.recalled", sent=sent, never=never), about=cards.about(task.id))


def close(ctx: Context, args: Args) -> None:
    """结束: nobody is asked again, and nothing more is taken in."""
    task = target.task(ctx, args)
    if not tasks.move(ctx.session, ctx.scope, task.id, "closed", ctx.now, cursor=None):
        raise Refused("task.over")
    ctx.audit("task.close", f"task:{task.id}")
    cards.show(ctx, target.task(ctx, args))


def template(ctx: Context, args: Args) -> None:
    """存为模板: asks for a name."""
    forms.start(ctx, TEMPLATE, task=target.task(ctx, args).id)


def named(ctx: Context, known: Answers) -> None:
    """Keeps a task as a template. Raises Refused for one that is not his business."""
    name = str(known["name"])[:LONGEST_NAME]
    if target.whose(ctx, int(known["task"])) not in access.NEAR:
        raise Refused("press.gone")
    tasks.name_template(ctx.session, ctx.scope, int(known["task"]), name)
    ctx.say(ctx.t("task.template_kept", name=name))


TEMPLATE = Form(
    "task.naming",
    (Step("name", lambda ctx, known: ctx.t("task.ask_name"), answers.text, takes_number=True),),
    named,
)
ACTIONS = (
    Action("task.solve", solve, on="task"),
    Action("task.recall", recall, on="task"),
    Action("task.close", close, on="task"),
    Action("task.template", template, on="task"),
)
FORMS = (TEMPLATE,)
