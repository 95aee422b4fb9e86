"""晚点, 明天, 下周: a card, or one thing on it, once more at another time."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

from handlers import awaiting, card
from handlers.kit.context import Context
from handlers.kit.routes import Action, Args
from handlers.rules import hours
from storage import rhythms, snoozes, tray

# 晚点: so much later, if that is still before his evening.
LATER: Final = timedelta(hours=3)


def snooze(ctx: Context, args: Args) -> None:
    """Puts a whole card off. What was settled meanwhile is not on it when it comes again."""
    connection, person = ctx.session.connection(), ctx.scope.person_id
    own = rhythms.of(connection, [person], ctx.now.date())[person]
    moment = _moment(ctx, str(args["to"]), own)
    tray.again(connection, person, [int(id_) for id_ in args["notes"]])
    for about in (*(f"card:{one}" for one in args["abouts"]), *(f"note:{id_}" for id_ in args["notes"])):
        snoozes.put_off(ctx.session, ctx.scope, about, moment.date())
    if args["to"] == "later":  # the others come with the card of their day
        told_on = None if moment.date() == ctx.now.date() else ctx.now.date()
        rhythms.change(ctx.session, ctx.scope, ctx.now, {"next_at": moment, "told_on": told_on})
    ctx.say(ctx.t("snooze.said", day=card.day(ctx, moment.date()), at=f"{moment:%H:%M}"))


def _moment(ctx: Context, to: str, own: rhythms.Hours) -> datetime:
    if to == "later":
        return hours.proper(ctx.now + LATER, ctx.is_workday, own)
    if to == "tomorrow":
        return hours.next_morning(ctx.now, ctx.is_workday, own)
    monday = datetime.combine(awaiting.monday(ctx.now.date()), time(), ctx.now.tzinfo)
    return hours.proper(monday, ctx.is_workday, own)


def again(ctx: Context, args: Args) -> None:
    """改天 on one thing: it rides in the next card."""
    person = ctx.scope.person_id
    tray.again(ctx.session.connection(), person, [int(id_) for id_ in args["notes"]])
    own = rhythms.of(ctx.session.connection(), [person], ctx.now.date())[person]
    day = hours.next_morning(ctx.now, ctx.is_workday, own).date()
    ctx.say(ctx.t("today.later", day=card.day(ctx, day)))


ACTIONS = (Action("reminder.snooze", snooze), Action("reminder.again", again))
