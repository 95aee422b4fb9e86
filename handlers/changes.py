"""变动: what was corrected in the register from the field, seen by whoever reads it and taken back by a press."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from handlers import card, changed
from handlers.kit import access
from handlers.kit.access import Relation
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word, back_to
from storage import changes, units

PAGE: Final = 6
# How far back it looks.
KEPT: Final = timedelta(days=90)


def whose(ctx: Context, change_id: int) -> Relation | None:
    """How the speaker stands to a change: he made it; it is of a village he reads; of another one."""
    made = changes.one(ctx.session, ctx.scope, change_id)
    if made is None:
        return None
    if made.by_id == ctx.member.person_id:
        return "own"
    return "subtree" if ctx.scope.reads(made.path) else "township"


def list_(ctx: Context, args: Args) -> None:
    """The word 变动: what was changed in the register of one's villages, the newest first."""
    number = int(args.get("page", 0))
    near = [unit.id for unit in units.below(ctx.session, ctx.scope)]
    found, more = changes.latest(ctx.session, ctx.scope, near, ctx.now - KEPT, number, PAGE)
    if not found:
        ctx.say(ctx.t("change.none"))
        return
    lines = [ctx.t("change.page", number=number + 1), *(f"· {changed.line(ctx, made)}" for made in found)]
    choices = [
        Choice(
            ctx.t("change.open", head=made.head or made.village, field=ctx.texts.of("change_kind", made.change.field)),
            "change.show",
            {"change": made.id, **back_to("change.list", {"page": number})},
        )
        for made in found
    ]
    ctx.say("\n".join(lines), *choices, *card.pages(ctx, "change.list", {}, number, more))


def show(ctx: Context, args: Args) -> None:
    """One change, with the button that takes it back for whoever may."""
    made = changes.one(ctx.session, ctx.scope, int(args["change"]))
    assert made is not None  # the route's target look-up has found it
    choices = []
    if made.undone_at is None and access.allowed("change.undo", ctx.scope.roles, whose(ctx, made.id)):
        choices.append(Choice(ctx.t("button.take_back"), "change.undo", {"change": made.id}))
    if made.change.household is not None:
        choices.append(Choice(ctx.t("button.household"), "household.show", {"household": made.change.household}))
    ctx.say(changed.line(ctx, made), *choices, about=f"change:{made.id}")


def undo(ctx: Context, args: Args) -> None:
    """改回去: as it was before."""
    id_ = int(args["change"])
    if not changes.undo(ctx.session, ctx.scope, id_, ctx.now):
        raise Refused("change.too_late")
    ctx.audit("change.undo", f"change:{id_}")
    made = changes.one(ctx.session, ctx.scope, id_)
    assert made is not None  # it was read a moment ago
    ctx.say(ctx.t("change.undone", what=changed.describe(ctx, made)), about=f"change:{id_}")


WORDS = (Word("changes", ("变动", "户册变动"), "changes", list_, alone=True),)
ACTIONS = (
    Action("change.list", list_),
    Action("change.show", show, on="change"),
    Action("change.undo", undo, on="change"),
)
FORMS: tuple[Form, ...] = ()
