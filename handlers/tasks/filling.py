"""Filling in what a task asks for: one by one, or all in one message; what the register knows is confirmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from handlers.kit import answers, forms
from handlers.kit.answers import Options, Read
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused
from handlers.tasks import fields, own
from storage import receipts, taskfiles


def fill(ctx: Context, args: Args) -> None:
    """Asks for what is to be filled in; what is known from the register is offered to be confirmed."""
    receipt, task = own.mine(ctx, int(args["receipt"]))
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
    receipt, task = own.mine(ctx, int(known["receipt"]))
    if task.state != "open":
        raise Refused("task.over")
    photos = [given[field["label"]] for field in known["fields"] if field["kind"] == "photo"]
    receipts.answer(ctx.session, ctx.scope, receipt.id, given)
    taskfiles.answer_with(ctx.session, ctx.scope, task.id, receipt.id, [one for one in photos if one is not None])
    receipts.say(ctx.session, ctx.scope, receipt.id, "done", ctx.now)
    own.shown(ctx, receipt.id, ctx.t("task.filled"))
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
ACTIONS = (Action("receipt.fill", fill, on="receipt"),)
FORMS = (FILL,)
