"""撤销: within ten minutes the record is gone from every view; later it is struck out and its history stays."""

from __future__ import annotations

from msgspec.structs import replace

from handlers import card
from handlers.kit.context import Context
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Word
from storage import diary, entries
from storage.records import UNDO_WITHIN


def undo(ctx: Context, args: Args) -> None:
    """Takes one record back; a second time only says so."""
    saved = diary.one(ctx.session, ctx.scope, int(args["entry"]))
    assert saved is not None  # the route's target look-up has found it
    if not entries.undo(ctx.session, ctx.scope, saved.id, ctx.now):
        ctx.say(ctx.t("undo.before", id=saved.id))
        return
    ctx.audit("entry.undo", f"entry:{saved.id}")
    saved = replace(saved, undone_at=ctx.now)
    text = f"{card.head(ctx, saved, 'struck' if saved.struck else 'undone')}\n"
    text += ctx.t("undo.struck" if saved.struck else "undo.done")
    ctx.say(text, about=f"entry:{saved.id}")


def undo_newest(ctx: Context, args: Args) -> None:
    """The word 撤销: one's newest record; an older one only after a second press, since it may be another than meant.

    Said twice in a row, it does not reach for the one before.
    """
    last = entries.last_undone(ctx.session, ctx.scope)
    newest = next(iter(entries.newest(ctx.session, ctx.scope)), None)
    if last is not None and ctx.now - last[1] <= UNDO_WITHIN and (newest is None or newest[0] < last[0]):
        ctx.say(ctx.t("undo.twice"))
    elif newest is None:
        ctx.say(ctx.t("undo.nothing"))
    elif ctx.now - newest[1] <= UNDO_WITHIN:
        undo(ctx, {"entry": newest[0]})
    else:
        saved = diary.one(ctx.session, ctx.scope, newest[0])
        assert saved is not None  # it is one's own newest
        args = {"entry": saved.id}
        ctx.say(
            ctx.t("undo.sure", record=card.line(ctx, saved)),
            Choice(ctx.t("button.strike"), "entry.undo", args),
            Choice(ctx.t("button.look"), "entry.show", args),
            about=f"entry:{saved.id}",
        )


WORDS = (Word("undo", ("撤销", "撤回"), "undo", undo_newest, always=True),)
ACTIONS = (Action("entry.undo", undo, on="entry"),)
