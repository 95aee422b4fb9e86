"""A rule in words, and the people a rule is for as people write them: 给溪东片干部."""

from __future__ import annotations

import re
from typing import Any, Final

from handlers.kit.context import Context, Eyes
from handlers.kit.routes import Refused
from handlers.rules import recurrence
from storage import units
from storage.reminders import Rule
from storage.vocabulary import MORNING, ROLES, TAGS

_FOR: Final = re.compile(r"(?:^|\s)给\s*(\S+)")


def said(ctx: Context | Eyes, rule: Rule) -> str:
    """On which days, to whom, what; that it pauses."""
    at = f" {rule.at:%H:%M}" if rule.at != MORNING else ""
    key = "reminder.rule_paused" if rule.paused else "reminder.rule"
    return ctx.t(key, when=days(ctx, rule.every) + at, whom=whom(ctx, rule), what=what(ctx, rule))


def what(ctx: Context | Eyes, rule: Rule) -> str:
    """What a rule brings up."""
    return (rule.text or "") if rule.what == "text" else ctx.texts.of("reminder_what", rule.what)


def days(ctx: Context | Eyes, code: str) -> str:
    """A code in words."""
    every = recurrence.parse(code)
    numbers = every.numbers
    if every.kind == "weekly":
        names = ctx.t("card.comma").join(_weekday(ctx, number) for number in numbers)
        return ctx.t("schedule.weekly", days=names)
    if every.kind == "nth":
        key = "schedule.last" if numbers[0] == -1 else "schedule.nth"
        return ctx.t(key, number=numbers[0], day=_weekday(ctx, numbers[1]))
    if every.kind == "after" and not numbers:
        return ctx.t("schedule.after_tag")
    if every.kind == "half":
        return ctx.t("schedule.half", month=numbers[0], later=numbers[0] + 6, day=numbers[1])
    places = dict(zip(("month", "day"), numbers, strict=False)) if len(numbers) == 2 else {"number": sum(numbers)}
    return ctx.texts.of("schedule", every.kind, **places)


def _weekday(ctx: Context | Eyes, number: int) -> str:
    return ctx.texts.of("weekday", str(number - 1))


def whom(ctx: Context | Eyes, rule: Rule) -> str:
    """Whom a rule is for."""
    who = ctx.texts.of("reminder_role", rule.role or "everybody")
    parts = [rule.unit or "", ctx.t("reminder.of_tag", tag=rule.tag) if rule.tag else "", who]
    return "".join(filter(None, parts))


def audience(ctx: Context | Eyes, words: str) -> tuple[str, dict[str, Any] | None]:
    """What is left without 给…, and whom that names; None where it names nobody. Raises Refused for who is unknown."""
    found = _FOR.search(words)
    if found is None:
        return words.strip(), None
    left = f"{words[: found.start()]} {words[found.end() :]}".strip()
    named = found[1]
    role, named = _take(named, {ctx.texts.of("reminder_role", role): role for role in (*ROLES, "everybody")})
    tag, named = _take(named, {name: tag for tag in TAGS for name in (f"有{tag}的", tag)})
    unit, named = _take(named, units.all_names(ctx.session, ctx.scope))
    if named.strip("的 "):
        raise Refused("reminder.nobody")
    return left, {"role": None if role == "everybody" else role, "tag": tag, "unit_id": unit}


def _take(words: str, known: dict[str, Any]) -> tuple[Any, str]:
    """The longest of the known names that stands in the words, and the words without it."""
    for name in sorted(known, key=len, reverse=True):
        if name in words:
            return known[name], words.replace(name, "", 1)
    return None, words
