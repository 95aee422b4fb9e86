"""What awaits a person, each thing with what can be done about it at once: for 今天 and for the morning card."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from handlers import card
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.mornings import Item
from handlers.kit.routes import back_to
from storage import agenda, snoozes, units
from storage.agenda import Promised, Unseen
from storage.dockets import Matter

# A matter in one or two lines of a phone.
LONGEST_GIST: Final = 18
# In which order things stand on a card.
URGENT: Final = 0
LATE: Final = 10
NEAR: Final = 20
PROMISED: Final = 30
LOOK_IN: Final = 60
# What was brought up for the last time is left alone for so long: longer than anything waits.
ONCE: Final = timedelta(days=400)


def matters(ctx: Context, until: date) -> list[Item]:
    """The live matters one answers for that are due up to a day, the most pressing first."""
    return [_matter(ctx, matter) for matter in agenda.matters(ctx.session, ctx.scope, until)]


def promised(ctx: Context, until: date) -> list[Item]:
    """Promises without a matter that are due up to a day, but for those put off."""
    resting = _resting(ctx)
    found = agenda.promised(ctx.session, ctx.scope, until)
    return [_promise(ctx, one) for one in found if f"promise:{one.id}" not in resting]


def households(
    ctx: Context, tag: str | None = None, count: int | None = None, not_again: frozenset[str] | None = None
) -> list[Item]:
    """Whom to look in on today: the household that waits longest, and then the nearest to it, first of all of its 组.

    Only households of a tag if one is named; `count` days instead of the tag's own. On a card, which comes by itself,
    none of those `not_again`, and each may rest for the week.
    """
    today, resting = ctx.now.date(), _resting(ctx) | (not_again or frozenset())
    unseen = [
        one
        for one in agenda.unseen(ctx.session, ctx.scope, today, tag, None if count is None else count - 1)
        if f"household:{one.household_id}" not in resting
    ]
    return [_household(ctx, one) for one in _together(unseen)]


def _resting(ctx: Context) -> frozenset[str]:
    return snoozes.resting(ctx.session, ctx.scope, ctx.now.date())


def _together(unseen: Sequence[Unseen]) -> list[Unseen]:
    if not unseen:
        return []
    first, *others = unseen
    near = [one for one in others if one.village_id == first.village_id]
    return [first, *sorted(near, key=lambda one: one.group != first.group)]


def _matter(ctx: Context, matter: Matter) -> Item:
    assert matter.due_on is not None  # the question asked for those with a deadline
    today = ctx.now.date()
    village = ctx.once(units.names).get(matter.village_id or 0) or ctx.t("card.no_village")
    told = card.shortened(card.gist(ctx, matter.category, matter.text), LONGEST_GIST)
    told = ctx.t("today.urgent", text=told) if matter.urgent else told
    text = ctx.t("today.matter", text=told, village=village, due=card.due(ctx, matter.due_on))
    about, gist = {"issue": matter.id}, card.brief(card.gist(ctx, matter.category, matter.text))
    back = back_to("menu.word", {"word": "today"})
    done = Choice(ctx.t("button.kept", text=gist), "issue.move", about | {"to": "resolved"})
    order = URGENT if matter.urgent else LATE if matter.due_on < today else NEAR
    return Item(
        text,
        (Choice(gist, "issue.show", about | back), done),
        f"issue:{matter.id}:{matter.due_on}",
        _next_stage(matter.due_on, today),
        order,
    )


def _promise(ctx: Context, promised: Promised) -> Item:
    text = ctx.t("today.promise", text=card.shortened(promised.text, LONGEST_GIST), day=card.day(ctx, promised.due_on))
    gist, about = card.brief(promised.text), f"promise:{promised.id}"
    kept = Choice(ctx.t("button.kept", text=gist), "today.kept", {"promise": promised.id})
    choices = (kept, Choice(ctx.t("button.later", text=gist), "today.later", {"about": about}))
    return Item(
        text, choices, f"{about}:{promised.due_on}", _next_stage(promised.due_on, ctx.now.date()), order=PROMISED
    )


def _next_stage(due_on: date, today: date) -> date:
    """A card brings a deadline up when it comes near and once more when it is there, and then leaves it at that."""
    return due_on if today < due_on else today + ONCE


def _household(ctx: Context, one: Unseen) -> Item:
    today = ctx.now.date()
    days = (today - one.last).days if one.last else None
    ago = ctx.t("today.never") if days is None else ctx.t("today.ago", days=days)
    text = ctx.t("today.household", tag=one.tag, head=one.head, place=card.place(ctx, one), ago=ago)
    about = {"about": f"household:{one.household_id}"}
    choices = (
        Choice(ctx.t("button.went", head=one.head), "today.went", {"household": one.household_id}),
        Choice(ctx.t("button.later", text=one.head), "today.later", about),
    )
    return Item(text, choices, f"household:{one.household_id}", monday(today), order=LOOK_IN)


def monday(today: date) -> date:
    """The Monday after today."""
    return today + timedelta(days=7 - today.weekday())
