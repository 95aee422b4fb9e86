"""任务: one's own tasks, and for admins and leaders the board of those that are open."""

from __future__ import annotations

from typing import Final

from handlers import card
from handlers.kit import access, answers, emergency
from handlers.kit.context import Context, Eyes
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args
from handlers.tasks import cards, composing, own, progress, releasing, results, steering, target
from storage import settings, tasks
from storage.tasks import Standing

SHOWN: Final = 6
# As many of the newest are looked through for those that are one's business.
MOST: Final = 30


def said(ctx: Context, args: Args) -> None:
    """任务: one's own; for admins and leaders the open ones too. With words behind it an admin makes one of them."""
    words = str(args["argument"]).strip()
    makes = access.allowed("task.form", ctx.scope.roles, None)
    if words and makes:
        if not _setting(ctx, words):
            composing.begin(ctx, words)
        return
    mine = own.listed(ctx)
    lines = [ctx.t("task.own", count=len(mine))] if mine else []
    choices = [*mine, *_board(ctx, lines)]
    if makes:
        choices.append(Choice(ctx.t("button.task_new"), "task.new"))
        choices += [
            Choice(ctx.t("task.template", name=one.template), "task.again", {"task": one.id})
            for one in tasks.templates(ctx.session, ctx.scope)[:SHOWN]
        ]
    shown = lines or [ctx.t("task.none_to_send" if makes else "task.none")]
    if access.allowed("task.show", ctx.scope.roles, "subtree"):
        shown = [*shown, ctx.t("task.page", page=f"{ctx.site}/tasks")]
    ctx.say("\n".join([*emergency.lines(ctx.eyes), *shown]), *choices)


def _setting(ctx: Context, words: str) -> bool:
    """任务 二人确认 100: above how many recipients a second admin confirms."""
    word, _, number = words.partition(" ")
    if word != ctx.t("task.setting_word"):
        return False
    above = answers.as_number(number)
    if above is None:
        ctx.say(ctx.t("task.setting", above=releasing.limit(ctx)))
        return True
    settings.put(ctx.session, ctx.scope, releasing.KEY, {"above": above})
    ctx.audit("task.setting", f"unit:{ctx.scope.township_id}", str(above))
    ctx.say(ctx.t("task.setting", above=above))
    return True


def _board(ctx: Context, lines: list[str]) -> list[Choice]:
    found = board(ctx.eyes)[:SHOWN]
    if found:
        lines.append(ctx.t("task.board", count=len(found)))
    for one in found:
        lines.append(_line(ctx, one))
    return [
        Choice(ctx.t("task.one", id=one.id, text=card.brief(one.text)), "task.show", {"task": one.id}) for one in found
    ]


def board(eyes: Eyes) -> list[Standing]:
    """The open tasks, and those that wait for a second word, that are somebody's business; the newest first."""
    if not access.allowed("task.show", eyes.scope.roles, "subtree"):
        return []
    newest = tasks.listed(eyes.session, eyes.scope, ("open", "waiting"), MOST)
    return [one for one in newest if target.seen(eyes, one.id) in access.NEAR]


def _line(ctx: Context, task: Standing) -> str:
    whole = progress.whole(ctx.eyes, task)
    head = ctx.t("task.head", id=task.id, text=card.brief(task.text))
    return ctx.t("task.bar", head=head, bar=bar(whole.told, whole.total), told=whole.told, total=whole.total)


def bar(part: int, whole: int) -> str:
    """▓▓▓▓▓░░░░░: ten tenths."""
    full = part * 10 // whole if whole else 0
    return "▓" * full + "░" * (10 - full)


def new(ctx: Context, args: Args) -> None:
    """Makes a new one."""
    composing.begin(ctx)


def show(ctx: Context, args: Args) -> None:
    """How a task stands now."""
    cards.show(ctx, target.task(ctx, args))


ACTIONS = (
    Action("task.new", new),
    Action("task.show", show, on="task"),
    *composing.ACTIONS,
    *releasing.ACTIONS,
    *progress.ACTIONS,
    *results.ACTIONS,
    *steering.ACTIONS,
)
FORMS = (composing.FORM, *steering.FORMS)
