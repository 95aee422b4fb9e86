"""我的: one's own records, newest first, as cards to open or as text to paste elsewhere."""

from __future__ import annotations

from handlers import card
from handlers.kit.context import LONGEST_TEXT, Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Word
from storage import diary

PAGE = 8


def page(ctx: Context, args: Args) -> None:
    """One page of one's own records; each opens its card."""
    number = int(args.get("page", 0))
    found, more = diary.page(ctx.session, ctx.scope, number, PAGE)
    if not found:
        ctx.say(ctx.t("mine.end" if number else "mine.none"))
        return
    choices = card.listed(ctx, found, "mine.page", {}, number, more)
    choices.append(Choice(ctx.t("button.copy"), "mine.copy", {"page": number}))
    ctx.say(ctx.t("mine.page", number=number + 1), *choices)


def copy(ctx: Context, args: Args) -> None:
    """The records of one page as plain text, in as many messages as it takes; undone ones are left out."""
    found, _ = diary.page(ctx.session, ctx.scope, int(args["page"]), PAGE)
    texts = [card.plain(ctx, saved) for saved in found if saved.undone_at is None]
    ctx.audit("mine.copy", f"person:{ctx.member.person_id}")
    told = "\n\n".join(texts) or ctx.t("mine.none")
    for start in range(0, len(told), LONGEST_TEXT):
        ctx.say(told[start : start + LONGEST_TEXT])


WORDS = (Word("mine", ("我的",), "mine", page),)
ACTIONS = (Action("mine.page", page), Action("mine.copy", copy))
FORMS: tuple[Form, ...] = ()
