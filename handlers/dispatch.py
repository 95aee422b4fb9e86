"""Where a message is understood: stranger, word, open form, choice, sentence - in this order."""

from __future__ import annotations

from datetime import timedelta

from handlers import attachments, corrections, entries, hints, news, secrecy, tasks
from handlers.kit import choices, forms
from handlers.kit.answers import pick
from handlers.kit.clean import clean
from handlers.kit.context import Context, Draft
from handlers.kit.forms import Form
from handlers.kit.routes import Refused, Routes

# A form left alone this long no longer takes a word, or a sentence that reads as a record, for its answer.
FORM_WAITS = timedelta(minutes=30)


def dispatch(ctx: Context, routes: Routes) -> None:
    """Handles one message of a bound person. What is forbidden is said in one polite line."""
    try:
        if ctx.incoming.files:
            attachments.arrive(ctx)
        _route(ctx, routes)
        if ctx.incoming.files:
            attachments.settle(ctx, recording=_recording(ctx, routes))
        hints.offer(ctx)
    except Refused as refused:
        ctx.say(ctx.t(refused.key))


def _recording(ctx: Context, routes: Routes) -> bool:
    """Whether a form is open that ends in a record."""
    form = routes.forms.get(ctx.draft.form) if ctx.draft is not None and not ctx.draft.parked else None
    return form is not None and form.records


def _route(ctx: Context, routes: Routes) -> None:
    if ctx.incoming.press:
        choices.press(ctx, routes, ctx.incoming.press)
        return
    text = clean(ctx.incoming.text)
    word = routes.word(text)
    if word and word[0].always:
        routes.say(ctx, *word)
    elif secrecy.stopped(ctx, text):  # whatever it answers or says: an open form keeps its question
        attachments.forget(ctx)
        ctx.say(ctx.t("entry.secret"))
    elif ctx.incoming.corrects:
        _edited(ctx, routes, text)
    elif (form := _form_taking(ctx, routes, text)) is not None:
        choices.answer(ctx, routes, form)
    elif word:
        forms.park(ctx)
        routes.say(ctx, *word)
    elif not text and ctx.incoming.files:  # `settle` finds out what they belong to
        routes.allow(ctx, "record")
    elif not choices.said(ctx, routes, text) and not tasks.said(ctx, routes, text):
        routes.allow(ctx, "record")
        if not news.said(ctx, text):  # before it is read: what belongs in the register alone is no record
            entries.record(ctx, text)


def _edited(ctx: Context, routes: Routes, text: str) -> None:
    """A message that was changed afterwards. One that had led to nothing is heard again if now it says something."""
    routes.allow(ctx, "record")
    if not text or corrections.edited(ctx, text):
        return
    if word := routes.word(text):
        routes.say(ctx, *word)
    elif entries.reads_as_record(ctx, text):
        entries.record(ctx, text)


def _without_photos(ctx: Context, form: Form, draft: Draft) -> Form | None:
    """Photos were asked for, and words came. Where one can do without photos these may be just that answer; else one
    goes on talking, and what was answered before is not lost. Photos that nobody asked for find their own place."""
    step = form.step(draft.asked)
    offered = [label for label, _ in step.options(ctx, draft.answers)] if step is not None else []
    if pick(clean(ctx.incoming.text), offered) is not None:
        return form
    if offered:
        forms.park(ctx)
    else:
        ctx.draft = None
    return None


def _form_taking(ctx: Context, routes: Routes, text: str) -> Form | None:
    """The open form, if it is to read this as its answer."""
    draft = ctx.draft
    if draft is None or draft.parked:
        return None
    form = routes.forms.get(draft.form)
    if form is None:  # a newer release no longer has this form
        ctx.draft = None
        ctx.say(ctx.t("form.gone"))
        return None
    step = form.step(draft.asked)
    photos = step is not None and step.takes_files
    if photos != bool(ctx.incoming.files) and (photos or not text):
        return _without_photos(ctx, form, draft) if photos else None
    if text.isdecimal() and step is not None and not step.takes_number and not forms.offers(ctx, step):
        return None  # a bare number answers the newest choice shown, unless the question asks for one
    left_alone = ctx.now - draft.updated_at > FORM_WAITS
    word = routes.word(text)
    alone = word is not None and not word[1] and step is not None and step.prose
    if alone or (left_alone and (word or entries.reads_as_record(ctx, text))):
        forms.park(ctx)
        return None
    return form
