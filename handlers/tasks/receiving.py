"""The recipient's buttons: 收到, 办结, 有困难 and why; each of them typed means the open task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace

from handlers import card
from handlers.kit import answers, forms
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Routes
from handlers.tasks import filling, own
from storage import receipts
from storage.vocabulary import ReceiptState

# What the buttons of a card say, and do.
_SAID: Final = {"button.received": "receipt.take", "button.done": "receipt.done", "button.stuck": "receipt.stuck"}
_LONGEST: Final = 12


def said(ctx: Context, routes: Routes, text: str) -> bool:
    """收到, 办结 or 有困难 typed where no card offers it, as on another channel; True if it was one and is done.

    It means the one task that is open; of several, which one is asked.
    """
    action = next((act for key, act in _SAID.items() if text == ctx.t(key)), None) if len(text) <= _LONGEST else None
    waiting = receipts.open_(ctx.session, ctx.scope, own.MOST) if action else []
    if action is None or not waiting:
        return False
    if len(waiting) == 1:
        routes.press(ctx, action, {"receipt": waiting[0].id})
    else:
        named = [replace(choice, action=action) for choice in own.listed(ctx)]
        ctx.say(ctx.t("choice.which", label=text), *named)
    return True


def take(ctx: Context, args: Args) -> None:
    """收到."""
    _say(ctx, int(args["receipt"]), "received")


def done(ctx: Context, args: Args) -> None:
    """办结; when something is to be filled in, that is asked first."""
    receipt, task = own.mine(ctx, int(args["receipt"]))
    if _missing(task.fields, receipt.answers):
        filling.fill(ctx, args)
        return
    _say(ctx, receipt.id, "done")


def _missing(asked: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> bool:
    return any(field["label"] not in given for field in asked)


def _say(ctx: Context, receipt_id: int, to: ReceiptState, why: str | None = None) -> None:
    before, task = own.mine(ctx, receipt_id)
    if not receipts.say(ctx.session, ctx.scope, receipt_id, to, ctx.now, why) and task.state != "open":
        raise Refused("task.over")
    own.shown(ctx, receipt_id, ctx.t("task.noted") if before.state != to else "")


def stuck(ctx: Context, args: Args) -> None:
    """有困难: asks why."""
    receipt, task = own.mine(ctx, int(args["receipt"]))
    if task.state != "open":
        raise Refused("task.over")
    forms.start(ctx, WHY, receipt=receipt.id)


def _stuck(ctx: Context, known: Answers) -> None:
    """The reason goes to the sender, as something for him to solve."""
    why = str(known["why"])
    receipt, task = own.mine(ctx, int(known["receipt"]))
    _say(ctx, receipt.id, "stuck", why)
    solved = Choice(ctx.t("button.task_solve"), "task.solve", {"task": task.id, "receipt": receipt.id})
    said = ctx.t("task.is_stuck", name=ctx.member.name, text=card.shortened(task.text), why=why)
    ctx.tell(task.sender_id, said, solved)


WHY = Form(
    "receipt.why",
    (Step("why", lambda ctx, known: ctx.t("task.ask_stuck"), answers.text, takes_number=True),),
    _stuck,
)
ACTIONS = (
    Action("receipt.take", take, on="receipt"),
    Action("receipt.done", done, on="receipt"),
    Action("receipt.stuck", stuck, on="receipt"),
    *own.ACTIONS,
    *filling.ACTIONS,
)
FORMS = (*filling.FORMS, WHY)
