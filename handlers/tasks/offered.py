"""What can be ticked on the sheet of a task: whom, until when, how urgent; and what was sent before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from handlers import card
from handlers.kit.answers import Options
from handlers.kit.context import Context
from handlers.tasks import board, composing, deadline
from storage import addressees, tasks, units
from storage.vocabulary import FIELD_KINDS, ROLES, TAGS, FieldKind, Role

# Those who are asked to do something; an auditor is not.
ASKED: Final[tuple[Role, ...]] = tuple(role for role in ROLES if role != "auditor")


class Offered(Struct, frozen=True):
    """(value, label) of roles, areas, villages, earlier tasks, templates and kinds of fields. The form's own options
    have a label alone, which is what they are read by."""

    roles: Sequence[tuple[Role, str]]
    areas: Sequence[tuple[int, str]]
    villages: Sequence[tuple[int, str]]
    tags: Sequence[str]
    earlier: Sequence[tuple[int, str]]
    templates: Sequence[tuple[int, str]]
    dues: Sequence[str]
    urgency: Sequence[str]
    visible: Sequence[str]
    kinds: Sequence[tuple[FieldKind, str]]


def offered(ctx: Context) -> Offered:
    """What this person can tick now."""
    earlier = tasks.listed(ctx.session, ctx.scope, ("open", "closed"), board.SHOWN)
    used = addressees.tags_used(ctx.session, ctx.scope)
    return Offered(
        roles=[(role, ctx.texts.of("role", role)) for role in ASKED],
        areas=addressees.clusters(ctx.session, ctx.scope),
        villages=[(unit.id, unit.name) for unit in units.below(ctx.session, ctx.scope)],
        tags=[tag for tag in TAGS if tag in used] + sorted(used.difference(TAGS)),
        earlier=[(one.id, ctx.t("task.one", id=one.id, text=card.brief(one.text))) for one in earlier],
        templates=[(one.id, one.template or "") for one in tasks.templates(ctx.session, ctx.scope)[: board.SHOWN]],
        dues=[label for label, _ in deadline.options(ctx, {})],
        urgency=[label for label, _ in _options(ctx, "urgent")],
        visible=[label for label, _ in _options(ctx, "visible")],
        kinds=[(kind, ctx.texts.of("field_kind", kind)) for kind in FIELD_KINDS],
    )


def label(ctx: Context, question: str, value: Any) -> str:
    """What stands beside this value of one of the form's questions."""
    return next((label for label, known in _options(ctx, question) if known == value), "")


def _options(ctx: Context, question: str) -> Options:
    step = composing.FORM.step(question)
    assert step is not None  # both are written in this package
    return step.options(ctx, {})
