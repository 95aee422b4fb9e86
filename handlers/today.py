"""今天: the few things that await me, each with what can be done about it at once. Nothing is ever commanded."""

from __future__ import annotations

from datetime import date
from typing import Final

from handlers import awaiting, card, entries
from handlers.kit import access, emergency
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.rules import workdays
from storage import agenda, promises, snoozes
from storage.agenda import Unseen
from storage.records import Record, Someone

# So many workdays ahead a deadline is near.
NEAR: Final = 2
# Each has two buttons, and more than eight of those nobody reads on a phone.
MOST: Final = 4
MOST_HOUSEHOLDS: Final = 2


def show(ctx: Context, args: Args) -> None:
    """What awaits me: urgent and late matters first, then promises, then whom to look in on."""
    until = workdays.add(ctx.now.date(), NEAR, ctx.is_workday)
    items = awaiting.matters(ctx, until) + awaiting.promised(ctx, until)
    homes = awaiting.households(ctx)[:MOST_HOUSEHOLDS]
    room = MOST - len(homes)
    shown, more = items[:room] + homes, len(items) - room
    lines = emergency.lines(ctx.eyes)
    if not shown:
        reads_digests = access.allowed("digest", ctx.scope.roles, None)
        ctx.say("\n".join([*lines, ctx.t("today.nothing_leader" if reads_digests else "today.nothing")]))
        return
    lines += [ctx.t("today.head", day=card.day(ctx, ctx.now.date()))]
    lines += [ctx.t("today.item", text=item.text) for item in shown]
    if more > 0:
        lines.append(ctx.t("today.more", count=more))
    if homes:
        lines.append(ctx.t("today.any_day"))
    ctx.say("\n".join(lines), *(choice for item in shown for choice in item.choices))


def went(ctx: Context, args: Args) -> None:
    """去了: a visit to this household today. A second press finds nothing left to do."""
    due = agenda.unseen(ctx.session, ctx.scope, ctx.now.date(), days=0)
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
    monday = awaiting.monday(today)
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
