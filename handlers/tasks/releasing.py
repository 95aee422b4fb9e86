"""Letting a draft go: at once, at the next proper hour, or after a second admin's word when it is for many."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from handlers import card
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused
from handlers.kit.texts import Texts
from handlers.rules import hours
from handlers.tasks import cards, sending, target
from storage import people, settings, surveys, taskfiles, tasks
from storage.audiences import Audience
from storage.rhythms import Hours
from storage.tasks import Standing

# Above so many recipients a second admin confirms, unless the township says otherwise.
SECOND_ADMIN: Final = 200
KEY: Final = "task.second_admin"


def send(ctx: Context, args: Args) -> None:
    """Sends a draft - or asks for a second admin's word, when it is for many."""
    task = target.drafted(ctx, args)
    count = surveys.survey(ctx.session, ctx.scope, Audience.of(task.audience), ctx.now.date()).count
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
        due = cards.moment(t, task.due_at, ctx.now)
        said = t("task.approve", name=ctx.member.name, text=task.text, count=count, due=due)
        ctx.tell(person, said, *second_word(t, task.id), files=cards.files_of(ctx.session, task.id, asked=True))


def second_word(t: Texts, task_id: int) -> tuple[Choice, Choice]:
    """The two buttons of the second admin."""
    args = {"task": task_id}
    return (
        Choice(t("button.task_approve"), "task.approve", args),
        Choice(t("button.task_decline"), "task.decline", args),
    )


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
    task = target.drafted(ctx, args)
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


def sending_at(ctx: Context, task: Standing) -> datetime:
    """At once if it is urgent, else at the next proper hour."""
    return ctx.now if task.urgent_why else hours.proper(ctx.now, ctx.is_workday, Hours())


ACTIONS = (
    Action("task.send", send, on="task"),
    Action("task.approve", approve, on="task"),
    Action("task.decline", decline, on="task"),
)
