"""What a task brought in: the sums in chat, the workbook, and what the register knows without asking anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from handlers import card
from handlers.kit.context import Context, Eyes
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused
from handlers.tasks import fields, sums, target
from storage import census, tasks, units
from storage.scope import Scope
from storage.tasks import Standing

VILLAGES: Final = 10


def shown_sums(ctx: Context, args: Args) -> None:
    """What was filled in, by cluster and village. Who may see answers, the sender has said."""
    task = target.task(ctx, args)
    if task.sender_id != ctx.member.person_id and task.visible == "sender":
        raise Refused("task.answers_hidden")
    _sums(ctx, ctx.eyes, task, int(args["page"]))
    ctx.offer(Choice(ctx.t("button.task_table"), "task.table", {"task": task.id}), target.up(ctx, task))


def recipients_sums(ctx: Context, args: Args) -> None:
    """The same for whoever got the task, where the sender lets everybody see; villages and figures, no names."""
    task = tasks.of_receipt(ctx.session, ctx.scope, int(args["receipt"]))
    if task is None or task.visible != "recipients":
        raise Refused("task.answers_hidden")
    eyes = Eyes(ctx.session, Scope(task.sender_id, task.township_id), ctx.now, ctx.texts)
    _sums(ctx, eyes, task, 0)


def _sums(ctx: Context, eyes: Eyes, task: Standing, page: int) -> None:
    found = sums.of(eyes, task)
    shown = found.villages[page * VILLAGES : (page + 1) * VILLAGES]
    head = [ctx.t("task.head", id=task.id, text=card.shortened(task.text)), sums.line(eyes, found, found.total)]
    clusters = [sums.line(eyes, found, one) for one in found.clusters] if len(found.clusters) > 1 else []
    villages_ = [sums.line(eyes, found, one) for one in shown]
    if twice := sums.doubled(found):
        villages_.append(ctx.t("task.doubled", villages=ctx.t("card.comma").join(twice)))
    more = len(found.villages) > (page + 1) * VILLAGES
    pages = card.pages(ctx, "task.sums", {"task": task.id}, page, more)
    ctx.say("\n".join([*head, *clusters, *villages_]), *pages)


def table(ctx: Context, args: Args) -> None:
    """Excel in one press: made off the lock, sent when it is there."""
    task = target.task(ctx, args)
    ctx.order("task.table", task=task.id, site=ctx.site)
    ctx.audit("task.table", f"task:{task.id}")
    ctx.say(ctx.t("task.making"))


def register(ctx: Context, args: Args) -> None:
    """从记录里取: what is asked for and known already, by village; nobody needs to be asked."""
    task = target.task(ctx, args)
    counted = census.counted(ctx.session, ctx.scope)
    names = {unit.id: unit.name for unit in units.below(ctx.session, ctx.scope)}
    asked = [(field["label"], name) for field in task.fields if (name := fields.register_name(field))]
    total = {label: sum(numbers.get(name, 0) for numbers in counted.values()) for label, name in asked}
    lines = [ctx.t("task.from_register"), _numbers(ctx, ctx.t("task.total"), total)]
    lines += [
        _numbers(ctx, village, {label: counted.get(id_, {}).get(name, 0) for label, name in asked})
        for id_, village in names.items()
    ]
    ctx.say("\n".join(lines), target.up(ctx, task))


def _numbers(ctx: Context, name: str, numbers: Mapping[str, int]) -> str:
    figures = ctx.t("task.between").join(f"{label}{number}" for label, number in numbers.items())
    return ctx.t("task.village", name=name, figures=figures)


ACTIONS = (
    Action("task.sums", shown_sums, on="task"),
    Action("receipt.sums", recipients_sums, on="receipt"),
    Action("task.table", table, on="task"),
    Action("task.register", register, on="task"),
)
