"""今天: the few things that await me, each with what can be done about it at once. Nothing is ever commanded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from handlers import card, entries
from handlers.kit import access
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word, back_to
from handlers.rules import workdays
from storage import agenda, promises, snoozes
from storage.agenda import Promised, Unseen
from storage.records import Record, Someone
from storage.reports import Matter

# So many workdays ahead a deadline is near.
NEAR: Final = 2
# Each has two buttons, and more than eight of those nobody reads on a phone.
MOST: Final = 4
MOST_HOUSEHOLDS: Final = 2
# A matter in one or two lines of a phone.
LONGEST_GIST: Final = 18

# An item: its line, and the buttons that deal with it.
Item = tuple[str, tuple[Choice, ...]]


def show(ctx: Context, args: Args) -> None:
    """What awaits me: urgent and late matters first, then promises, then whom to look in on."""
    today = ctx.now.date()
    until = workdays.add(today, NEAR, ctx.is_workday)
    resting = snoozes.resting(ctx.session, ctx.scope, today)
    items = [_matter(ctx, matter) for matter in agenda.matters(ctx.session, ctx.scope, until)]
    promised = agenda.promised(ctx.session, ctx.scope, until)
    items += [_promise(ctx, one) for one in promised if f"promise:{one.id}" not in resting]
    unseen = agenda.unseen(ctx.session, ctx.scope, today)
    homes = [
        _household(ctx, one) for one in _together([o for o in unseen if f"household:{o.household_id}" not in resting])
    ]
    room = max(MOST - min(len(homes), MOST_HOUSEHOLDS), 0)
    shown, more = items[:room], len(items) - room
    shown += homes[: MOST - len(shown)]
    if not shown:
        reads_digests = access.allowed("digest", ctx.scope.roles, None)
        ctx.say(ctx.t("today.nothing_leader" if reads_digests else "today.nothing"))
        return
    lines = [ctx.t("today.head", day=card.day(ctx, today))]
    lines += [ctx.t("today.item", text=text) for text, _ in shown]
    if more > 0:
        lines.append(ctx.t("today.more", count=more))
    if homes:
        lines.append(ctx.t("today.any_day"))
    ctx.say("\n".join(lines), *(choice for _, choices in shown for choice in choices))


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
    told = card.shortened(card.gist(ctx, matter.category, matter.text), LONGEST_GIST)
    told = ctx.t("today.urgent", text=told) if matter.urgent else told
    text = ctx.t("today.matter", text=told, village=village, due=card.due(ctx, matter.due_on))
    about, gist = {"issue": matter.id}, card.brief(card.gist(ctx, matter.category, matter.text))
    back = back_to("menu.word", {"word": "today"})
    done = Choice(ctx.t("button.kept", text=gist), "issue.move", about | {"to": "resolved"})
    return text, (Choice(gist, "issue.show", about | back), done)


def _promise(ctx: Context, promised: Promised) -> Item:
    text = ctx.t("today.promise", text=card.shortened(promised.text, LONGEST_GIST), day=card.day(ctx, promised.due_on))
    gist, about = card.brief(promised.text), f"promise:{promised.id}"
    kept = Choice(ctx.t("button.kept", text=gist), "today.kept", {"promise": promised.id})
    return text, (kept, Choice(ctx.t("button.later", text=gist), "today.later", {"about": about}))


def _household(ctx: Context, one: Unseen) -> Item:
    days = (ctx.now.date() - one.last).days if one.last else None
    ago = ctx.t("today.never") if days is None else ctx.t("today.ago", days=days)
    text = ctx.t("today.household", tag=one.tag, head=one.head, place=card.place(ctx, one), ago=ago)
    about = {"about": f"household:{one.household_id}"}
    return text, (
        Choice(ctx.t("button.went", head=one.head), "today.went", {"household": one.household_id}),
        Choice(ctx.t("button.later", text=one.head), "today.later", about),
    )


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


def later(ctx: Context, args: Args) -> None:
    """改天: not before the next workday, and then a household may rest; 本周不用: not before Monday."""
    today = ctx.now.date()
    monday = today + timedelta(days=7 - today.weekday())
    until = monday if args.get("week") else workdays.add(today, 1, ctx.is_workday)
    about = str(args["about"])
    snoozes.put_off(ctx.session, ctx.scope, about, until)
    rest = Choice(ctx.t("button.not_this_week"), "today.later", {"about": about, "week": True})
    may_rest = about.startswith("household:") and until < monday
    ctx.say(ctx.t("today.later", day=card.day(ctx, until)), *[rest] * may_rest)


WORDS = (Word("today", ("今天",), "today", show, alone=True),)
ACTIONS = (
    Action("today.went", went),
    Action("today.kept", kept),
    Action("today.later", later),
)
FORMS: tuple[Form, ...] = ()
