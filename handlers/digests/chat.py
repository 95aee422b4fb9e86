"""简报 in chat: the words and buttons, and which matter a leader means."""

from __future__ import annotations

from typing import Final

from handlers import card
from handlers.digests import bubble, down, needs, pictures, settings, way
from handlers.digests.digest import digest
from handlers.digests.facts import gather
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Word
from handlers.rules import periods

# On one screen.
MOST: Final = 8


def said(ctx: Context, args: Args) -> None:
    """The word, with any period behind it: 上周, 9月, 2026年3月. Without one, today."""
    words = str(args["argument"])
    if words in ctx.t("digest.settings_words").split():
        settings.show(ctx, {})
        return
    period = periods.named(words, ctx.now.date()) if words else periods.of("day", ctx.now.date())
    if period is None:
        ctx.say(ctx.t("digest.which", said=card.shortened(words)))
        return
    show(ctx, {"period": period.key})
    ctx.order("digest.picture", period=period.key)


def show(ctx: Context, args: Args) -> None:
    """The digest on one screen; number and button of a matter open it."""
    period = way.period_of(args)
    ctx.audit("digest.show", f"unit:{ctx.scope.township_id}")
    bubble.present(ctx, period, digest(ctx.eyes, gather(ctx.eyes, period)))


def instruct(ctx: Context, args: Args) -> None:
    """批示: about which of those that need him."""
    _which(ctx, args, "digest.instruct_which", "issue.instruct")


def assign(ctx: Context, args: Args) -> None:
    """交办: which of those that need him."""
    _which(ctx, args, "digest.assign_which", "issue.assign")


def _which(ctx: Context, args: Args, question: str, action: str) -> None:
    period = way.period_of(args)
    found = needs.found(ctx.eyes, gather(ctx.eyes, period))[:MOST]
    lines = [ctx.texts(question), *way.numbered(ctx, [need.text for need in found])]
    choices = [Choice(need.label, action, {"issue": need.issue}) for need in found]
    ctx.say("\n".join(lines), *choices, way.up(ctx, "digest.show", {"period": period.key}))


def unfolded(ctx: Context, args: Args) -> None:
    """展开: everything that needs the leader or is new, page by page; before it, what shows over several matters."""
    period = way.period_of(args)
    shown = digest(ctx.eyes, gather(ctx.eyes, period))
    found, more, page = way.page((*shown.needs, *shown.fresh), args, MOST)
    about = {"period": period.key}
    lines = [ctx.t("digest.needs_title", when=way.named(ctx, period)), *(() if page else shown.over)]
    lines += way.numbered(ctx, [need.text for need in found])
    choices = [way.to_matter(need, about, above=shown.above) for need in found]
    choices += [*card.pages(ctx, "digest.needs", about, page, more), way.up(ctx, "digest.show", about)]
    ctx.say("\n".join(lines), *choices)


WORDS = (Word("digest", ("简报",), "digest", said),)
ACTIONS = (
    Action("digest.show", show),
    Action("digest.needs", unfolded),
    Action("digest.picture", pictures.order),
    Action("digest.instruct", instruct),
    Action("digest.assign", assign),
    Action("digest.settings", settings.show),
    Action("digest.wish", settings.change),
    Action("digest.villages", down.villages),
    Action("digest.village", down.village, on="village"),
    Action("digest.nowhere", lambda ctx, args: down.village(ctx, {**args, "village": None})),
    Action("digest.records", down.records, on="village"),
    Action("digest.matter", down.matter, on="issue"),
    Action("digest.record", down.record, on="entry"),
)
