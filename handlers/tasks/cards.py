"""The two cards of a task: the one its recipient answers on, and the one that shows its sender how it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct
from sqlalchemy.orm import Session

from handlers import card
from handlers.kit.context import Context, Eyes
from handlers.kit.messages import Attachment, Choice, Reply
from handlers.kit.texts import Texts
from handlers.tasks import fields
from storage import receipts, tallies, taskfiles
from storage.tasks import Standing
from storage.vocabulary import RECEIPT_STATES, SAID_STATES, ReceiptState

# States in the order in which they are told; what nobody stands in is left out.
TOLD: Final[tuple[ReceiptState, ...]] = ("done", "received", "stuck", "delivered", "sent", "waiting")
LATER: Final[tuple[ReceiptState, ...]] = ("on_leave", "unreachable", "cancelled")


class Asked(Struct, frozen=True):
    """What a recipient is shown of a task: its words are those of its newest version."""

    receipt: int
    sender: str
    text: str
    due_at: datetime
    fields: Sequence[Mapping[str, Any]]
    urgent_why: str | None
    state: ReceiptState = "sent"
    why: str | None = None
    late: bool = False
    answers: Mapping[str, Any] | None = None
    files: tuple[Attachment, ...] = ()


def asked(t: Texts, one: Asked, now: datetime, lead: str = "") -> Reply:
    """The recipient's card; `lead` is a line before it (a correction, a reminder)."""
    lines = [lead, t("task.asks", sender=one.sender, text=one.text), t("task.until", due=moment(t, one.due_at, now))]
    if one.urgent_why:
        lines.insert(1, t("task.urgent_because", why=one.urgent_why))
    if one.fields:
        labels = t("card.comma").join(str(field["label"]) for field in one.fields)
        lines.append(t("task.to_fill", fields=labels))
    lines += [carried(t, one.files)] if one.files else []
    lines += _answered(t, one)
    if one.state in SAID_STATES:
        said = t.of("receipt_own", one.state, why=one.why or "")
        lines.append(t("task.you_said_late" if one.late else "task.you_said", said=said))
    return Reply("\n".join(filter(None, lines)), tuple(_presses(t, one)), receipts.about(one.receipt), one.files)


def carried(t: Texts, files: Sequence[Attachment]) -> str:
    """附：照片2张."""
    kinds = Counter(file.kind for file in files)
    return t("task.carries", what=t("card.comma").join(t.of("attached", kind, n=n) for kind, n in kinds.items()))


def files_of(session: Session, task_id: int, *, asked: bool) -> tuple[Attachment, ...]:
    """What goes with a task, as a card shows it: a platform sends it along once, and where it is `asked` for."""
    found = taskfiles.of(session.connection(), task_id)
    return tuple(Attachment(one.id, one.kind, asked) for one in found if one.ready)


def _answered(t: Texts, one: Asked) -> list[str]:
    given = one.answers or {}
    filled = [(field["label"], given[field["label"]]) for field in one.fields if given.get(field["label"]) is not None]
    return [t("task.answered", label=label, value=value) for label, value in filled]


def _presses(t: Texts, one: Asked) -> list[Choice]:
    """收到 · 办结 · 有困难: all of them but what was said already."""
    args: dict[str, Any] = {"receipt": one.receipt}
    offered = []
    if one.state not in ("received", "done"):
        offered.append(Choice(t("button.received"), "receipt.take", args))
    if one.state != "done":
        offered.append(Choice(t("button.done"), "receipt.done", args))
    elif one.fields:
        offered.append(Choice(t("button.refill"), "receipt.fill", args))
    if one.state != "stuck":
        offered.append(Choice(t("button.stuck"), "receipt.stuck", args))
    return offered


def riding(t: Texts, one: Asked, now: datetime, lead: str = "") -> Reply:
    """The task as it rides in a morning card: a line, and a button that opens the card itself."""
    text = t("task.rides", sender=one.sender, text=card.shortened(one.text), due=moment(t, one.due_at, now))
    opens = Choice(t("task.open", text=card.shortened(one.text)), "receipt.show", {"receipt": one.receipt})
    return Reply("".join(filter(None, [text, lead])), (opens,), receipts.about(one.receipt))


def recalled(t: Texts, receipt: int, sender: str, text: str) -> Reply:
    """What takes the place of a card whose task was recalled: nothing can be pressed on it."""
    return Reply(t("task.recalled_card", sender=sender, text=card.shortened(text)), (), receipts.about(receipt))


def moment(t: Texts, at: datetime, now: datetime) -> str:
    """11月20日(周五)17:30, in local time."""
    local = at.astimezone(now.tzinfo)
    return t("task.moment", day=t.day(local.date()), time=local.strftime("%H:%M"))


def about(task_id: int) -> str:
    """What the sender's card is about."""
    return f"task:{task_id}"


def status(eyes: Eyes, task: Standing, lead: str = "") -> Reply:
    """How a task stands, for whoever sent it or leads there."""
    counts = tallies.counts(eyes.session, eyes.scope, task.id)
    lines = [lead, eyes.t("task.head", id=task.id, text=card.shortened(task.text))]
    if task.state != "open":
        lines.append(eyes.texts.of("task_state", task.state))
    total = sum(counts.values())
    lines.append(eyes.t("task.sent_to", sent=total - counts.get("waiting", 0), total=total))
    lines.append(figures(eyes, counts))
    if late := tallies.late(eyes.session, eyes.scope, task.id):
        lines.append(eyes.t("task.late", count=late))
    lines.append(eyes.t("task.until", due=moment(eyes.texts, task.due_at, eyes.now)))
    if task.send_at is not None and task.cursor is not None and task.send_at > eyes.now:
        lines.append(eyes.t("task.held", at=moment(eyes.texts, task.send_at, eyes.now)))
    return Reply("\n".join(filter(None, lines)), tuple(_acts(eyes, task, counts)), about(task.id))


def figures(eyes: Eyes, counts: Mapping[ReceiptState, int]) -> str:
    """办结2 收到5 有困难1 送达9 请假1: what nobody stands in is left out."""
    told = [state for state in (*TOLD, *LATER) if counts.get(state)]
    assert set(counts) <= set(RECEIPT_STATES)
    return eyes.t("task.between").join(
        eyes.t("task.figure", state=eyes.texts.of("receipt_state", state), count=counts[state]) for state in told
    )


def _acts(eyes: Eyes, task: Standing, counts: Mapping[ReceiptState, int]) -> list[Choice]:
    args = {"task": task.id}
    offered = [Choice(eyes.t("button.by_village"), "task.villages", args | {"page": 0})]
    if task.fields:
        offered.append(Choice(eyes.t("button.sums"), "task.sums", args | {"page": 0}))
    if counts.get("stuck"):
        offered.append(Choice(eyes.t("button.stuck_reasons"), "task.stuck", args))
    offered.append(Choice(eyes.t("button.call_list"), "task.calls", args))
    offered.append(Choice(eyes.t("button.task_table"), "task.table", args))
    if task.sender_id == eyes.scope.person_id:
        if task.state == "open":
            offered += [
                Choice(eyes.t("button.task_correct"), "task.correct", args),
                Choice(eyes.t("button.task_recall"), "task.recall", args),
                Choice(eyes.t("button.task_close"), "task.close", args),
            ]
        offered += [
            Choice(eyes.t("button.task_again"), "task.again", args),
            Choice(eyes.t("button.task_template"), "task.template", args),
        ]
    return offered


def show(ctx: Context, task: Standing, lead: str = "") -> None:
    """Shows a task as it stands."""
    reply = status(ctx.eyes, task, lead)
    ctx.say(reply.text, *reply.choices, about=reply.about)


def shown_fields(eyes: Eyes, task: Standing) -> str:
    """What a task asks to be filled in, or nothing."""
    return eyes.t("task.to_fill", fields=fields.described(eyes, task.fields)) if task.fields else ""
