"""The recipient's side: 收到, 办结, 有困难, and filling in what was asked - one by one, or all in one message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from handlers import card
from handlers.kit import answers, forms
from handlers.kit.access import Relation
from handlers.kit.answers import Options, Read
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Routes
from handlers.tasks import cards, fields
from handlers.tasks.cards import Asked
from storage import receipts, tasks
from storage.receipts import Receipt
from storage.tasks import Standing
from storage.vocabulary import ReceiptState

# A task that is open longer than one's own list shows.
MOST: Final = 8
# What the buttons of a card say, and do.
_SAID: Final = {"button.received": "receipt.take", "button.done": "receipt.done", "button.stuck": "receipt.stuck"}
_LONGEST: Final = 12


def whose(ctx: Context, receipt_id: int) -> Relation | None:
    """A receipt is its recipient's and nobody else's: for others there is none."""
    return "own" if receipts.own(ctx.session, ctx.scope, receipt_id) else None


def _mine(ctx: Context, receipt_id: int) -> tuple[Receipt, Standing]:
    receipt = receipts.own(ctx.session, ctx.scope, receipt_id)
    task = tasks.of_receipt(ctx.session, ctx.scope, receipt_id)
    if receipt is None or task is None:
        raise Refused("press.gone")
    return receipt, task


def show(ctx: Context, args: Args) -> None:
    """One's own card of a task."""
    _show(ctx, int(args["receipt"]))


def _show(ctx: Context, receipt_id: int, then: str = "") -> None:
    receipt, task = _mine(ctx, receipt_id)
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
    )
    reply = cards.asked(ctx.texts, shown, ctx.now)
    # Behind the card, whose first line is what it is known by.
    ctx.say("\n".join(filter(None, (reply.text, then))), *reply.choices, about=reply.about)


def listed(ctx: Context) -> list[Choice]:
    """One's own tasks that are not done, a button each."""
    found = []
    for receipt in receipts.open_(ctx.session, ctx.scope, MOST):
        task = tasks.of_receipt(ctx.session, ctx.scope, receipt.id)
        assert task is not None  # the receipt is his
        found.append(Choice(card.shortened(task.text), "receipt.show", {"receipt": receipt.id}))
    return found


def said(ctx: Context, routes: Routes, text: str) -> bool:
    """收到, 办结 or 有困难 typed where no card offers it, as on another channel; True if it was one and is done.

    It means the one task that is open; of several, which one is asked.
    """
    action = next((act for key, act in _SAID.items() if text == ctx.t(key)), None) if len(text) <= _LONGEST else None
    waiting = receipts.open_(ctx.session, ctx.scope, MOST) if action else []
    if action is None or not waiting:
        return False
    if len(waiting) == 1:
        routes.press(ctx, action, {"receipt": waiting[0].id})
    else:
        named = [replace(choice, action=action) for choice in listed(ctx)]
        ctx.say(ctx.t("choice.which", label=text), *named)
    return True


def take(ctx: Context, args: Args) -> None:
    """收到."""
    _say(ctx, int(args["receipt"]), "received")


def done(ctx: Context, args: Args) -> None:
    """办结; when something is to be filled in, that is asked first."""
    receipt, task = _mine(ctx, int(args["receipt"]))
    if _missing(task.fields, receipt.answers):
        fill(ctx, args)
        return
    _say(ctx, receipt.id, "done")


def _missing(asked: Sequence[Mapping[str, Any]], given: Mapping[str, Any]) -> bool:
    return any(field["label"] not in given for field in asked)


def _say(ctx: Context, receipt_id: int, to: ReceiptState, why: str | None = None) -> None:
    before, task = _mine(ctx, receipt_id)
    if not receipts.say(ctx.session, ctx.scope, receipt_id, to, ctx.now, why) and task.state != "open":
        raise Refused("task.over")
    _show(ctx, receipt_id, ctx.t("task.noted") if before.state != to else "")


def stuck(ctx: Context, args: Args) -> None:
    """有困难: asks why."""
    receipt, task = _mine(ctx, int(args["receipt"]))
    if task.state != "open":
        raise Refused("task.over")
    forms.start(ctx, WHY, receipt=receipt.id)


def _stuck(ctx: Context, known: Answers) -> None:
    """The reason goes to the sender, as something for him to solve."""
    why = str(known["why"])
    receipt, task = _mine(ctx, int(known["receipt"]))
    _say(ctx, receipt.id, "stuck", why)
    solved = Choice(ctx.t("button.task_solve"), "task.solve", {"task": task.id, "receipt": receipt.id})
    said = ctx.t("task.is_stuck", name=ctx.member.name, text=card.shortened(task.text), why=why)
    ctx.tell(task.sender_id, said, solved)


def fill(ctx: Context, args: Args) -> None:
    """Asks for what is to be filled in; what is known from the register is offered to be confirmed."""
    receipt, task = _mine(ctx, int(args["receipt"]))
    if task.state != "open":
        raise Refused("task.over")
    if receipt.state == "done" and ctx.now > task.due_at:
        raise Refused("task.too_late_to_change")
    villages = [receipt.village_id] if receipt.village_id else list(ctx.home)
    known = [fields.known(ctx.eyes, villages, field) for field in task.fields]
    forms.start(ctx, FILL, receipt=receipt.id, fields=list(task.fields), known=known)


def _field(known: Answers, place: int) -> Mapping[str, Any]:
    found: Mapping[str, Any] = known["fields"][place]
    return found


def _key(field: Mapping[str, Any], place: int) -> str:
    """The step that asks for a field: one that takes photos is another than one that takes words."""
    return f"p{place}" if field["kind"] == "photo" else f"f{place}"


def _ask(place: int, ctx: Context, known: Answers) -> str:
    field, known_as = _field(known, place), known["known"][place]
    lines = [ctx.texts.of("field_ask", field["kind"], label=field["label"])]
    if known_as is not None:
        lines.append(ctx.t("task.register_says", value=known_as))
    if place == 0 and len(known["fields"]) > 1:
        labels = ctx.t("card.comma").join(one["label"] for one in known["fields"])
        lines.append(ctx.t("task.all_at_once", fields=labels))
    return "\n".join(lines)


def _options(place: int, ctx: Context, known: Answers) -> Options:
    field, known_as = _field(known, place), known["known"][place]
    offered = list(fields.options(field, known_as))
    return [*offered, (ctx.t("button.skip_field"), None)] if field["optional"] else offered


def _read(place: int, ctx: Context) -> Any:
    """An answer to this question; the first one may bring all the others along."""
    assert ctx.draft is not None  # a step is only read inside its form
    known = ctx.draft.answers
    said = ctx.incoming.text
    if place == 0 and (found := fields.together(ctx, known["fields"], said)) is not None:
        for number, field in enumerate(known["fields"][1:], 1):
            known[_key(field, number)] = found[field["label"]]
        return found[_field(known, 0)["label"]]
    field, offered = _field(known, place), _options(place, ctx, known)
    if field["kind"] == "photo":
        return _photo(ctx, offered)
    labels = [label for label, _ in offered]
    if field["kind"] != "number" or said in labels:  # a number typed is the answer, not the place of an option
        picked = answers.pick(said, labels) if field["kind"] != "text" or said in labels else None
        if picked is not None:
            return offered[picked][1]
    return fields.value(ctx, field, said)


def _photo(ctx: Context, offered: Options) -> Any:
    if ctx.incoming.files:
        return answers.files(ctx)
    if answers.pick(ctx.incoming.text, [label for label, _ in offered]) is not None:
        return None
    raise answers.Unreadable("answer.photo")


def _filled(ctx: Context, known: Answers) -> None:
    """All answered: kept, and with that it is done."""
    given = {field["label"]: known[_key(field, place)] for place, field in enumerate(known["fields"])}
    receipt, task = _mine(ctx, int(known["receipt"]))
    if task.state != "open":
        raise Refused("task.over")
    receipts.answer(ctx.session, ctx.scope, receipt.id, given)
    receipts.say(ctx.session, ctx.scope, receipt.id, "done", ctx.now)
    _show(ctx, receipt.id, ctx.t("task.filled"))
    if task.visible == "recipients":
        ctx.offer(Choice(ctx.t("button.sums"), "receipt.sums", {"receipt": receipt.id}))


def _applies(place: int, photo: bool) -> Callable[[Answers], bool]:
    def when(known: Answers) -> bool:
        return place < len(known["fields"]) and (known["fields"][place]["kind"] == "photo") == photo

    return when


def _step(place: int, *, photo: bool) -> Step:
    read: Read = partial(_read, place)
    return Step(
        f"p{place}" if photo else f"f{place}",
        partial(_ask, place),
        read,
        partial(_options, place),
        _applies(place, photo),
        takes_number=not photo,
        takes_files=photo,
    )


FILL = Form(
    "receipt.filling",
    tuple(_step(place, photo=photo) for place in range(fields.MOST) for photo in (False, True)),
    _filled,
)
WHY = Form(
    "receipt.why",
    (Step("why", lambda ctx, known: ctx.t("task.ask_stuck"), answers.text, takes_number=True),),
    _stuck,
)
ACTIONS = (
    Action("receipt.show", show, on="receipt"),
    Action("receipt.take", take, on="receipt"),
    Action("receipt.done", done, on="receipt"),
    Action("receipt.stuck", stuck, on="receipt"),
    Action("receipt.fill", fill, on="receipt"),
)
FORMS = (FILL, WHY)
