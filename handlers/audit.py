"""审计: the trail of who did what to which record, for auditors. It holds nobody's words, and neither does this."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, Final

from handlers import card
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Word
from handlers.reading.dates import find_days
from handlers.reading.plain import plain
from handlers.rules.periods import Days, period
from storage import audit
from storage.audit import Act, Wanted

PAGE: Final = 12


def show(ctx: Context, args: Args) -> None:
    """The first page; what is said behind the word narrows it down."""
    page(ctx, {"said": str(args["argument"]).strip(), "page": 0})


def page(ctx: Context, args: Args) -> None:
    """One page of the trail, newest first. Looking at it is an act as well."""
    said, number = str(args["said"]), int(args["page"])
    acts, more = audit.page(ctx.session, ctx.scope, wanted(ctx, said), number, PAGE)
    ctx.audit("audit.page", f"person:{ctx.member.person_id}")
    if not acts:
        ctx.say(ctx.t("audit.none"))
        return
    lines = [ctx.t("audit.page", number=number + 1), *(_line(ctx, act) for act in acts)]
    choices = [
        Choice(ctx.t(f"button.{key}"), "audit.page", {"said": said, "page": number + step})
        for key, step, there in (("previous", -1, number > 0), ("next", 1, more))
        if there
    ]
    ctx.say("\n".join(lines), *choices)


def wanted(ctx: Context, said: str) -> Wanted:
    """What the words ask for: each is a kind of act, a day or period, or somebody's name."""
    people, actions = list[str](), list[str]()
    span: dict[str, Any] = {}
    labels = ctx.texts.family("act")
    for word in said.replace("，", " ").replace(",", " ").split():
        if word.isascii() or word in labels.values():
            actions += [code for code, label in labels.items() if word in (code, label)] or [word]
        elif days := period(word, ctx.now.date()) or _day(ctx, word):
            span = _span(ctx, days)
        else:
            people.append(word)
    return Wanted(tuple(people), actions=tuple(actions), **span)


def _day(ctx: Context, word: str) -> Days | None:
    found = next(iter(find_days(plain(word), ctx.now.date(), ctx.is_workday)), None)
    return None if found is None or found.past is None else (found.past, found.past)


def _span(ctx: Context, days: Days) -> dict[str, Any]:
    first, last = (datetime.combine(day, time(), ctx.now.tzinfo) for day in days)
    return {"since": first, "before": last + timedelta(days=1)}


def _line(ctx: Context, act: Act) -> str:
    line = ctx.t(
        "audit.line",
        at=f"{act.at.astimezone(ctx.now.tzinfo):%m-%d %H:%M}",
        who=act.person or ctx.t("audit.command"),
        what=ctx.texts.family("act").get(act.action, act.action),
        target=_target(ctx, act),
    ).rstrip()
    if act.result == "ok":
        return line
    if act.result == "refused":
        return ctx.t("audit.refused", line=line)
    return ctx.t("audit.result", line=line, result=ctx.texts.family("act_result").get(act.result, act.result))


def _target(ctx: Context, act: Act) -> str:
    """What the act was about: a person or a unit by name, a record as its card numbers it; nothing for one's own."""
    if act.about is not None:
        return act.about if act.about != act.person else ""
    kind, _, id_ = act.target.partition(":")
    if kind == "duty":
        return card.duty_names(ctx).get(id_, id_)
    if kind == "retention":
        return ctx.texts.of("privacy_kind", id_)
    words = ctx.texts.family("act_target").get(kind)
    return words.format(id=id_) if words else act.target.strip("-")


WORDS = (Word("audit", ("审计",), "audit", show),)
ACTIONS = (Action("audit.page", page),)
FORMS: tuple[Form, ...] = ()
