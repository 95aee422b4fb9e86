"""今天: three to five things that await me, each with what can be done about it at once. Nothing is ever commanded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers import card, entries
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.rules import workdays
from storage import agenda, promises
from storage.agenda import Promised, Unseen
from storage.records import Record, Someone
from storage.reports import Matter

# So many workdays ahead a deadline is near.
NEAR: Final = 2
MOST: Final = 5
MOST_HOUSEHOLDS: Final = 2

Item = tuple[str, Choice]


def show(ctx: Context, args: Args) -> None:
    """What awaits me: urgent and late matters first, then promises, then whom to look in on."""
    until = workdays.add(ctx.now.date(), NEAR, ctx.is_workday)
    items = [_matter(ctx, matter) for matter in agenda.matters(ctx.session, ctx.scope, until)]
    items += [_promise(ctx, promised) for promised in agenda.promised(ctx.session, ctx.scope, until)]
    unseen = agenda.unseen(ctx.session, ctx.scope, ctx.now.date())
    homes = [_household(ctx, one) for one in _together(unseen)]
    room = max(MOST - min(len(homes), MOST_HOUSEHOLDS), 0)
    shown, more = items[:room], len(items) - room
    shown += homes[: MOST - len(shown)]
    if not shown:
        ctx.say(ctx.t("today.nothing"))
        return
    lines = [ctx.t("today.head", day=card.day(ctx, ctx.now.date()))]
    lines += [ctx.t("today.item", number=number, text=text) for number, (text, _) in enumerate(shown, 1)]
    if more > 0:
        lines.append(ctx.t("today.more", count=more))
    if homes:
        lines.append(ctx.t("today.any_day"))
    ctx.say("\n".join(lines), *(choice for _, choice in shown))


def _together(unseen: Sequence[Unseen]) -> list[Unseen]:
    """The household that waits longest, and one more on the same way: of its 组 if it can be, else of its village."""
    if not unseen:
        return []
    first, *others = unseen
    near = [one for one in others if one.village_id == first.village_id]
    return [first, *sorted(near, key=lambda one: one.group != first.group)][:MOST_HOUSEHOLDS]


def _matter(ctx: Context, matter: Matter) -> Item:
    assert matter.due_on is not None  # the question asked for those with a deadline
    village = ctx.names().village_name(matter.village_id) or ctx.t("card.no_village")
    told = ctx.t("today.urgent", text=card.shortened(matter.text)) if matter.urgent else card.shortened(matter.text)
    text = ctx.t("today.matter", text=told, village=village, due=card.due(ctx, matter.due_on))
    return text, Choice(card.brief(matter.text), "issue.show", {"issue": matter.id})


def _promise(ctx: Context, promised: Promised) -> Item:
    text = ctx.t("today.promise", text=card.shortened(promised.text), day=card.day(ctx, promised.due_on))
    return text, Choice(ctx.t("button.kept", text=card.brief(promised.text)), "today.kept", {"promise": promised.id})


def _household(ctx: Context, one: Unseen) -> Item:
    place = ctx.t("today.group", village=one.village, group=one.group) if one.group else one.village
    days = (ctx.now.date() - one.last).days if one.last else None
    ago = ctx.t("today.never") if days is None else ctx.t("today.ago", days=days)
    text = ctx.t("today.household", tag=one.tag, head=one.head, place=place, ago=ago)
    return text, Choice(ctx.t("button.went", head=one.head), "today.went", {"household": one.household_id})


def went(ctx: Context, args: Args) -> None:
    """去了: a visit to this household today. A second press finds nothing left to do."""
    due = agenda.unseen(ctx.session, ctx.scope, ctx.now.date())
    one = next((one for one in due if one.household_id == int(args["household"])), None)
    if one is None:
        raise Refused("today.done")
    entries.keep(ctx, _visit(ctx, one, ctx.now.date()), None)


def _visit(ctx: Context, one: Unseen, day: date) -> Record:
    text = ctx.t("today.visited", head=one.head)
    someone = Someone(one.head, one.head, one.household_id, seen=True)
    return Record(
        ctx.member.person_id,
        one.village_id,
        "visit",
        day,
        text,
        ctx.incoming.channel,
        ctx.now,
        people=(someone,),
        duties=("opinion",),
    )


def kept(ctx: Context, args: Args) -> None:
    """已办: a promise of one's own is kept."""
    if not promises.keep(ctx.session.connection(), ctx.scope, int(args["promise"])):
        raise Refused("today.done")
    ctx.audit("today.kept", f"promise:{args['promise']}")
    ctx.say(ctx.t("today.kept"))


WORDS = (Word("today", ("今天",), "today", show, alone=True),)
ACTIONS = (Action("today.show", show), Action("today.went", went), Action("today.kept", kept))
FORMS: tuple[Form, ...] = ()
