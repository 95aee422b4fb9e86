"""Words of the contract whose work is not built yet: they say so, rather than being taken for a record."""

from __future__ import annotations

from handlers.kit.context import Context
from handlers.kit.routes import Args, Word


def say(ctx: Context, args: Args) -> None:
    """Says that this comes with a later release, and what can be done until then."""
    ctx.say(ctx.t("coming.later"))


WORDS = (Word("task", ("任务",), "task", say),)
