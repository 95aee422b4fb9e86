"""村情 notes, and notes on households: written, corrected and dropped from chat, each change with its history."""

from __future__ import annotations

from typing import Final

from handlers import card, changed
from handlers.kit import answers, forms
from handlers.kit.access import Relation
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from storage import changes, notes, villages
from storage.changes import Change
from storage.notes import Note

# What drops a note instead of replacing its words.
DROP: Final = frozenset({"删掉", "删除", "删", "去掉", "delete"})


def whose(ctx: Context, note_id: int) -> Relation | None:
    """How the speaker stands to a note: it is of a village he serves or reads, or of another one."""
    found = notes.one(ctx.session, ctx.scope, note_id)
    if found is None:
        return None
    return "subtree" if ctx.scope.reads(found[1]) else "township"


def keep(ctx: Context, village_id: int, words: str) -> None:
    """Adds a note on a village said in one go."""
    _make(ctx, Change("note", village_id, None, None, words, ctx.now))


def write(ctx: Context, args: Args) -> None:
    """记一条: asks for the words."""
    forms.start(ctx, FORM, village=int(args["village"]))


def list_(ctx: Context, args: Args) -> None:
    """改一条: the notes on a village, or on one of its households, to choose from."""
    household = args.get("household")
    found = notes.of(ctx.session, ctx.scope, int(args["village"]), household, card.MOST_NOTES)
    choices = [Choice(card.shortened(note.text), "note.edit", {"note": note.id}) for note in found]
    ctx.say(ctx.t("note.which" if choices else "note.none"), *choices)


def edit(ctx: Context, args: Args) -> None:
    """A note was chosen: asks for its new words."""
    note = _note(ctx, int(args["note"]))
    forms.start(ctx, FORM, village=note.village_id, note=note.id)


def _note(ctx: Context, note_id: int) -> Note:
    found = notes.one(ctx.session, ctx.scope, note_id)
    if found is None or not ctx.scope.reads(found[1]):
        raise Refused("press.gone")
    return found[0]


def _ask(ctx: Context, known: Answers) -> str:
    if "note" in known:
        return ctx.t("note.ask_new", text=_note(ctx, int(known["note"])).text)
    return ctx.t("note.ask")


def _done(ctx: Context, known: Answers) -> None:
    village, words = int(known["village"]), str(known["words"])
    if "note" in known:
        note = _note(ctx, int(known["note"]))
        new = None if words.strip() in DROP else words
        _make(ctx, Change("note", note.village_id, note.household_id, note.text, new, ctx.now, note.id))
    else:
        path = villages.path(ctx.session, ctx.scope, village)
        if path is None or not ctx.scope.reads(path):
            raise Refused("press.gone")
        _make(ctx, Change("note", village, None, None, words, ctx.now))


def _make(ctx: Context, change: Change) -> None:
    made = changes.make(ctx.session, ctx.scope, change)
    if made is None:
        raise Refused("change.too_late")
    changed.announce(ctx, made)


FORM = Form("note.words", (Step("words", _ask, answers.text, prose=True),), _done)

WORDS: tuple[Word, ...] = ()
ACTIONS = (
    Action("note.write", write, on="village"),
    Action("note.list", list_, on="village"),
    Action("note.edit", edit, on="note"),
)
FORMS = (FORM,)
