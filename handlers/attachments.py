"""Photos, voice notes and places: never asked for; they hang on the record they were sent with, or right after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from handlers import card
from handlers.kit import access, answers, forms
from handlers.kit.clean import row_number
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice, File
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.rules import phones
from storage import attachments, diary, entries, outbox, people, taskfiles
from storage.attachments import Brought, Medium
from storage.records import Change, Saved
from storage.scope import Scope

# Shows a record's card after something was hung on it, by what the line of its files said before.
Shows = Callable[[Context, Saved, str], None]

KINDS = ("photo", "voice", "place")
# What comes so soon after a record belongs to it.
FRESH = timedelta(minutes=30)
# Platforms send an album as one message a photo: the rest go where the first one went.
ALBUM = timedelta(minutes=2)
# How many records are offered when it is not clear which one is meant.
OFFERED = 5
# A record is no photo album.
MOST = 20


def arrive(ctx: Context) -> None:
    """Notes what a message brought, before anybody asks what it belongs to."""
    brought = [Brought(file.kind, file.ref, file.kept) for file in ctx.incoming.files if file.kind in KINDS]
    if brought and ctx.inbox_id is not None:
        attachments.arrive(ctx.session, ctx.scope, ctx.inbox_id, ctx.incoming.channel, brought, ctx.now)


def hang(ctx: Context, entry_id: int, inbox_id: int | None) -> None:
    """Hangs what a message brought, with the rest of its album, on the record that was made of it."""
    if inbox_id is not None:
        attachments.hang(ctx.session, ctx.scope, entry_id, _album_of(ctx, inbox_id))


def forget(ctx: Context) -> None:
    """Drops what came with words that must not be kept."""
    if ctx.incoming.files and ctx.inbox_id is not None:
        attachments.forget(ctx.session, ctx.scope, ctx.inbox_id)


def settle(ctx: Context, *, recording: bool = False) -> None:
    """After a message with files is handled: finds a place for what no record took along.

    While a form asks for a record (`recording`), that is the place, and the form goes on.
    """
    if any(choice.action == "note.keep" for reply in ctx.replies for choice in reply.choices):
        return  # the words are offered to be kept, and what came with them goes along
    if ctx.draft is not None and ctx.inbox_id in ctx.draft.answers.values():
        return  # it is the answer to a question, and goes where all answers go
    assert ctx.inbox_id is not None  # only what was kept in the inbox has files
    places = attachments.of_message(ctx.session, ctx.scope, ctx.inbox_id)
    if None in places and recording and ctx.draft is not None:
        if not ctx.draft.answers.get("brought"):  # of an album, the first photo is answered for all
            ctx.say(ctx.t("attachment.waits"))
        ctx.draft.answers["brought"] = [*ctx.draft.answers.get("brought", ()), ctx.inbox_id]
    elif None in places and not _answers(ctx, ctx.inbox_id):
        _place(ctx, ctx.inbox_id)
    elif not places and not ctx.replies:
        _nowhere(ctx, ctx.incoming.files[0])


def _answers(ctx: Context, inbox_id: int) -> bool:
    """Whether it is an album's next photo, whose first one was the answer to a question; then it goes along."""
    given = ctx.draft.answers.values() if ctx.draft is not None and not ctx.draft.parked else ()
    return taskfiles.join(ctx.session, ctx.scope, inbox_id, tuple(given), ctx.now - ALBUM)


def _nowhere(ctx: Context, file: File) -> None:
    """What hangs on no record: one's own number is kept, of anything else it is said why it is not."""
    number = phones.NUMBER.search(file.ref) if file.kind == "contact" else None
    if number is not None:
        kept = phones.bare(number[1])
        people.set_phone(ctx.session, ctx.scope, kept)
        ctx.audit("contact.keep", f"person:{ctx.member.person_id}")
        ctx.say(ctx.t("attachment.contact", phone=phones.masked(kept)))
    elif file.kept:
        ctx.say(ctx.t("attachment.lost"))
    else:
        what = "contact" if file.kind == "contact" else file.ref
        ctx.say(ctx.texts.of("unsupported", what if what in ("contact", "location") else "file"))


def add(ctx: Context, args: Args) -> None:
    """补照片: for which of the newest records; `补照片 12` names it."""
    number = row_number(str(args["argument"]).lstrip("№#"))
    if number is not None:
        found = entries.standing(ctx.session, ctx.scope, number)
        if found is None or found[0] != ctx.member.person_id:
            raise Refused("press.gone")
        put(ctx, {"entry": number})
        return
    newest = [id_ for id_, _ in entries.newest(ctx.session, ctx.scope, OFFERED)]
    if newest:
        _ask(ctx, ctx.t("attachment.which"), newest, None)
    else:
        ctx.say(ctx.t("attachment.no_record"))


def put(ctx: Context, args: Args) -> None:
    """A record was chosen: hangs on it what waits for a place, or asks for photos."""
    saved = card.own(ctx, int(args["entry"]))
    inbox = args.get("inbox")
    loose = attachments.loose(ctx.session, ctx.scope)
    waiting = [one for one, _ in loose] if inbox is None else _album_of(ctx, int(inbox))
    if waiting:
        _hang(ctx, saved, waiting)
    else:
        forms.start(ctx, FORM, entry=saved.id)


def list_(ctx: Context, args: Args) -> None:
    """What hangs on a record, each with a button that takes it off."""
    saved = card.own(ctx, int(args["entry"]))
    hung = attachments.on(ctx.session, ctx.scope, saved.id)
    choices = [
        Choice(ctx.texts.of("attachment_drop", one.kind, n=n), "attachment.drop", {"entry": saved.id, "file": one.id})
        for n, one in enumerate(hung, start=1)
    ]
    choices.append(Choice(ctx.t("button.add_photo"), "attachment.put", {"entry": saved.id}))
    told = card.files_line(ctx, hung) or ctx.t("attachment.none")
    ctx.say(f"{card.head(ctx, saved, 'shown')}\n{told}", *choices, files=card.visible(hung, asked=True))


def drop(ctx: Context, args: Args) -> None:
    """Takes one off its record for good; a second press only shows the card."""
    saved = card.own(ctx, int(args["entry"]))
    if attachments.drop(ctx.session, ctx.scope, saved.id, int(args["file"]), ctx.now):
        ctx.audit("attachment.drop", f"entry:{saved.id}")
        _note(ctx, saved, "-1")
    card.show(ctx, saved, "changed")


def look(session: Session, scope: Scope, id_: int) -> Medium | None:
    """A photo or voice note, for whoever may read its record whole, or whose task it is of; None for anybody else."""
    entry_id = attachments.entry_of(session, scope, id_)
    if entry_id is None:
        leads, confirms = (access.allowed(f"task.{what}", scope.roles, "subtree") for what in ("sums", "approve"))
        return taskfiles.look(session, scope, id_, leads=leads, confirms=confirms)
    standing = entries.standing(session, scope, entry_id)
    if standing is None:
        return None
    if not access.allowed("entry.show", scope.roles, access.relation(scope, *standing)):
        return None
    saved = diary.one(session, scope, entry_id)
    if saved is None or saved.undone_at is not None or card.veils(scope, saved.record):
        return None
    return attachments.medium(session, scope, id_)


def _place(ctx: Context, inbox_id: int) -> None:
    newest = entries.newest(ctx.session, ctx.scope, OFFERED)
    album = _album(ctx, newest)
    saved = album or _fresh(ctx, newest)
    if saved is not None:
        _hang(ctx, saved, [inbox_id], _same_card if album else _changed_card)
    elif not _asked(ctx, inbox_id):
        _ask(ctx, ctx.t("attachment.where"), [id_ for id_, _ in newest], inbox_id)


def _album(ctx: Context, newest: Sequence[tuple[int, datetime]]) -> Saved | None:
    """The record on which the last photos were hung a moment ago, if none was made since."""
    last = attachments.last_hung(ctx.session, ctx.scope, ctx.now - ALBUM)
    if last is None or (newest and last[1] < newest[0][1]):
        return None
    saved = diary.one(ctx.session, ctx.scope, last[0])
    return None if saved is None or saved.undone_at is not None else saved


def _fresh(ctx: Context, newest: Sequence[tuple[int, datetime]]) -> Saved | None:
    if not newest or ctx.now - newest[0][1] > FRESH:
        return None
    return card.own(ctx, newest[0][0])


def _ask(ctx: Context, question: str, ids: list[int], inbox_id: int | None) -> None:
    """Which of one's newest records; what has come already may also become a record of its own."""
    known = {} if inbox_id is None else {"inbox": inbox_id}
    found = diary.load(ctx.session, ctx.scope, ids)
    choices = [Choice(card.line(ctx, saved), "attachment.put", {"entry": saved.id} | known) for saved in found]
    if inbox_id is not None:
        note = {"text": ctx.t("attachment.alone"), "inbox": inbox_id, "day": ctx.now.date().isoformat()}
        choices.append(Choice(ctx.t("button.alone"), "note.keep", note))
    ctx.say(question, *choices)


def _asked(ctx: Context, inbox_id: int) -> bool:
    """Whether a photo that came a moment ago still waits for its place: then this one waits with it."""
    loose = attachments.loose(ctx.session, ctx.scope)
    return any(other != inbox_id and at >= ctx.now - ALBUM for other, at in loose)


def _album_of(ctx: Context, inbox_id: int) -> list[int]:
    """A message whose photos wait for their place, and those that came right behind it, each soon after the last."""
    found: list[int] = []
    until = None
    for one, at in attachments.loose(ctx.session, ctx.scope):
        if one < inbox_id:
            continue
        if until is not None and at > until:
            break
        found.append(one)
        until = at + ALBUM
    return found if inbox_id in found else [inbox_id]


def _changed_card(ctx: Context, saved: Saved, before: str) -> None:
    card.show(ctx, saved, "changed")


def _same_card(ctx: Context, saved: Saved, before: str) -> None:
    """For an album's next photo: the card that is there already, whatever it asks, with one photo more."""
    about = f"entry:{saved.id}"
    shown = next(iter(outbox.offers(ctx.session, ctx.member.account_id, ctx.now, 1)), None)
    text = outbox.text_of(ctx.session, shown.id) if shown is not None and shown.about == about else ""
    if shown is None or not before or before not in text:
        _changed_card(ctx, saved, before)
        return
    hung = attachments.on(ctx.session, ctx.scope, saved.id)
    choices = (Choice(one["label"], one["action"], one["args"]) for one in shown.choices)
    now = text.replace(before, card.files_line(ctx, hung), 1)
    ctx.say(now, *choices, about=about, files=card.visible(hung, asked=False))
    ctx.in_place()


def _hang(ctx: Context, saved: Saved, inbox_ids: list[int], shows: Shows | None = None) -> None:
    before = card.files_line(ctx, attachments.on(ctx.session, ctx.scope, saved.id))
    if attachments.count(ctx.session, ctx.scope, saved.id) >= MOST:
        ctx.say(ctx.t("attachment.full", most=MOST))
        return
    if hung := attachments.hang(ctx.session, ctx.scope, saved.id, inbox_ids):
        ctx.audit("attachment.put", f"entry:{saved.id}")
        _note(ctx, saved, f"+{hung}")
    (shows or _changed_card)(ctx, saved, before)


def _note(ctx: Context, saved: Saved, change: str) -> None:
    entries.note_changes(ctx.session, ctx.scope, saved.id, [Change("files", None, change)], ctx.now)


def _done(ctx: Context, known: Answers) -> None:
    _hang(ctx, card.own(ctx, int(known["entry"])), [int(known["files"])])


FORM = Form(
    "attachment.add",
    (Step("files", lambda ctx, known: ctx.t("attachment.send"), answers.files, takes_files=True),),
    _done,
)

WORDS = (Word("photo", ("补照片",), "photo", add),)
ACTIONS = (
    Action("attachment.put", put, on="entry"),
    Action("attachment.list", list_, on="entry"),
    Action("attachment.drop", drop, on="entry"),
)
FORMS = (FORM,)
