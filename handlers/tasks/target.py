"""The task a button is about, and how the speaker stands to it."""

from __future__ import annotations

from handlers.kit.access import Relation
from handlers.kit.context import Context, Eyes
from handlers.kit.messages import Choice
from handlers.kit.routes import Args, Refused
from storage import tallies, tasks
from storage.tasks import Standing


def whose(ctx: Context, task_id: int) -> Relation | None:
    """How the speaker stands to a task; None when his township has none of that number."""
    return seen(ctx.eyes, task_id)


def seen(eyes: Eyes, task_id: int) -> Relation | None:
    """The same for whoever looks at a page.

    A task is its sender's; others stand to it as to the villages it went to. One that went nowhere yet is for whoever
    reads the whole township, who may be asked for the second word.
    """
    task = tasks.one(eyes.session, eyes.scope, task_id)
    if task is None:
        return None
    if task.sender_id == eyes.scope.person_id:
        return "own"
    fresh = task.state in ("draft", "waiting", "dropped")
    near = eyes.scope.reads(None) if fresh else tallies.sees(eyes.session, eyes.scope, task_id)
    return "subtree" if near else "township"


def task(ctx: Context, args: Args) -> Standing:
    """The task that the arguments name. Raises Refused when there is none."""
    found = tasks.one(ctx.session, ctx.scope, int(args["task"]))
    if found is None:
        raise Refused("press.gone")
    return found


def drafted(ctx: Context, args: Args) -> Standing:
    """The same, as long as nothing of it has gone out. Raises Refused when it has, or was thrown away."""
    task = tasks.one(ctx.session, ctx.scope, int(args["task"]))
    if task is None or task.state not in ("draft", "waiting"):
        raise Refused("task.sent_already")
    return task


def up(ctx: Context, task: Standing) -> Choice:
    """Back to how the task stands."""
    return Choice(ctx.t("button.up"), "task.show", {"task": task.id})
