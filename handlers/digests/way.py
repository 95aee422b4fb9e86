"""The way down from a digest and back up: which action shows what, and what its buttons carry along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from handlers import when
from handlers.digests.needs import Need
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Args, Refused
from handlers.rules import periods
from handlers.rules.periods import Period


def period_of(args: Args) -> Period:
    """The period that a button carries. Raises Refused for none."""
    period = periods.of_key(str(args["period"]))
    if period is None:
        raise Refused("press.gone")
    return period


def named(ctx: Context, period: Period) -> str:
    """What the period is called today."""
    return when.said(ctx.texts, period, ctx.now.date())


def numbered(ctx: Context, lines: Sequence[str]) -> list[str]:
    """Lines that a number opens, as their buttons stand below them."""
    return [ctx.t("digest.numbered", number=number, text=text) for number, text in enumerate(lines, 1)]


def page(found: Sequence[Any], args: Args, size: int) -> tuple[Sequence[Any], bool, int]:
    """What stands on the page that was asked for, whether more follows, and its number."""
    at = int(args.get("page", 0))
    return found[at * size : (at + 1) * size], len(found) > (at + 1) * size, at


def at(
    about: Mapping[str, Any], place: int | None, page: int = 0, *, above: bool = False
) -> tuple[str, dict[str, Any]]:
    """The action that shows a village, or what belongs to none; of a county, a township's own digest."""
    if above:
        return "digest.show", {**about, "township": place}
    if place is None:
        return "digest.nowhere", {**about, "page": page}
    return "digest.village", {**about, "village": place, "page": page}


def to_matter(need: Need, about: Mapping[str, Any], *, above: bool) -> Choice:
    """The button of a matter that needs him, in whichever township it is."""
    where = {"township": need.place} if above else {}
    return Choice(need.label, "digest.matter", {**about, **where, "issue": need.issue})


def up(ctx: Context, action: str, about: Mapping[str, Any]) -> Choice:
    """返回."""
    return Choice(ctx.t("button.up"), action, about)


def out(ctx: Context, period: Period) -> list[Choice]:
    """返回 from a township's digest to that of its county."""
    return [] if ctx.inside is None else [up(ctx, "digest.show", {"period": period.key, "township": None})]
