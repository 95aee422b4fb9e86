"""A leader's digest at his morning hour, which takes the place of his morning card: of the periods he wants."""

from __future__ import annotations

from datetime import date

from handlers import when
from handlers.digests import bubble
from handlers.digests.digest import Digest, digest
from handlers.digests.facts import gather
from handlers.kit import access
from handlers.kit.context import Context
from handlers.kit.messages import Reply
from handlers.rules import periods
from handlers.rules.periods import Period
from handlers.rules.workdays import DAY
from storage import subscriptions
from storage.subscriptions import Wishes


def morning(ctx: Context) -> Reply | None:
    """What this leader reads this morning, its picture after it; None where nothing is due, or nothing to be told.

    Of several that fall on one morning the longest comes: the others are one press away.
    """
    if not access.allowed("digest", ctx.scope.roles, None):
        return None
    wishes = subscriptions.of(ctx.session, ctx.scope)
    period = _due(ctx, wishes)
    if period is None:
        return None
    shown = digest(ctx.eyes, gather(ctx.eyes, period))
    if _is_empty(shown):
        return Reply(_calm(ctx, period)) if wishes.calm else None
    bubble.present(ctx, period, shown)
    ctx.order("digest.picture", period=period.key)
    return ctx.replies.pop()


def _due(ctx: Context, wishes: Wishes) -> Period | None:
    today = ctx.now.date()
    for wanted, current in (
        (wishes.month, periods.of("month", today)),
        (wishes.week, periods.of("week", today)),
    ):
        if wanted and _is_first(ctx, current):
            return current.before
    return periods.of("day", _workday_before(ctx, today)) if wishes.day else None


def _is_first(ctx: Context, period: Period) -> bool:
    """Whether today is the first workday of the period."""
    today = ctx.now.date()
    return not any(ctx.is_workday(period.first + n * DAY) for n in range((today - period.first).days))


def _workday_before(ctx: Context, day: date) -> date:
    day -= DAY
    while not ctx.is_workday(day):
        day -= DAY
    return day


def _is_empty(shown: Digest) -> bool:
    moved = any(figure.value for figure in shown.figures[:4])
    return not (moved or shown.needs or shown.fresh or shown.wider or shown.unseen)


def _calm(ctx: Context, period: Period) -> str:
    today = ctx.now.date()
    name, days = when.said(ctx.texts, period, today), when.days(ctx.texts, (period.first, period.last))
    return ctx.t("digest.calm", when=name, days=days)
