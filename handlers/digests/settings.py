"""简报 设置: which digests come of their own accord, and what is said when there is nothing to tell."""

from __future__ import annotations

from typing import Final, get_args

from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Args, Refused
from storage import subscriptions
from storage.subscriptions import Wish, Wishes

WISHES: Final[tuple[Wish, ...]] = get_args(Wish)


def show(ctx: Context, args: Args) -> None:
    """How it is set; a press turns one round."""
    _said(ctx, subscriptions.of(ctx.session, ctx.scope))


def change(ctx: Context, args: Args) -> None:
    """Sets one wish."""
    named = next((wish for wish in WISHES if wish == args["kind"]), None)
    if named is None:
        raise Refused("press.gone")
    wishes = subscriptions.wish(ctx.session, ctx.scope, named, bool(args["wanted"]))
    ctx.audit("digest.wish", f"person:{ctx.member.person_id}")
    _said(ctx, wishes)


def _said(ctx: Context, wishes: Wishes) -> None:
    lines, choices = [ctx.t("digest.settings")], []
    for wish in WISHES:
        wanted = bool(getattr(wishes, wish))
        on, off = ctx.texts.of("digest_wish_on", wish), ctx.texts.of("digest_wish_off", wish)
        end, begin = ctx.texts.of("digest_wish_end", wish), ctx.texts.of("digest_wish_begin", wish)
        lines.append(on if wanted else off)
        choices.append(Choice(end if wanted else begin, "digest.wish", {"kind": wish, "wanted": not wanted}))
    ctx.say("\n".join(lines), *choices)
