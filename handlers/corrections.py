"""修改: any field, by button, by a named value, or by just saying it. Every change keeps who, when, old, new."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from msgspec.structs import replace

from handlers import amend, card, fields, questions, recording, wishes
from handlers.amend import Amendment
from handlers.kit import answers, forms
from handlers.kit.answers import Options
from handlers.kit.clean import row_number
from handlers.kit.context import Context
from handlers.kit.forms import Answers, Form, Step
from handlers.kit.messages import Choice
from handlers.kit.routes import Action, Args, Refused, Word
from handlers.wishes import Wish
from storage import attachments, diary, entries, inbox
from storage.records import Change, Saved

# A correction said so soon after a card means that card.
FRESH = timedelta(minutes=30)
# How many records are offered when it is not clear which one is meant.
OFFERED = 3
PER_MATTER = frozenset({"issue", "category", "urgent"})


def said(ctx: Context, text: str) -> bool:
    """A correction said outright; True if the sentence was one and is dealt with."""
    wish = wishes.wish(text)
    if wish is None:
        return _village_alone(ctx, text)
    if wish.field in wishes.FREE and not wish.plain:
        return False  # 问题：水渠堵了 opens a record; after 修改 it is a correction
    newest = entries.newest(ctx.session, ctx.scope, OFFERED)
    if not newest:
        return False
    saved = card.own(ctx, newest[0][0])
    filed = fields.file(ctx, saved, wish)
    if filed is None:
        return _not_understood(ctx, saved, wish)
    if ctx.now - newest[0][1] > FRESH:
        _which_record(ctx, [id_ for id_, _ in newest], *filed)
    else:
        _change(ctx, saved, *filed)
    return True


def edited(ctx: Context, text: str) -> bool:
    """A message was changed after it was sent: the record it made is told anew. False if it made none."""
    original = inbox.number_of(ctx.session.connection(), ctx.incoming.channel, ctx.incoming.corrects)
    entry_id = None if original is None else entries.of_message(ctx.session, ctx.scope, original)
    if entry_id is None:
        return False
    _apply(ctx, card.own(ctx, entry_id), Amendment("text", text))
    return True


def edit(ctx: Context, args: Args) -> None:
    """修改 on a card: which field."""
    saved = card.own(ctx, int(args["entry"]))
    choices = [
        Choice(ctx.texts.of("field", field), "entry.field", {"entry": saved.id, "field": field})
        for field in wishes.FIELDS
        if saved.record.matters or field not in ("category", "urgent")
    ]
    if attachments.count(ctx.session, ctx.scope, saved.id):
        choices.append(Choice(ctx.t("button.files"), "attachment.list", {"entry": saved.id}))
    ctx.say(ctx.t("correct.which_field", head=card.head(ctx, saved, "shown")), *choices)


def edit_newest(ctx: Context, args: Args) -> None:
    """The word 修改: one's newest record; with words behind it, the correction itself."""
    argument = str(args["argument"])
    newest = entries.newest(ctx.session, ctx.scope)
    number = row_number(argument.lstrip("№#"))
    if number is not None and (found := entries.standing(ctx.session, ctx.scope, number)) is not None:
        if found[0] != ctx.member.person_id:
            raise Refused("press.gone")
        edit(ctx, {"entry": number})
    elif not newest:
        ctx.say(ctx.t("correct.none"))
    elif not argument:
        edit(ctx, {"entry": newest[0][0]})
    else:
        _argued(ctx, card.own(ctx, newest[0][0]), argument)


def field(ctx: Context, args: Args) -> None:
    """A field was chosen: asks for its new value."""
    saved = card.own(ctx, int(args["entry"]))
    _ask(ctx, saved, str(args["field"]))


def set_(ctx: Context, args: Args) -> None:
    """A button that carries the new value itself."""
    saved = card.own(ctx, int(args["entry"]))
    if args.get("ask"):
        _ask(ctx, saved, str(args["field"]), args["value"])
        return
    _apply(ctx, saved, Amendment(str(args["field"]), args["value"], args.get("old"), args.get("issue")), ask=False)


def _argued(ctx: Context, saved: Saved, argument: str) -> None:
    wish = wishes.wish(argument)
    filed = fields.file(ctx, saved, wish) if wish else None
    if filed is not None:
        _change(ctx, saved, *filed)
    elif wish is None or not _not_understood(ctx, saved, wish):
        ctx.say(ctx.t("correct.how"))


def _village_alone(ctx: Context, text: str) -> bool:
    """A village's name and nothing else, right after a card that lacks the village, answers its question."""
    places = ctx.names().places.get(text, ())
    if len(places) != 1:
        return False
    newest = entries.newest(ctx.session, ctx.scope)
    if not newest or ctx.now - newest[0][1] > FRESH:
        return False
    saved = card.own(ctx, newest[0][0])
    if saved.record.village_id is not None:
        return False
    _apply(ctx, saved, Amendment("village", places[0].village), ask=False)
    return True


def _not_understood(ctx: Context, saved: Saved, wish: Wish) -> bool:
    """A correction whose value fits nothing: says so when it was plainly meant as one."""
    if wish.field is not None:
        ctx.say(ctx.t("correct.unread", field=ctx.texts.of("field", wish.field), value=wish.new))
        return True
    if wish.old is not None and wish.plain and recording.understand(ctx, ctx.incoming.text).kind == "none":
        ctx.say(ctx.t("correct.no_such", old=wish.old, id=saved.id))
        return True
    return False


def _which_record(ctx: Context, ids: list[int], name: str, value: Any, old: str | None) -> None:
    choices = [
        Choice(card.line(ctx, saved), "entry.set", _args(saved, name, value, old))
        for saved in diary.load(ctx.session, ctx.scope, ids)
        if old is None or any(amend.matches(someone, old) for someone in saved.record.people)
    ]
    ctx.say(ctx.t("correct.which_record"), *choices)


def _args(saved: Saved, name: str, value: Any, old: str | None) -> dict[str, Any]:
    several = name in PER_MATTER and len(saved.record.matters) > 1
    matter = saved.record.matters[0].id if name in PER_MATTER and saved.record.matters else None
    return {"entry": saved.id, "field": name, "value": value, "old": old, "issue": matter, "ask": several}


def _change(ctx: Context, saved: Saved, name: str, value: Any, old: str | None) -> None:
    if name in PER_MATTER:
        _ask(ctx, saved, name, value)
    else:
        _apply(ctx, saved, Amendment(name, value, old))


def _ask(ctx: Context, saved: Saved, name: str, value: Any = ...) -> None:
    """Opens the form for what is not known yet: which of several matters, and the value."""
    matters = saved.record.matters
    if name in ("category", "urgent") and not matters:
        ctx.say(ctx.t("correct.no_matter", id=saved.id))
        return
    known: dict[str, Any] = {"entry": saved.id, "field": name, "several": name in PER_MATTER and len(matters) > 1}
    if not known.get("several"):
        known["issue"] = matters[0].id if name in PER_MATTER and matters else None
    if value is not ...:
        known["value"] = value
    forms.start(ctx, FORM, **known)


def _done(ctx: Context, known: Answers) -> None:
    saved = card.own(ctx, int(known["entry"]))
    _apply(ctx, saved, Amendment(str(known["field"]), known["value"], None, known["issue"]))


def _apply(ctx: Context, saved: Saved, amendment: Amendment, *, ask: bool = True) -> None:
    """Changes the record, keeps the history, shows the card. What changes nothing leaves no trace."""
    before = saved.record
    after = amend.amend(ctx, before, amendment)
    if after != replace(before, owner_id=after.owner_id):
        old, new = (amend.words_of(ctx, record, amendment) for record in (before, after))
        change = Change(amendment.field, old, new)
        entries.correct(ctx.session, ctx.scope, saved.id, after, [change], ctx.now)
        ctx.audit("entry.edit", f"entry:{saved.id}")
    shown = diary.one(ctx.session, ctx.scope, saved.id)
    assert shown is not None  # it was read a moment ago
    card.show(ctx, shown, "changed", questions.remaining(ctx, shown) if ask else None)


def _matter_options(ctx: Context, known: Answers) -> Options:
    matters = card.own(ctx, int(known["entry"])).record.matters
    return [(matter.text[: card.SHORT], matter.id) for matter in matters]


def _matter(ctx: Context) -> Any:
    assert ctx.draft is not None  # a step is only read inside its form
    known = ctx.draft.answers
    return answers.choice(lambda c: _matter_options(c, known))(ctx)


def _several(known: Answers) -> bool:
    return bool(known.get("several"))


FORM = Form(
    "entry.correct",
    (
        Step("issue", lambda ctx, known: ctx.t("correct.which_matter"), _matter, _matter_options, _several),
        Step("value", lambda ctx, known: ctx.texts.of("correct_ask", known["field"]), fields.value, fields.options),
    ),
    _done,
)

WORDS = (Word("edit", ("修改", "更正"), "edit", edit_newest),)
ACTIONS = (
    Action("entry.edit", edit, on="entry"),
    Action("entry.field", field, on="entry"),
    Action("entry.set", set_, on="entry"),
)
FORMS = (FORM,)
