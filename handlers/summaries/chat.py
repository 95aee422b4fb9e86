"""小结 and 述职 as they are said and pressed, and the file that is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from handlers import card, when
from handlers.kit import access
from handlers.kit.context import Context, Eyes
from handlers.kit.making import DOCX, Made, Progress
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.papers import document
from handlers.rules import periods
from handlers.rules.periods import Kind, Period
from handlers.summaries import paper
from storage import townships, units

OFFERED: Final[tuple[Kind, ...]] = ("week", "month", "half", "year")


def said(ctx: Context, args: Args) -> None:
    """小结, with a period behind it; without one, of which."""
    _of_words(ctx, str(args["argument"]), None)


def yearly(ctx: Context, args: Args) -> None:
    """述职: of this year, or the one that is said."""
    _of_words(ctx, str(args["argument"]), periods.of("year", ctx.now.date()))


def _of_words(ctx: Context, words: str, usual: Period | None) -> None:
    today = ctx.now.date()
    period = periods.named(words, today) if words else usual
    if period is not None:
        order(ctx, {"period": period.key})
    elif words:
        ctx.say(ctx.t("summary.which", said=card.shortened(words)))
    else:
        offered = [each for kind in OFFERED for each in (periods.of(kind, today), periods.of(kind, today).before)]
        choices = [Choice(when.said(ctx.texts, each, today), "summary.make", {"period": each.key}) for each in offered]
        ctx.say(ctx.t("summary.ask"), *choices)


def order(ctx: Context, args: Args) -> None:
    """Orders the document of a period: of one's own work, or of the part one leads."""
    period, own = _period(args), args.get("own")
    if own is None and (offered := _whose(ctx, period)):
        ctx.say(ctx.t("summary.whose"), *offered)
        return
    ctx.order("summary.make", period=period.key, own=not access.leads(ctx.scope) if own is None else own)
    ctx.audit("summary.make", f"person:{ctx.member.person_id}")
    ctx.say(ctx.t("summary.soon", when=when.said(ctx.texts, period, ctx.now.date())))


def _whose(ctx: Context, period: Period) -> list[Choice]:
    """Whose document it may be, where that is a question: one who leads and serves villages, one who leads a county."""
    led = townships.led(ctx.session, ctx.scope)
    parts: list[tuple[str, dict[str, Any]]] = [(one.name, {"township": one.id}) for one in led]
    if not led and access.leads(ctx.scope):
        parts = [(units.led(ctx.session, ctx.scope), {})]
    about = {"period": period.key}
    choices = [Choice(name, "summary.make", about | where | {"own": False}) for name, where in parts]
    if parts and ctx.scope.villages:
        choices.insert(0, Choice(ctx.t("button.own_work"), "summary.make", about | {"own": True}))
    return choices if led or len(choices) > 1 else []


def make(eyes: Eyes, args: Mapping[str, Any], progress: Progress) -> Made:
    """The document that was ordered."""
    period = _period(args)
    drawn = paper.of(eyes, period, own=args.get("own", not access.leads(eyes.scope)), progress=progress)
    name = f"{drawn.title} {when.named(eyes.texts, period)}.docx"
    return Made(eyes.t("summary.done"), name, DOCX, document.write(drawn))


def _period(args: Mapping[str, Any]) -> Period:
    period = periods.of_key(str(args["period"]))
    if period is None:
        raise Refused("press.gone")
    return period


WORDS = (Word("summary", ("小结",), "summary", said), Word("yearly", ("述职",), "yearly", yearly))
ACTIONS = (Action("summary.make", order),)
