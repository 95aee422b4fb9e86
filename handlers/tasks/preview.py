"""The preview of a task: what would go out, to whom, what it costs them, and what of it is known already."""

from __future__ import annotations

from datetime import datetime

from handlers.kit import telling
from handlers.kit.context import Eyes
from handlers.kit.messages import Attachment, Choice, Reply
from handlers.rules import receipts
from handlers.tasks import cards, fields
from storage import surveys, taskfiles, units
from storage.audiences import Audience
from storage.surveys import Survey
from storage.tasks import Standing


def shown(eyes: Eyes, task: Standing, send_at: datetime) -> Reply:
    """The preview with its buttons; `send_at` is when it would go out."""
    files = tuple(Attachment(one.id, one.kind) for one in taskfiles.of(eyes.session.connection(), task.id))
    found = surveys.survey(eyes.session, eyes.scope, Audience.of(task.audience), eyes.now.date())
    lines = [
        eyes.t("task.preview", text=task.text),
        eyes.t("task.for_whom", said=task.composed["who"]["said"], count=found.count, names=_names(eyes, found)),
        eyes.t("task.until", due=cards.moment(eyes.texts, task.due_at, eyes.now)),
        cards.shown_fields(eyes, task),
        cards.carried(eyes.texts, files) if files else "",
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
    choices += [Choice(eyes.t("button.task_bare"), "task.edit", args | {"step": "bare"})] if files else []
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
