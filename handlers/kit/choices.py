"""What was meant by a pressed button, a label typed, or a bare number."""

from __future__ import annotations

from msgspec.structs import replace

from handlers.kit import forms
from handlers.kit.answers import pick
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice
from handlers.kit.routes import Args, Refused, Routes
from storage import outbox
from storage.outbox import Offer

# Longer texts are sentences, never labels; this spares the look-up on most messages.
LONGEST_LABEL = 24


def press(ctx: Context, routes: Routes, pressed: str) -> None:
    """A press carries TOKEN.PLACE. A foreign, forged, expired or outdated one does nothing but say so."""
    token, _, place = pressed.partition(".")
    found = outbox.offer(ctx.session, ctx.member.account_id, token)
    if found is None or found.until < ctx.now or not place.isdecimal() or int(place) >= len(found.choices):
        raise Refused("press.gone")
    _run(ctx, routes, found, int(place))


def said(ctx: Context, routes: Routes, text: str) -> bool:
    """A label or number of a choice that is still open; True if it was one and is done."""
    if not text or len(text) > LONGEST_LABEL:
        return False
    open_offers = outbox.offers(ctx.session, ctx.member.account_id, ctx.now)
    if text.isdecimal():
        open_offers = open_offers[:1]
    found = [(o, index) for o in open_offers if (index := pick(text, [c["label"] for c in o.choices])) is not None]
    if text == ctx.t("button.up"):  # back means from where one is
        found = found[:1]
    about = {offer.about or f"message:{offer.id}": (offer, index) for offer, index in reversed(found)}
    if len(about) > 1:
        _which(ctx, text, list(about.values()))
    elif found:
        _run(ctx, routes, *found[0])
    return bool(found)


def answer(ctx: Context, routes: Routes, form: Form) -> None:
    """Takes the message for the open form's answer. A form that this person may no longer fill in is closed."""
    draft, ctx.draft = ctx.draft, None
    routes.allow(ctx, form.name)
    ctx.draft = draft
    forms.answer(ctx, form)


def _run(ctx: Context, routes: Routes, offer: Offer, index: int) -> None:
    choice = offer.choices[index]
    if choice["action"] == forms.ANSWER:
        _answer(ctx, routes, choice["args"])
    else:
        routes.press(ctx, choice["action"], choice["args"])


def _answer(ctx: Context, routes: Routes, args: Args) -> None:
    """A button of a question is that question's answer, as long as it is the one being asked."""
    draft = ctx.draft
    if draft is None or draft.asked != args["step"] or draft.form not in routes.forms:
        raise Refused("press.gone")
    draft.parked = False
    ctx.incoming = replace(ctx.incoming, text=args["label"])
    answer(ctx, routes, routes.forms[draft.form])


def _which(ctx: Context, label: str, found: list[tuple[Offer, int]]) -> None:
    """The label stands on several cards: asks which one, by each card's first line."""
    asked = [
        Choice(_first_line(offer, ctx), offer.choices[index]["action"], offer.choices[index]["args"])
        for offer, index in found
    ]
    ctx.say(ctx.t("choice.which", label=label), *asked)


def _first_line(offer: Offer, ctx: Context) -> str:
    return outbox.text_of(ctx.session, offer.id).partition("\n")[0]
