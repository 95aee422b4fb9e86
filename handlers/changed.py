"""A change of the register in words: its maker may take it back at once, the admins hear of changes once a day."""

from __future__ import annotations

from datetime import datetime, time
from typing import Final

from handlers import card
from handlers.kit import telling
from handlers.kit.context import Context
from handlers.kit.messages import Choice, Reply
from handlers.rules import workdays
from storage import changes, people, tray
from storage.changes import Change, Made

# When admins are told of the changes of the day before: a workday's morning.
MORNING: Final = time(8, 30)


def announce(ctx: Context, change_id: int) -> None:
    """Says what was changed, with the button that takes it back, and lets the admins know."""
    made = changes.one(ctx.session, ctx.scope, change_id)
    assert made is not None  # it was written a moment ago
    household = made.change.household
    of = ("village", made.change.village) if household is None else ("household", household)
    ctx.audit("register.change", f"{of[0]}:{of[1]}")
    choices = [
        Choice(ctx.t("button.take_back"), "change.undo", {"change": change_id}),
        Choice(ctx.t("button.household" if household else "button.village"), f"{of[0]}.show", {of[0]: of[1]}),
    ]
    ctx.say(ctx.t("change.made", what=describe(ctx, made)), *choices, about=f"change:{change_id}")
    _let_know(ctx, made)


def _let_know(ctx: Context, made: Made) -> None:
    """One message a day to each admin above the village, on the next workday's morning, however many changes."""
    day = workdays.add(ctx.now.date(), 1, ctx.is_workday)
    times = {"created_at": ctx.now, "due_at": datetime.combine(day, MORNING, ctx.now.tzinfo)}
    for person, reader in telling.readers(ctx, people.admins(ctx.session, ctx.scope, made.path)):
        reply = Reply(reader.t("change.news"), (Choice(reader.t("button.changes"), "change.list"),))
        about = {"person_id": person, "about": f"register:{day.isoformat()}", "body": telling.body(reply)}
        tray.once(ctx.session.connection(), about | times)


def line(ctx: Context, made: Made) -> str:
    """A change in one line: when, by whom, what, and whether it was taken back."""
    day = card.day(ctx, made.change.at.astimezone(ctx.now.tzinfo).date())
    struck = ctx.t("change.struck") if made.undone_at else ""
    return ctx.t("change.line", day=day, by=made.by, what=describe(ctx, made), struck=struck)


def describe(ctx: Context, made: Made) -> str:
    """What was changed from what to what, as this person may read it."""
    change = made.change
    old, new = (_shown(ctx, change, value) for value in (change.old, change.new))
    if change.old is None:
        told = ctx.texts.of("change_added", change.field, new=new)
    elif change.new is None:
        told = ctx.texts.of("change_removed", change.field, old=old)
    else:
        told = ctx.texts.of("change_told", change.field, old=old, new=new)
    if made.head is None:
        return ctx.t("change.of_village", village=made.village, told=told)
    return ctx.t("change.of", head=made.head, village=made.village, told=told)


def _shown(ctx: Context, change: Change, value: str | None) -> str:
    if value is None:
        return ""
    return (
        card.phone(ctx.eyes, change.village, value)
        if change.field == "phone"
        else card.shortened(card.told(ctx, value))
    )
