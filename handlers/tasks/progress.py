"""How a task stands by village, what is stuck in it and whom to call: read in chat and on the page alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from handlers import card
from handlers.kit.context import Context, Eyes
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args
from handlers.tasks import calling, cards, target
from storage import tallies
from storage.tallies import Row
from storage.tasks import Standing
from storage.vocabulary import SAID_STATES, ReceiptState

SHOWN: Final = 6
VILLAGES: Final = 10


class Village(Struct, frozen=True):
    """A village, or all of a task: how many of those asked stand in which state."""

    name: str
    counts: dict[ReceiptState, int]

    @property
    def told(self) -> int:
        """How many have said something."""
        return calling.counts_of(self.counts, SAID_STATES)

    @property
    def total(self) -> int:
        """How many were asked; whom a recall spared was not."""
        return sum(self.counts.values()) - self.counts.get("cancelled", 0)


class Reason(Struct, frozen=True):
    """What is stuck, in the words of whoever said it first: all who said the same."""

    why: str
    rows: Sequence[Row]

    @property
    def places(self) -> Sequence[str]:
        """Where; for whoever has no village, his name."""
        return list(dict.fromkeys(row.village or row.name for row in self.rows))


def whole(eyes: Eyes, task: Standing) -> Village:
    """All of a task that these eyes see."""
    return Village(eyes.t("task.total"), tallies.counts(eyes.session, eyes.scope, task.id))


def by_village(eyes: Eyes, task: Standing) -> list[Village]:
    """Villages, in the order of the tree; no person is named."""
    by: dict[str, Counter[ReceiptState]] = {}
    for row in tallies.rows(eyes.session, eyes.scope, task.id):
        if row.state != "cancelled":
            by.setdefault(row.village or eyes.t("task.no_village"), Counter())[row.state] += 1
    return [Village(name, dict(counts)) for name, counts in by.items()]


def reasons(eyes: Eyes, task: Standing) -> list[Reason]:
    """What is stuck, the same reasons together, the commonest first."""
    by: dict[str, list[Row]] = {}
    for row in tallies.rows(eyes.session, eyes.scope, task.id, ("stuck",)):
        by.setdefault(row.why or "", []).append(row)
    return [Reason(why, rows) for why, rows in sorted(by.items(), key=lambda one: -len(one[1]))]


def villages(ctx: Context, args: Args) -> None:
    """By village: how many of those asked have said what."""
    task, page = target.task(ctx, args), int(args["page"])
    found = by_village(ctx.eyes, task)
    shown = found[page * VILLAGES : (page + 1) * VILLAGES]
    lines = [ctx.t("task.villages", id=task.id)]
    lines += [ctx.t("task.village", name=one.name, figures=cards.figures(ctx.eyes, one.counts)) for one in shown]
    more = len(found) > (page + 1) * VILLAGES
    pages = card.pages(ctx, "task.villages", {"task": task.id}, page, more)
    ctx.say("\n".join(lines), *pages, target.up(ctx, task))


def stuck(ctx: Context, args: Args) -> None:
    """What is stuck; its sender can say that it is solved."""
    task = target.task(ctx, args)
    found = reasons(ctx.eyes, task)
    lines = [ctx.t("task.stuck_head", id=task.id, count=sum(len(one.rows) for one in found))]
    choices = []
    for one in found:
        where = ctx.t("card.comma").join(one.places)
        lines.append(ctx.t("task.stuck_line", why=one.why, count=len(one.rows), where=where))
        if task.sender_id == ctx.member.person_id:
            choices += [
                Choice(ctx.t("task.solve_of", name=row.name), "task.solve", {"task": task.id, "receipt": row.id})
                for row in one.rows
            ]
    ctx.say("\n".join(lines), *choices[:SHOWN], target.up(ctx, task))


def calls(ctx: Context, args: Args) -> None:
    """Whom to call, with numbers. For the sender alone and whoever leads there."""
    task = target.task(ctx, args)
    text, choices = calling.calls(ctx.eyes, task)
    ctx.audit("task.calls", f"task:{task.id}")
    ctx.say(text, *choices)


ACTIONS = (
    Action("task.villages", villages, on="task"),
    Action("task.stuck", stuck, on="task"),
    Action("task.calls", calls, on="task"),
)
