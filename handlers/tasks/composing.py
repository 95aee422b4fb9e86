"""Making a task on the phone: a few questions with buttons, a preview that says what it costs, and then it goes out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from handlers import card
from handlers.kit import answers, emergency, forms, telling
from handlers.kit.answers import Options
from handlers.kit.clean import clean
from handlers.kit.context import Context, Eyes
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Attachment, Choice, Reply
from handlers.kit.routes import Args, Refused
from handlers.kit.texts import Texts
from handlers.rules import hours, receipts
from handlers.tasks import cards, deadline, fields, sending, whom
from storage import audiences, people, settings, taskfiles, tasks, units
from storage.audiences import Audience, Survey
from storage.rhythms import Hours
from storage.tasks import New, Standing

# Above so many recipients a second admin confirms, unless the township says otherwise.
SECOND_ADMIN: Final = 200
KEY: Final = "task.second_admin"
LONGEST: Final = 1000


def _text(ctx: Context) -> str:
    said = answers.text(ctx)
    if len(said) > LONGEST:
        raise answers.Unreadable("answer.long", most=LONGEST)
    return said


def _fields(ctx: Context) -> list[dict[str, Any]]:
    place = answers.pick(clean(ctx.incoming.text), [label for label, _ in _ready(ctx)])
    return fields.written(ctx.incoming.text if place is None else _ready(ctx)[place][1])


def _ready(ctx: Context, known: Answers | None = None) -> Options:
    """In an emergency the figures that are usually asked for: pressed, they read as if they had been written."""
    named = ctx.texts.family("emergency_fields").values() if emergency.running(ctx.eyes) else ()
    return [(written, written) for written in named]


def _whys(ctx: Context, known: Answers) -> Options:
    """In an emergency its own reason."""
    said = [ctx.t("emergency.why", kind=one.kind, why=one.reason) for one in emergency.running(ctx.eyes)]
    return [(why, why) for why in said]


def _why(ctx: Context) -> str:
    offered, said = [label for label, _ in _whys(ctx, {})], _text(ctx)
    place = answers.pick(said, offered)
    return said if place is None else offered[place]


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
    reply = preview(ctx.eyes, task, sending_at(ctx, task))
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


def preview(eyes: Eyes, task: Standing, send_at: datetime) -> Reply:
    """What would go out, to how many, what it costs them, and what of it is known already."""
    shown = tuple(Attachment(one.id, one.kind) for one in taskfiles.of(eyes.session.connection(), task.id))
    found = audiences.survey(eyes.session, eyes.scope, Audience.of(task.audience), eyes.now.date())
    lines = [
        eyes.t("task.preview", text=task.text),
        eyes.t("task.for_whom", said=task.composed["who"]["said"], count=found.count, names=_names(eyes, found)),
        eyes.t("task.until", due=cards.moment(eyes.texts, task.due_at, eyes.now)),
        cards.shown_fields(eyes, task),
        cards.carried(eyes.texts, shown) if shown else "",
        eyes.t("task.urgent_because", why=task.urgent_why) if task.urgent_why else "",
        *telling.unreached(eyes.texts, found),
        _cost(eyes, task, found),
        eyes.t("task.goes_at", at=cards.moment(eyes.texts, send_at, eyes.now)) if send_at > eyes.now else "",
    ]
    known = [field["label"] for field in task.fields if fields.known(eyes, _villages(eyes), field) is not None]
    args = {"task": task.id}
    choices = [Choice(eyes.t("button.task_send"), "task.send", args)] if found.count else []
    if known:
        lines.append(eyes.t("task.known_already", fields=eyes.t("card.comma").join(known)))
        choices.append(Choice(eyes.t("button.from_register"), "task.register", args))
    choices += [
        Choice(label, "task.edit", args | {"step": step}) for step, label in eyes.texts.family("task_edit").items()
    ]
    choices.append(Choice(eyes.t("button.task_files"), "task.edit", args | {"step": "files"}))
    choices += [Choice(eyes.t("button.task_bare"), "task.edit", args | {"step": "bare"})] if shown else []
    choices.append(Choice(eyes.t("button.task_drop"), "task.drop", args))
    return Reply(
        "\n".join(filter(None, lines)),
        tuple(choices),
        cards.about(task.id),
        cards.files_of(eyes.session, task.id, asked=False),
    )


def _villages(eyes: Eyes) -> list[int]:
    return [unit.id for unit in units.below(eyes.session, eyes.scope)]


def _names(eyes: Eyes, found: Survey) -> str:
    names = eyes.t("card.comma").join(found.names)
    return eyes.t("task.and_others", names=names) if found.count > len(found.names) else names


def _cost(eyes: Eyes, task: Standing, found: Survey) -> str:
    each = receipts.minutes(len(task.fields))
    return eyes.t("task.cost", people=found.count, each=each, minutes=found.count * each)


def sending_at(ctx: Context, task: Standing) -> datetime:
    """At once if it is urgent, else at the next proper hour."""
    return ctx.now if task.urgent_why else hours.proper(ctx.now, ctx.is_workday, Hours())


def edit(ctx: Context, args: Args) -> None:
    """Another answer to one of the questions, more photos, or none: the draft is laid aside, the rest of it is kept."""
    task = _drafted(ctx, args)
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
    task = _drafted(ctx, args)
    tasks.move(ctx.session, ctx.scope, task.id, "dropped", ctx.now)
    ctx.say(ctx.t("task.dropped"), about=cards.about(task.id))


def _drafted(ctx: Context, args: Args) -> Standing:
    task = tasks.one(ctx.session, ctx.scope, int(args["task"]))
    if task is None or task.state not in ("draft", "waiting"):
        raise Refused("task.sent_already")
    return task


def send(ctx: Context, args: Args) -> None:
    """Sends a draft - or asks for a second admin's word, when it is for many."""
    task = _drafted(ctx, args)
    count = audiences.survey(ctx.session, ctx.scope, Audience.of(task.audience), ctx.now.date()).count
    if task.due_at <= ctx.now:
        raise Refused("task.due_past")
    if not all(file.ready for file in taskfiles.of(ctx.session.connection(), task.id)):
        raise Refused("task.files_coming")
    if task.state == "draft" and count <= limit(ctx):
        _out(ctx, task)
        return
    others = [id_ for id_ in people.admins(ctx.session, ctx.scope) if id_ != ctx.member.person_id]
    if not others:
        raise Refused("task.no_second")
    if task.state == "draft":
        tasks.move(ctx.session, ctx.scope, task.id, "waiting", ctx.now)
        _ask_others(ctx, task, others, count)
    ctx.say(ctx.t("task.second", count=count, most=limit(ctx)), about=cards.about(task.id))


def limit(ctx: Context) -> int:
    """Above how many recipients a second admin confirms."""
    return int(settings.get(ctx.session, ctx.scope, KEY).get("above", SECOND_ADMIN))


def _ask_others(ctx: Context, task: Standing, others: list[int], count: int) -> None:
    for person, language in people.languages(ctx.session, ctx.scope, others):
        t = Texts(language)
        args: Mapping[str, Any] = {"task": task.id}
        yes = Choice(t("button.task_approve"), "task.approve", args)
        no = Choice(t("button.task_decline"), "task.decline", args)
        due = cards.moment(t, task.due_at, ctx.now)
        said = t("task.approve", name=ctx.member.name, text=task.text, count=count, due=due)
        ctx.tell(person, said, yes, no, files=cards.files_of(ctx.session, task.id, asked=True))


def approve(ctx: Context, args: Args) -> None:
    """The second admin's word: it goes out. Nobody confirms his own."""
    task = _second(ctx, args)
    ctx.tell(task.sender_id, ctx.t("task.approved", text=card.shortened(task.text), name=ctx.member.name))
    _out(ctx, task)


def decline(ctx: Context, args: Args) -> None:
    """The second admin's word: it does not go out."""
    task = _second(ctx, args)
    tasks.move(ctx.session, ctx.scope, task.id, "dropped", ctx.now)
    ctx.audit("task.decline", f"task:{task.id}")
    ctx.tell(task.sender_id, ctx.t("task.declined", text=card.shortened(task.text), name=ctx.member.name))
    ctx.say(ctx.t("task.dropped"))


def _second(ctx: Context, args: Args) -> Standing:
    task = _drafted(ctx, args)
    if task.state != "waiting":
        raise Refused("task.sent_already")
    if task.sender_id == ctx.member.person_id:
        raise Refused("task.not_yourself")
    return task


def _out(ctx: Context, task: Standing) -> None:
    """Opens it, and hands on the first of it now; the clock goes on with the rest."""
    send_at = sending_at(ctx, task)
    count = tasks.send(ctx.session, ctx.scope, task, ctx.now, send_at)
    if count is None:
        raise Refused("task.sent_already")
    ctx.audit("task.send", f"task:{task.id}", str(count))
    if send_at <= ctx.now:
        sending.hand_on(ctx.session.connection(), ctx.now, quiet=True, only=task.id)
    sent = tasks.one(ctx.session, ctx.scope, task.id)
    assert sent is not None
    cards.show(ctx, sent, ctx.t("task.out" if send_at <= ctx.now else "task.out_later"))
