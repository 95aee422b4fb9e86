"""The board of tasks for admins and leaders: what is open, how it stands by village, what is stuck, the table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from handlers import card
from handlers.kit import access, answers, emergency, forms
from handlers.kit.access import Relation
from handlers.kit.context import Context, Eyes
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused
from handlers.tasks import cards, chasing, composing, fields, receiving, sums
from storage import census, receipts, settings, tasks, units
from storage.receipts import Row
from storage.scope import Scope
from storage.tasks import Standing

SHOWN: Final = 6
VILLAGES: Final = 10
LONGEST_NAME: Final = 12


def whose(ctx: Context, task_id: int) -> Relation | None:
    """A task is its sender's; others stand to it as to the villages it went to. One that went nowhere yet is for
    whoever reads the whole township, who may be asked for the second word."""
    task = tasks.one(ctx.session, ctx.scope, task_id)
    if task is None:
        return None
    if task.sender_id == ctx.scope.person_id:
        return "own"
    fresh = task.state in ("draft", "waiting", "dropped")
    near = ctx.scope.reads(None) if fresh else receipts.sees(ctx.session, ctx.scope, task_id)
    return "subtree" if near else "township"


def said(ctx: Context, args: Args) -> None:
    """任务: one's own; for admins and leaders the open ones too. With words behind it an admin makes one of them."""
    words = str(args["argument"]).strip()
    makes = access.allowed("task.form", ctx.scope.roles, None)
    if words and makes:
        if not _setting(ctx, words):
            composing.begin(ctx, words)
        return
    own = receiving.listed(ctx)
    lines = [ctx.t("task.own", count=len(own))] if own else []
    choices = [*own, *_board(ctx, lines)]
    if makes:
        choices.append(Choice(ctx.t("button.task_new"), "task.new"))
        choices += [
            Choice(ctx.t("task.template", name=one.template), "task.again", {"task": one.id})
            for one in tasks.templates(ctx.session, ctx.scope)[:SHOWN]
        ]
    shown = lines or [ctx.t("task.none_to_send" if makes else "task.none")]
    ctx.say("\n".join([*emergency.lines(ctx.eyes), *shown]), *choices)


def _setting(ctx: Context, words: str) -> bool:
    """任务 二人确认 100: above how many recipients a second admin confirms."""
    word, _, number = words.partition(" ")
    if word != ctx.t("task.setting_word"):
        return False
    above = answers.as_number(number)
    if above is None:
        ctx.say(ctx.t("task.setting", above=composing.limit(ctx)))
        return True
    settings.put(ctx.session, ctx.scope, composing.KEY, {"above": above})
    ctx.audit("task.setting", f"unit:{ctx.scope.township_id}", str(above))
    ctx.say(ctx.t("task.setting", above=above))
    return True


def _board(ctx: Context, lines: list[str]) -> list[Choice]:
    if not access.allowed("task.show", ctx.scope.roles, "subtree"):
        return []
    found = [one for one in tasks.listed(ctx.session, ctx.scope, ("open", "waiting"), 30) if _near(ctx, one)][:SHOWN]
    if found:
        lines.append(ctx.t("task.board", count=len(found)))
    for one in found:
        lines.append(_line(ctx, one))
    return [
        Choice(ctx.t("task.one", id=one.id, text=card.brief(one.text)), "task.show", {"task": one.id}) for one in found
    ]


def _near(ctx: Context, task: Standing) -> bool:
    return whose(ctx, task.id) in access.NEAR


def _line(ctx: Context, task: Standing) -> str:
    counts = receipts.counts(ctx.session, ctx.scope, task.id)
    told = chasing.counts_of(counts, ("received", "done", "stuck"))
    total = sum(counts.values()) - counts.get("cancelled", 0)
    head = ctx.t("task.head", id=task.id, text=card.brief(task.text))
    return ctx.t("task.bar", head=head, bar=bar(told, total), told=told, total=total)


def bar(part: int, whole: int) -> str:
    """▓▓▓▓▓░░░░░: ten tenths."""
    full = part * 10 // whole if whole else 0
    return "▓" * full + "░" * (10 - full)


def new(ctx: Context, args: Args) -> None:
    """Makes a new one."""
    composing.begin(ctx)


def _task(ctx: Context, args: Args) -> Standing:
    task = tasks.one(ctx.session, ctx.scope, int(args["task"]))
    if task is None:
        raise Refused("press.gone")
    return task


def show(ctx: Context, args: Args) -> None:
    """How a task stands now."""
    cards.show(ctx, _task(ctx, args))


def villages(ctx: Context, args: Args) -> None:
    """By village: how many of those asked have said what. Villages, in the order of the tree; no person is named."""
    task, page = _task(ctx, args), int(args["page"])
    by: dict[str, list[Row]] = defaultdict(list)
    for row in receipts.rows(ctx.session, ctx.scope, task.id):
        if row.state != "cancelled":
            by[row.village or ctx.t("task.no_village")].append(row)
    names = list(by)
    shown = names[page * VILLAGES : (page + 1) * VILLAGES]
    lines = [ctx.t("task.villages", id=task.id)]
    lines += [ctx.t("task.village", name=name, figures=cards.figures(ctx.eyes, _counted(by[name]))) for name in shown]
    more = len(names) > (page + 1) * VILLAGES
    pages = card.pages(ctx, "task.villages", {"task": task.id}, page, more)
    ctx.say("\n".join(lines), *pages, _up(ctx, task))


def _counted(rows: list[Row]) -> dict[Any, int]:
    found: dict[Any, int] = defaultdict(int)
    for row in rows:
        found[row.state] += 1
    return found


def stuck(ctx: Context, args: Args) -> None:
    """What is stuck, the same reasons together."""
    task = _task(ctx, args)
    by: dict[str, list[Row]] = defaultdict(list)
    for row in receipts.rows(ctx.session, ctx.scope, task.id, ("stuck",)):
        by[row.why or ""].append(row)
    lines = [ctx.t("task.stuck_head", id=task.id, count=sum(map(len, by.values())))]
    choices = []
    for why, rows in sorted(by.items(), key=lambda one: -len(one[1])):
        where = ctx.t("card.comma").join(dict.fromkeys(row.village or row.name for row in rows))
        lines.append(ctx.t("task.stuck_line", why=why, count=len(rows), where=where))
        if task.sender_id == ctx.member.person_id:
            args_ = {"task": task.id}
            choices += [
                Choice(ctx.t("task.solve_of", name=row.name), "task.solve", args_ | {"receipt": row.id}) for row in rows
            ]
    ctx.say("\n".join(lines), *choices[:SHOWN], _up(ctx, task))


def solve(ctx: Context, args: Args) -> None:
    """The sender has solved it: the recipient is told, and goes on."""
    task = _task(ctx, args)
    row = next(
        (one for one in receipts.rows(ctx.session, ctx.scope, task.id, ("stuck",)) if one.id == args["receipt"]), None
    )
    if row is None or not receipts.solve(ctx.session, ctx.scope, task.id, row.id):
        raise Refused("task.not_stuck")
    ctx.audit("task.solve", f"task:{task.id}")
    again = Choice(ctx.t("button.open_task"), "receipt.show", {"receipt": row.id})
    ctx.tell(row.person_id, ctx.t("task.solved_for_you", text=card.shortened(task.text)), again)
    ctx.say(ctx.t("task.solved", name=row.name))


def calls(ctx: Context, args: Args) -> None:
    """Whom to call, with numbers. For the sender alone and whoever leads there."""
    task = _task(ctx, args)
    text, choices = chasing.calls(ctx.eyes, task)
    ctx.audit("task.calls", f"task:{task.id}")
    ctx.say(text, *choices)


def shown_sums(ctx: Context, args: Args) -> None:
    """What was filled in, by cluster and village. Who may see answers, the sender has said."""
    task = _task(ctx, args)
    if task.sender_id != ctx.member.person_id and task.visible == "sender":
        raise Refused("task.answers_hidden")
    _sums(ctx, ctx.eyes, task, int(args["page"]))
    ctx.offer(Choice(ctx.t("button.task_table"), "task.table", {"task": task.id}), _up(ctx, task))


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
    task = _task(ctx, args)
    ctx.order("task.table", task=task.id)
    ctx.audit("task.table", f"task:{task.id}")
    ctx.say(ctx.t("task.making"))


def recall(ctx: Context, args: Args) -> None:
    """撤回: what has not gone out never does; who got it is told that it need not be done."""
    task = _task(ctx, args)
    if not args.get("sure"):
        yes = Choice(ctx.t("button.task_recall_sure"), "task.recall", {"task": task.id, "sure": True})
        ctx.say(ctx.t("task.recall_ask", text=card.shortened(task.text)), yes, _up(ctx, task))
        return
    stopped = tasks.recall(ctx.session, ctx.scope, task, ctx.now)
    if stopped is None:
        raise Refused("task.over")
    ctx.audit("task.recall", f"task:{task.id}")
    sent, never = stopped
    ctx.say(ctx.t("task.recalled", sent=sent, never=never), about=cards.about(task.id))


def close(ctx: Context, args: Args) -> None:
    """结束: nobody is asked again, and nothing more is taken in."""
    task = _task(ctx, args)
    if not tasks.move(ctx.session, ctx.scope, task.id, "closed", ctx.now, cursor=None):
        raise Refused("task.over")
    ctx.audit("task.close", f"task:{task.id}")
    cards.show(ctx, _task(ctx, args))


def template(ctx: Context, args: Args) -> None:
    """存为模板: asks for a name."""
    forms.start(ctx, TEMPLATE, task=_task(ctx, args).id)


def _named(ctx: Context, known: Answers) -> None:
    name = str(known["name"])[:LONGEST_NAME]
    if whose(ctx, int(known["task"])) not in access.NEAR:
        raise Refused("press.gone")
    tasks.name_template(ctx.session, ctx.scope, int(known["task"]), name)
    ctx.say(ctx.t("task.template_kept", name=name))


def register(ctx: Context, args: Args) -> None:
    """从记录里取: what is asked for and known already, by village; nobody needs to be asked."""
    task = _task(ctx, args)
    counted = census.counted(ctx.session, ctx.scope)
    names = {unit.id: unit.name for unit in units.below(ctx.session, ctx.scope)}
    asked = [(field["label"], name) for field in task.fields if (name := fields.register_name(field))]
    total = {label: sum(numbers.get(name, 0) for numbers in counted.values()) for label, name in asked}
    lines = [ctx.t("task.from_register"), _numbers(ctx, ctx.t("task.total"), total)]
    lines += [
        _numbers(ctx, village, {label: counted.get(id_, {}).get(name, 0) for label, name in asked})
        for id_, village in names.items()
    ]
    ctx.say("\n".join(lines), _up(ctx, task))


def _numbers(ctx: Context, name: str, numbers: Mapping[str, int]) -> str:
    figures = ctx.t("task.between").join(f"{label}{number}" for label, number in numbers.items())
    return ctx.t("task.village", name=name, figures=figures)


def _up(ctx: Context, task: Standing) -> Choice:
    return Choice(ctx.t("button.up"), "task.show", {"task": task.id})


TEMPLATE = Form(
    "task.naming",
    (Step("name", lambda ctx, known: ctx.t("task.ask_name"), answers.text, takes_number=True),),
    _named,
)
ACTIONS = (
    Action("task.new", new),
    Action("task.show", show, on="task"),
    Action("task.villages", villages, on="task"),
    Action("task.stuck", stuck, on="task"),
    Action("task.calls", calls, on="task"),
    Action("task.sums", shown_sums, on="task"),
    Action("receipt.sums", recipients_sums, on="receipt"),
    Action("task.table", table, on="task"),
    Action("task.solve", solve, on="task"),
    Action("task.recall", recall, on="task"),
    Action("task.close", close, on="task"),
    Action("task.template", template, on="task"),
    Action("task.register", register, on="task"),
    Action("task.edit", composing.edit, on="task"),
    Action("task.again", composing.again, on="task"),
    Action("task.drop", composing.drop, on="task"),
    Action("task.send", composing.send, on="task"),
    Action("task.approve", composing.approve, on="task"),
    Action("task.decline", composing.decline, on="task"),
)
FORMS = (composing.FORM, TEMPLATE)
