"""提醒: an admin sees the rules, writes new ones, changes, pauses and drops them."""

from __future__ import annotations

import re
from typing import Any, Final

from handlers import card
from handlers.kit.answers import as_number
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.reminders import watching, wording
from handlers.reminders.firing import first
from handlers.rules import recurrence, schedules
from handlers.rules.schedules import Schedule
from storage import reminders
from storage.reminders import Rule
from storage.vocabulary import FRESH, MORNING

LONGEST: Final = 60
MOST: Final = 40
_NUMBERED: Final = re.compile(r"(\d{1,2})(?:\s+(.*))?")


def said(ctx: Context, args: Args) -> None:
    """提醒 alone lists them; a number shows one; `3 暂停`, `3 改 每周二`; days and words make a new one."""
    words = str(args["argument"]).strip()
    if not words:
        listed(ctx, args)
    elif words == ctx.t("reminder.defaults_word"):
        _defaults(ctx)
    elif found := _NUMBERED.fullmatch(words):
        rule = reminders.chosen(reminders.listed(ctx.session, ctx.scope), as_number(found[1]) or 0)
        if rule is None:
            raise Refused("reminder.no_such")
        _act(ctx, rule, found[2] or "")
    else:
        _new(ctx, words)


def _act(ctx: Context, rule: Rule, words: str) -> None:
    verbs = {ctx.texts.of("reminder_verb", verb): verb for verb in ("pause", "resume", "drop")}
    if not words:
        _show(ctx, rule)
    elif verb := verbs.get(words):
        change(ctx, {"rule": rule.id, "verb": verb})
    else:
        _rewrite(ctx, rule, words.removeprefix("改为").removeprefix("改").strip())


def listed(ctx: Context, args: Args) -> None:
    """All rules with their numbers."""
    rules = reminders.listed(ctx.session, ctx.scope)
    lines = [ctx.t("reminder.line", number=n, rule=wording.said(ctx, rule)) for n, rule in enumerate(rules, 1)]
    numbered = enumerate(rules, 1)
    choices = [Choice(ctx.t("reminder.button", number=n), "reminder.show", {"rule": one.id}) for n, one in numbered]
    ctx.say("\n".join([ctx.t("reminder.list"), *lines, ctx.t("reminder.how")]), *choices)


def show(ctx: Context, args: Args) -> None:
    """One rule, and what can be done with it."""
    rule = reminders.one(ctx.session, ctx.scope, int(args["rule"]))
    if rule is None:
        raise Refused("reminder.no_such")
    _show(ctx, rule)


def _show(ctx: Context, rule: Rule, lead: str = "") -> None:
    every = recurrence.parse(rule.every)
    after = max(rule.next_fire_at.astimezone(ctx.now.tzinfo), ctx.now)
    following = (
        recurrence.following(every, ctx.now.date(), ctx.is_workday) if rule.next_fire_at == FRESH else after.date()
    )
    coming = ctx.t("reminder.paused") if rule.paused else ctx.t("reminder.next", day=card.day(ctx, following))
    verb = "resume" if rule.paused else "pause"
    choices = [
        Choice(ctx.texts.of("reminder_verb", one), "reminder.change", {"rule": rule.id, "verb": one})
        for one in (verb, "drop")
    ]
    lines = [lead, wording.said(ctx, rule), coming, ctx.t("reminder.how_one")]
    ctx.say("\n".join(filter(None, lines)), *choices, Choice(ctx.t("button.up"), "reminder.list"))


def change(ctx: Context, args: Args) -> None:
    """暂停, 恢复, 删除."""
    rule, verb = reminders.one(ctx.session, ctx.scope, int(args["rule"])), args["verb"]
    if rule is None:
        raise Refused("reminder.no_such")
    if verb == "drop":
        reminders.drop(ctx.session, ctx.scope, [rule.id])
        ctx.say(ctx.t("reminder.dropped", rule=wording.said(ctx, rule)))
    else:
        values: dict[str, Any] = {"paused_at": ctx.now if verb == "pause" else None}
        if verb == "resume":  # what fell meanwhile is not made up for
            values["next_fire_at"] = first(rule.every, ctx.now, ctx.is_workday)
        _changed(ctx, rule.id, values)
    ctx.audit("reminder.change", f"reminder:{rule.id}")


def _changed(ctx: Context, id_: int, values: dict[str, Any]) -> None:
    reminders.change(ctx.session, ctx.scope, id_, values)
    rule = reminders.one(ctx.session, ctx.scope, id_)
    assert rule is not None  # it was there a moment ago
    _show(ctx, rule, ctx.t("reminder.changed"))


def _rewrite(ctx: Context, rule: Rule, words: str) -> None:
    """Other days, another hour, other people, or an admin's own words: what is said, the rest stays."""
    found = schedules.read(words)
    every, rest = (found.every, found.rest) if found else (rule.every, words)
    watching.check(rule.what, every)
    told, whom = wording.audience(ctx, rest)
    values: dict[str, Any] = dict(whom or {})
    if found:
        values |= {"every": every, "next_fire_at": first(every, ctx.now, ctx.is_workday)} | (
            {"at": found.at} if found.at else {}
        )
    if told and rule.what == "text":
        values["text"] = _fitting(ctx, told)
    if not values or (told and rule.what != "text"):
        raise Refused("reminder.how_one")
    ctx.audit("reminder.change", f"reminder:{rule.id}")
    _changed(ctx, rule.id, values)


def _new(ctx: Context, words: str) -> None:
    found = schedules.read(words)
    if found is None:
        raise Refused("reminder.how")
    told, whom = wording.audience(ctx, found.rest)
    what = watching.meant(ctx, told, found.every, whom)
    if not told and what == "text":
        raise Refused("reminder.how")
    if len(reminders.listed(ctx.session, ctx.scope)) >= MOST:
        raise Refused("reminder.many")
    id_ = _add(ctx, found, what, _fitting(ctx, told) if what == "text" else None, whom)
    rule = reminders.one(ctx.session, ctx.scope, id_)
    assert rule is not None  # it was added a moment ago
    ctx.audit("reminder.change", f"reminder:{id_}")
    _show(ctx, rule, ctx.t("reminder.added"))


def _add(ctx: Context, found: Schedule, what: str, text: str | None, whom: dict[str, Any] | None) -> int:
    nobody = {"role": None, "unit_id": None, "tag": None}
    when = {
        "every": found.every,
        "at": found.at or MORNING,
        "next_fire_at": first(found.every, ctx.now, ctx.is_workday),
    }
    return reminders.add(ctx.session, ctx.scope, {"what": what, "text": text} | nobody | (whom or {}) | when)


def _fitting(ctx: Context, text: str) -> str:
    if len(text) > LONGEST:
        raise Refused("reminder.long")
    return text


def _defaults(ctx: Context) -> None:
    """The usual ones that were dropped, once more."""
    reminders.complete(ctx.session, ctx.scope)
    ctx.audit("reminder.change", f"unit:{ctx.scope.township_id}")
    listed(ctx, {})


WORDS = (Word("reminders", ("提醒",), "reminders", said),)
ACTIONS = (
    Action("reminder.list", listed),
    Action("reminder.show", show),
    Action("reminder.change", change),
)
