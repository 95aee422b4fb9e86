"""Making a task on the phone: a few questions with buttons, and a draft of which nobody has heard yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from handlers.kit import answers, emergency, forms
from handlers.kit.answers import Options
from handlers.kit.clean import clean
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.routes import Action, Args, Refused
from handlers.tasks import cards, deadline, fields, preview, releasing, target, whom
from storage import taskfiles, tasks
from storage.audiences import Audience
from storage.tasks import New, Standing

LONGEST: Final = 1000


def _text(ctx: Context) -> str:
    said = answers.text(ctx)
    if len(said) > LONGEST:
        raise answers.Unreadable("answer.long", most=LONGEST)
    return said


def _fields(ctx: Context) -> list[dict[str, Any]]:
    ready = answers.option(clean(ctx.incoming.text), _ready(ctx))
    return fields.written(ready[1] if ready else ctx.incoming.text)


def _ready(ctx: Context, known: Answers | None = None) -> Options:
    """In an emergency the figures that are usually asked for: pressed, they read as if they had been written."""
    named = ctx.texts.family("emergency_fields").values() if emergency.running(ctx.eyes) else ()
    return [(written, written) for written in named]


def _whys(ctx: Context, known: Answers) -> Options:
    """In an emergency its own reason."""
    said = [ctx.t("emergency.why", kind=one.kind, why=one.reason) for one in emergency.running(ctx.eyes)]
    return [(why, why) for why in said]


def _why(ctx: Context) -> str:
    said = _text(ctx)
    offered = answers.option(said, _whys(ctx, {}))
    return offered[0] if offered else said


def _urgency(ctx: Context, known: Answers | None = None) -> Options:
    return [(ctx.t("task.ordinary"), False), (ctx.t("task.urgent"), True)]


def _visible(ctx: Context, known: Answers | None = None) -> Options:
    return [(label, code) for code, label in ctx.texts.family("task_visible").items()]


def _enough(ctx: Context, known: Answers | None = None) -> Options:
    return [(ctx.t("button.files_sent"), True)]


# In a form, but no answers to questions that are asked again.
_BESIDES: Final = ("brought", "files_of", "adding", "added")

FORM = Form(
    "task.form",
    (
        Step("text", lambda ctx, known: ctx.t("task.ask_text"), _text, takes_number=True),
        Step("who", lambda ctx, known: ctx.t("task.ask_who"), whom.read, whom.options),
        Step("due", lambda ctx, known: ctx.t("task.ask_due"), deadline.read, deadline.options),
        Step("fields", lambda ctx, known: ctx.t("task.ask_fields"), _fields, _ready, optional=True),
        Step(
            "visible",
            lambda ctx, known: ctx.t("task.ask_visible"),
            answers.choice(_visible),
            _visible,
            when=lambda known: bool(known.get("fields")),
        ),
        Step("urgent", lambda ctx, known: ctx.t("task.ask_urgent"), answers.choice(_urgency), _urgency),
        Step(
            "added",
            lambda ctx, known: ctx.t("task.ask_files", most=taskfiles.MOST),
            answers.choice(_enough),
            _enough,
            when=lambda known: bool(known.get("adding")),
        ),
        Step("why", lambda ctx, known: ctx.t("task.ask_why"), _why, _whys, when=lambda known: bool(known["urgent"])),
    ),
    lambda ctx, known: _composed(ctx, known),
    records=True,
)


def begin(ctx: Context, text: str = "") -> None:
    """Starts the form; what is known already is not asked."""
    forms.start(ctx, FORM, **({"text": text} if text else {}))


def _composed(ctx: Context, known: Answers) -> None:
    task = composed(ctx, known)
    reply = preview.shown(ctx.eyes, task, releasing.sending_at(ctx, task))
    ctx.say(reply.text, *reply.choices, about=reply.about, files=reply.files)


def composed(ctx: Context, known: Answers) -> Standing:
    """Keeps what was answered as a draft. Nothing has been sent to anybody."""
    kept = {name: answer for name, answer in known.items() if name not in _BESIDES}
    new = New(
        text=known["text"],
        fields=known.get("fields") or [],
        audience=Audience.of(known["who"]["audience"]),
        composed=kept,
        visible=known.get("visible") or "sender",
        urgent_why=known.get("why") if known["urgent"] else None,
        due_at=datetime.fromisoformat(known["due"]),
        inbox_id=ctx.inbox_id,
    )
    id_ = tasks.draft(ctx.session, ctx.scope, new, ctx.now)
    taskfiles.send_along(ctx.session, ctx.scope, id_, known.get("brought", ()), known.get("files_of"))
    task = tasks.one(ctx.session, ctx.scope, id_)
    assert task is not None  # it was kept a moment ago
    return task


def edit(ctx: Context, args: Args) -> None:
    """Another answer to one of the questions, more photos, or none: the draft is laid aside, the rest of it is kept."""
    task = target.drafted(ctx, args)
    step = str(args["step"])
    gone = {step, *(("why",) if step == "urgent" else ()), *(("visible",) if step == "fields" else ())}
    tasks.move(ctx.session, ctx.scope, task.id, "dropped", ctx.now)
    known = {name: value for name, value in task.composed.items() if name not in gone}
    known |= {"adding": True} if step == "files" else {}
    forms.start(ctx, FORM, **known, files_of=None if step == "bare" else task.id)


def again(ctx: Context, args: Args) -> None:
    """The same once more: only the deadline is asked anew; with `silent`, to those who said nothing to it."""
    task = tasks.one(ctx.session, ctx.scope, int(args["task"]))
    if task is None or task.township_id != ctx.scope.township_id:  # one from above is shown here, not sent from here
        raise Refused("press.gone")
    known = {name: value for name, value in task.composed.items() if name != "due"}
    forms.start(ctx, FORM, **known, files_of=task.id)


def drop(ctx: Context, args: Args) -> None:
    """The draft is thrown away."""
    task = target.drafted(ctx, args)
    tasks.move(ctx.session, ctx.scope, task.id, "dropped", ctx.now)
    ctx.say(ctx.t("task.dropped"), about=cards.about(task.id))


ACTIONS = (
    Action("task.edit", edit, on="task"),
    Action("task.again", again, on="task"),
    Action("task.drop", drop, on="task"),
)
