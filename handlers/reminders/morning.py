"""A person's morning card: everything that waits in his tray, merged; three to five things, or nothing at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from handlers import awaiting, card
from handlers.kit import emergency
from handlers.kit.context import Context, Member
from handlers.kit.messages import Choice, Reply
from handlers.kit.mornings import Fact, Item
from handlers.reminders.kinds import KINDS, VILLAGE
from handlers.rules import hours
from storage import snoozes, tray
from storage.rhythms import Hours
from storage.tray import Riding

# More things, with their buttons, nobody reads on a phone.
MOST: Final = 4
# A place that is kept for whom to look in on, if anybody waits.
KEPT: Final = 1
# With fewer things than that, more households are named.
LEAST: Final = 3
# What rides in the card: a task, a word of somebody else.
RIDES: Final = 40
# A card that comes later than this says when it was meant to come.
LATE: Final = timedelta(minutes=30)
# From then on nobody is wished a good morning: 晚点.
NOON: Final = 12
# How a whole card is put off.
SNOOZES: Final = ("later", "tomorrow", "next_week")
# After these it is said that no day is meant.
_LOOKING: Final = frozenset({awaiting.LOOK_IN, VILLAGE})

# Looks up somebody for whom the reader stands in.
Absent = Callable[[int], Member | None]


class Brought(Struct, frozen=True):
    """A note of the tray and the items it becomes."""

    note: Riding
    items: tuple[Item, ...]


def card_for(ctx: Context, absent: Absent, own: Hours, meant: datetime, lead: Reply | None) -> Reply | None:
    """What this person is told this morning; `lead` is what takes the card's place, with the rest of it below.

    What is told is noted, so that nothing is brought up twice. None when there is nothing. `meant` is when it was due.
    """
    named = snoozes.resting(ctx.session, ctx.scope, ctx.now.date())
    notes = tray.riding(ctx.session.connection(), ctx.scope.person_id)
    latest = _latest(notes)
    resting = {note.id for note in latest if f"note:{note.id}" in named}
    brought = [_brought(ctx, note, absent, own) for note in latest if note.id not in resting]
    shown, left_out = _fitting([item for one in brought for item in one.items])
    kept = {id(item) for item in shown}
    left = {one.note.id for one in brought if any(id(item) not in kept and item.until is None for item in one.items)}
    told = [note.id for note in notes if note.id not in left | resting]
    tray.told(ctx.session.connection(), told, ctx.now)
    for item in shown:
        if item.about and item.until is not None:
            snoozes.put_off(ctx.session, ctx.scope, f"card:{item.about}", item.until)
    if not shown:
        return lead
    again = [one.note.id for one in brought if one.items and one.note.id not in left]
    first = replace(lead, text=f"{lead.text}\n") if lead else Reply(_head(ctx, meant))
    return _with(ctx, first, shown, left_out, _snoozes(ctx, shown, again))


def _latest(notes: Sequence[Riding]) -> list[Riding]:
    """Of several days of one rule, the last; what no rule laid in stays as it is."""
    last: dict[Any, Riding] = {}
    for note in notes:
        key = (note.about, note.body.get("for")) if "what" in note.body else note.id
        last[key] = note
    return list(last.values())


def _brought(ctx: Context, note: Riding, absent: Absent, own: Hours) -> Brought:
    body = note.body
    if "what" not in body:
        choices = tuple(Choice(one["label"], one["action"], one["args"]) for one in body["choices"])
        return Brought(note, (Item(body["text"], choices, order=RIDES),))
    kind, fact = KINDS.get(body["what"]), _fact(body)
    if kind is None or _late(ctx, fact, own) > timedelta(days=kind.lateness):
        return Brought(note, ())
    who = absent(body["for"]) if "for" in body else ctx.member
    if who is None:
        return Brought(note, ())
    asked = ctx if who is ctx.member else replace(ctx, member=who)
    named = snoozes.resting(ctx.session, asked.scope, ctx.now.date())
    items = [item for item in kind.tell(asked, fact) if f"card:{item.about}" not in named]
    if asked is not ctx:
        told = snoozes.resting(ctx.session, ctx.scope, ctx.now.date())
        items = [_instead(ctx, item, who) for item in items]
        items = [item for item in items if f"card:{item.about}" not in told]
    elif fact.what == "text":
        items = [_put_off(ctx, note, fact, item) for item in items]
    return Brought(note, tuple(items))


def _fact(body: Mapping[str, Any]) -> Fact:
    return Fact(
        body["what"],
        date.fromisoformat(body["day"]),
        time.fromisoformat(body["at"]),
        body["count"],
        body["tag"],
        body["text"],
    )


def _late(ctx: Context, fact: Fact, own: Hours) -> timedelta:
    """How long after the first morning on which this person could have heard of it."""
    start = datetime.combine(fact.day, time(), ctx.now.tzinfo)
    meant = hours.proper(start, ctx.is_workday, own)
    return ctx.now.date() - meant.date()


def _instead(ctx: Context, item: Item, who: Member) -> Item:
    """A colleague's item, for whoever stands in; he may press what he could press anyway."""
    together = set(who.scope.villages) & set(ctx.scope.villages)
    choices = tuple(one for one in item.choices if together and one.action.startswith("issue."))
    text = ctx.t("reminder.instead", name=who.name, text=item.text)
    # Named to the reader as often as it would be to its owner, who has not heard of it by that.
    about = f"{item.about}:for:{who.person_id}" if item.about else ""
    return replace(item, text=text, choices=choices, about=about)


def _put_off(ctx: Context, note: Riding, fact: Fact, item: Item) -> Item:
    if fact.day < ctx.now.date():
        item = replace(item, text=ctx.t("reminder.meant", day=card.day(ctx, fact.day), text=item.text))
    later = Choice(ctx.t("button.later", text=card.brief(fact.text or "")), "reminder.again", {"notes": [note.id]})
    return replace(item, choices=(*item.choices, later))


def _fitting(items: Sequence[Item]) -> tuple[list[Item], list[Item]]:
    """What finds room, in its order, and what finds none but those to look in on, who are asked again anyway."""
    found = sorted(items, key=lambda item: item.order)
    homes = [item for item in found if item.order == awaiting.LOOK_IN]
    others = [item for item in found if item.order != awaiting.LOOK_IN]
    room = MOST - min(len(homes), KEPT)
    shown = others[:room]
    shown += homes[: max(KEPT, LEAST - len(shown))]
    return sorted(shown, key=lambda item: item.order), others[room:]


def _with(ctx: Context, first: Reply, shown: Sequence[Item], left_out: Sequence[Item], last: Sequence[Choice]) -> Reply:
    lines = [first.text, *emergency.lines(ctx.eyes), *(ctx.t("today.item", text=item.text) for item in shown)]
    matters = sum(item.about.startswith("issue:") for item in left_out)
    if matters:
        lines.append(ctx.t("today.more", count=matters))
    if others := len(left_out) - matters:
        lines.append(ctx.t("reminder.more", count=others))
    if any(item.order in _LOOKING for item in shown):
        lines.append(ctx.t("today.any_day"))
    choices = (*first.choices, *(choice for item in shown for choice in item.choices), *last)
    return replace(first, text="\n".join(lines), choices=choices)


def _snoozes(ctx: Context, shown: Sequence[Item], notes: Sequence[int]) -> list[Choice]:
    """晚点, 明天, 下周: everything on the card once more then."""
    args = {"notes": list(notes), "abouts": [item.about for item in shown if item.about and item.until]}
    return [Choice(ctx.texts.of("snooze", to), "reminder.snooze", args | {"to": to}) for to in SNOOZES]


def _head(ctx: Context, meant: datetime) -> str:
    """The day; a card that comes late says when it was meant to come."""
    part = "morning" if ctx.now.hour < NOON else "later"
    head = ctx.texts.of("reminder_head", part, day=card.day(ctx, ctx.now.date()))
    return ctx.t("reminder.late", at=f"{meant:%H:%M}", head=head) if ctx.now - meant > LATE else head
