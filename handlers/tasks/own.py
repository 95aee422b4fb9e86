"""One's own card of a task, and the list of those that are not done."""

from __future__ import annotations

from typing import Final

from handlers import card
from handlers.kit.access import Relation
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused
from handlers.tasks import cards
from handlers.tasks.cards import Asked
from storage import receipts, tasks
from storage.receipts import Receipt
from storage.tasks import Standing

# As many of one's own tasks as a list shows.
MOST: Final = 8


def whose(ctx: Context, receipt_id: int) -> Relation | None:
    """A receipt is its recipient's and nobody else's: for others there is none."""
    return "own" if receipts.own(ctx.session, ctx.scope, receipt_id) else None


def mine(ctx: Context, receipt_id: int) -> tuple[Receipt, Standing]:
    """One's own receipt and its task. Raises Refused where it is not one's own."""
    receipt = receipts.own(ctx.session, ctx.scope, receipt_id)
    task = tasks.of_receipt(ctx.session, ctx.scope, receipt_id)
    if receipt is None or task is None:
        raise Refused("press.gone")
    return receipt, task


def show(ctx: Context, args: Args) -> None:
    """One's own card of a task, with all that came with it."""
    shown(ctx, int(args["receipt"]), asked=True)


def shown(ctx: Context, receipt_id: int, then: str = "", *, asked: bool = False) -> None:
    """Shows it as it stands; `then` is a line behind it; `asked`: he wants to see its photos too.

    Raises Refused when the task is over.
    """
    receipt, task = mine(ctx, receipt_id)
    if task.state != "open":
        raise Refused("task.over")
    shown = Asked(
        receipt.id,
        task.sender,
        task.text,
        task.due_at,
        task.fields,
        task.urgent_why,
        receipt.state,
        receipt.why,
        receipt.late,
        receipt.answers,
        cards.files_of(ctx.session, task.id, asked=asked),
    )
    reply = cards.asked(ctx.texts, shown, ctx.now)
    # Behind the card, whose first line is what it is known by.
    ctx.say("\n".join(filter(None, (reply.text, then))), *reply.choices, about=reply.about, files=reply.files)


def listed(ctx: Context) -> list[Choice]:
    """One's own tasks that are not done, a button each."""
    found = []
    for receipt in receipts.open_(ctx.session, ctx.scope, MOST):
        task = tasks.of_receipt(ctx.session, ctx.scope, receipt.id)
        assert task is not None  # the receipt is his
        found.append(Choice(card.shortened(task.text), "receipt.show", {"receipt": receipt.id}))
    return found


ACTIONS = (Action("receipt.show", show, on="receipt"),)
