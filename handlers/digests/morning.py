"""A leader's digest at his morning hour: it takes the place of his morning card."""

from __future__ import annotations

from handlers.digests import chat
from handlers.kit import access
from handlers.kit.context import Context
from handlers.kit.messages import Reply
from handlers.rules import periods
from handlers.rules.workdays import DAY


def morning(ctx: Context) -> Reply | None:
    """What this leader reads this morning: last week, on the first workday of a week. None where there is nothing."""
    today = ctx.now.date()
    if not access.allowed("digest", ctx.scope.roles, None) or not _first_of_week(ctx):
        return None
    chat.show(ctx, {"period": periods.of("week", today).before.key})
    return ctx.replies.pop()


def _first_of_week(ctx: Context) -> bool:
    today = ctx.now.date()
    week = periods.of("week", today)
    return not any(ctx.is_workday(week.first + n * DAY) for n in range((today - week.first).days))
