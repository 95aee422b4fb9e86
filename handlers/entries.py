"""One sentence in, everything recorded: saved at once, shown on a card, with at most one question."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from handlers import attachments, card, corrections, questions, recording, undo
from handlers.card import How
from handlers.kit import access
from handlers.kit.access import Relation
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused
from handlers.reading import Reading
from handlers.rules import smalltalk
from storage import diary, entries, moves
from storage.records import Record, Saved


def record(ctx: Context, text: str) -> None:
    """Takes a free sentence: a correction of the last card, a record, or nothing that can be kept."""
    if not text:
        ctx.say(ctx.t("entry.chat"))
    elif not corrections.said(ctx, text):
        reading = recording.understand(ctx, text)
        if reading.kind == "none":
            _nothing(ctx, text)
        else:
            keep(ctx, recording.draft(ctx, text, reading), reading)


def reads_as_record(ctx: Context, text: str) -> bool:
    """Whether a sentence would be recorded; nothing is done."""
    return recording.understand(ctx, text).kind != "none"


def whose(ctx: Context, entry_id: int) -> Relation | None:
    """How the speaker stands to an entry; None for one that does not exist or is another township's."""
    found = entries.standing(ctx.session, ctx.scope, entry_id)
    if found is None:
        return None
    return access.relation(ctx.scope, *found)


def keep(
    ctx: Context,
    record: Record,
    reading: Reading | None,
    inbox_id: int | None = None,
    brought: Sequence[int] = (),
) -> None:
    """Saves a record and shows its card; a message that was recorded before shows the same card again.

    What came with the message hangs on it, and what earlier messages `brought` for it.
    """
    inbox = inbox_id if inbox_id is not None else ctx.inbox_id
    like = questions.like_matters(ctx, record)
    kept = entries.save(ctx.session, ctx.scope, record, ctx.now, inbox)
    if kept is None:
        found = entries.of_message(ctx.session, ctx.scope, inbox) if inbox is not None else None
        if found is None:
            raise Refused("press.gone")
        _show(ctx, found, "again")
        return
    ctx.audit("record", f"entry:{kept.id}")
    if ctx.incoming.files or inbox_id is not None:
        attachments.hang(ctx, kept.id, inbox)
    for earlier in brought:
        attachments.hang(ctx, kept.id, earlier)
    matters = tuple(replace(m, id=id_) for m, id_ in zip(record.matters, kept.issues, strict=True))
    village = ctx.names().village_name(record.village_id)
    saved = Saved(kept.id, replace(record, matters=matters), ctx.member.name, village, ctx.now)
    question = questions.first(ctx, saved, reading, like) if reading else None
    card.show(ctx, saved, "recorded", question, brought=bool(brought))


def _nothing(ctx: Context, text: str) -> None:
    """Nothing was read: never silently dropped, never recorded unasked."""
    talk = smalltalk.talk(text)
    if talk == "chat":
        ctx.say(ctx.t("entry.chat"))
        return
    note = {"text": text, "inbox": ctx.inbox_id, "day": ctx.now.date().isoformat()}
    # Of several sentences sent in a row, it must be clear which one was not recorded.
    ctx.say(
        ctx.texts.of("entry_none", talk, said=card.shortened(text)), Choice(ctx.t("button.keep"), "note.keep", note)
    )


def _show(ctx: Context, entry_id: int, how: How) -> None:
    saved = diary.one(ctx.session, ctx.scope, entry_id)
    assert saved is not None  # the route's target look-up has found it
    card.show(ctx, saved, "undone" if saved.undone_at else how)


def keep_note(ctx: Context, args: Args) -> None:
    """记下来: keeps the words as they are. The first message is what is recorded, so a second tap records nothing."""
    note = recording.note(ctx, str(args["text"]), date.fromisoformat(args["day"]))
    keep(ctx, note, None, args["inbox"])


def show(ctx: Context, args: Args) -> None:
    """The card of a record."""
    ctx.audit("entry.show", f"entry:{args['entry']}")
    _show(ctx, args["entry"], "shown")


def same(ctx: Context, args: Args) -> None:
    """同一件事: the new matter becomes part of the older one; told as settled (办结), it settles that one."""
    entry_id, issue_id = int(args["entry"]), int(args["issue"])
    merged = moves.merge(ctx.session, ctx.scope, issue_id, int(args["into"]), entry_id, ctx.now)
    if merged:
        ctx.audit("entry.same", f"entry:{entry_id}")
    _show(ctx, entry_id, "changed" if merged else "recorded")


def new(ctx: Context, args: Args) -> None:
    """新的一件: it stays what it was recorded as."""
    _show(ctx, args["entry"], "recorded")


WORDS = undo.WORDS
ACTIONS = (
    *undo.ACTIONS,
    Action("entry.show", show, on="entry"),
    Action("entry.same", same, on="entry"),
    Action("entry.new", new, on="entry"),
    Action("note.keep", keep_note),
)
FORMS: tuple[Form, ...] = ()
