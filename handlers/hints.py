"""First-use hints: one a day at most, each once, after something was answered anyway; one word ends them."""

from __future__ import annotations

from typing import Final

from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.routes import Action, Args, Word
from storage import people

# Only ever added to at the end: a person's count says how many of them he has seen.
HINTS: Final = ("edit", "promise", "today", "find", "household", "privacy")


def offer(ctx: Context) -> None:
    """Adds today's hint, if this person still gets any and was answered without being asked something."""
    given = ctx.member.hints
    if given is None or given >= len(HINTS) or ctx.member.hinted_on == ctx.now.date():
        return
    if ctx.draft is not None or not ctx.replies:
        return
    people.hinted(ctx.session, ctx.scope, given + 1, ctx.now.date())
    ctx.say(ctx.texts.of("hint", HINTS[given]) + ctx.t("hints.end"))


def stop(ctx: Context, args: Args) -> None:
    """不要提示: never again."""
    people.hinted(ctx.session, ctx.scope, None, ctx.now.date())
    ctx.say(ctx.t("hints.stopped"))


WORDS = (Word("hints", ("不要提示",), "nohints", stop, alone=True),)
ACTIONS: tuple[Action, ...] = ()
FORMS: tuple[Form, ...] = ()
